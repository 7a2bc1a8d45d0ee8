#include "pdf_check.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "pdf_objects.hpp"

namespace qingqian::files {
namespace {

using Clock = std::chrono::steady_clock;

/// What the process is called with that looks at a PDF.
constexpr const char* command = "look-into-pdf";
bool served = false;

Verdict unscannable(std::string detail) {
    return {.verdict = "unscannable", .detail = std::move(detail)};
}

// The sanitizers map terabytes and need them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool bounded_memory = false;
#else
constexpr bool bounded_memory = true;
#endif

/// Bytes this process has mapped to begin with.
rlim_t mapped_now() {
    std::ifstream file("/proc/self/statm");
    rlim_t pages = 0;
    file >> pages;
    return pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE));
}

void bound(decltype(RLIMIT_AS) what, rlim_t most) {
    const rlimit limit{most, most};
    ::setrlimit(what, &limit);
}

/// Looks, says what it found in three lines, and ends without running anybody's destructors.
[[noreturn]] void look(const std::string& path) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::close_range(STDERR_FILENO + 1, ~0U, 0);
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_CPU, static_cast<rlim_t>(pdf_time.count()));
    if (const auto mapped = mapped_now(); bounded_memory && mapped > 0) bound(RLIMIT_AS, mapped + pdf_memory);
    const auto found = look_into_pdf(path);
    const auto lines = found.verdict + "\n" + found.detail + "\n" + std::to_string(found.pages) + "\n";
    const auto written = ::write(STDOUT_FILENO, lines.data(), lines.size());
    ::_exit(written == static_cast<ssize_t>(lines.size()) ? 0 : 1);
}

/// This program once more, to look at a file and write what it finds to `out`. 0 when it cannot start.
/// Not a fork alone: that copies the locks that other threads hold at that moment, and nobody opens them
/// again.
pid_t start_look(const std::string& path, int out) {
    posix_spawn_file_actions_t actions;
    if (::posix_spawn_file_actions_init(&actions) != 0) return 0;
    ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    std::string name = "qingqian";
    std::string verb = command;
    std::string file = path;
    char* arguments[] = {name.data(), verb.data(), file.data(), nullptr};
    pid_t child = 0;
    if (::posix_spawn(&child, "/proc/self/exe", &actions, nullptr, arguments, environ) != 0) child = 0;
    ::posix_spawn_file_actions_destroy(&actions);
    return child;
}

/// What the child says until it ends or its time is over.
std::string hear(int in) {
    const auto end = Clock::now() + pdf_time;
    std::string said;
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd waiting{in, POLLIN, 0};
        const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return {};
        char bytes[256];
        const auto got = ::read(in, bytes, sizeof bytes);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return said;
        said.append(bytes, static_cast<std::size_t>(got));
    }
}

Verdict verdict_of(const std::string& said) {
    std::istringstream lines(said);
    Verdict found;
    std::string pages;
    if (!std::getline(lines, found.verdict) || !std::getline(lines, found.detail) ||
        !(lines >> found.pages) || (found.verdict != "clean" && found.verdict != "unscannable")) {
        return unscannable("pdf_too_complex");
    }
    return found;
}

}  // namespace

void serve_pdf_check(int argc, char** argv) {
    served = true;
    if (argc == 3 && std::string_view(argv[1]) == command) look(argv[2]);
}

Verdict check_pdf(const std::string& path) {
    if (!served) throw std::logic_error("main() did not call serve_pdf_check");
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return unscannable("pdf_too_complex");
    const auto child = start_look(path, ends[1]);
    ::close(ends[1]);
    std::string said;
    if (child > 0) {
        said = hear(ends[0]);
        ::kill(child, SIGKILL);
        while (::waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
    }
    ::close(ends[0]);
    return verdict_of(said);
}

}  // namespace qingqian::files
