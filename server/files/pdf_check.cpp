#include "pdf_check.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "pdf_objects.hpp"

namespace qingqian::files {
namespace {

using Clock = std::chrono::steady_clock;

Verdict unscannable(std::string detail) {
    return {.verdict = "unscannable", .detail = std::move(detail)};
}

// The sanitizers map terabytes and need them.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool bounded_memory = false;
#else
constexpr bool bounded_memory = true;
#endif

/// Bytes this process has mapped; the child begins with as many.
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

/// The child: looks, says what it found in one line, and ends without running anybody's destructors.
[[noreturn]] void look(const std::string& path, int out, rlim_t mapped) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_CPU, static_cast<rlim_t>(pdf_time.count()));
    if (bounded_memory && mapped > 0) bound(RLIMIT_AS, mapped + pdf_memory);
    const auto found = look_into_pdf(path);
    const auto line = found.verdict + "\n" + found.detail + "\n" + std::to_string(found.pages) + "\n";
    const auto written = ::write(out, line.data(), line.size());
    ::_exit(written == static_cast<ssize_t>(line.size()) ? 0 : 1);
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

Verdict check_pdf(const std::string& path) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return unscannable("pdf_too_complex");
    const auto mapped = mapped_now();
    const auto child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        look(path, ends[1], mapped);
    }
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
