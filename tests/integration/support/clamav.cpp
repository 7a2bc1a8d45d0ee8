#include "clamav.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

namespace qingqian::test {
namespace {

std::string hex(const std::string& bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

bool answers(const std::string& path) {
    const int line = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(path, address.sun_path);
    const bool open = ::connect(line, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(line);
    return open;
}

}  // namespace

std::string eicar() {
    return std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$") + "EICAR-STANDARD-ANTIVIRUS" + "-TEST-FILE!$H+H*";
}

int listen_mute(const std::string& path) {
    const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::ranges::copy(path, address.sun_path);
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 8) != 0)
        throw std::runtime_error("no mute socket");
    return listener;
}

ClamAv::ClamAv(std::size_t max_bytes) {
    char name[] = "/tmp/qq-clamav-XXXXXX";
    if (::mkdtemp(name) == nullptr) throw std::runtime_error("no folder for clamd");
    folder_ = name;
    socket_ = folder_ + "/clamd.ctl";
    std::ofstream(folder_ + "/local.ndb") << "Eicar-Signature:0:*:" << hex(eicar()) << "\n";
    std::ofstream(folder_ + "/clamd.conf")
        << "DatabaseDirectory " << folder_ << "\nLocalSocket " << socket_
        << "\nForeground yes\nMaxThreads 2\n"
        << "LogFile " << folder_ << "/clamd.log\nStreamMaxLength " << max_bytes << "\n";
    const auto settings = "--config-file=" + folder_ + "/clamd.conf";
    process_ = ::fork();
    if (process_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int nowhere = ::open("/dev/null", O_RDWR);
        for (const int file : {0, 1, 2}) ::dup2(nowhere, file);
        ::execl("/usr/sbin/clamd", "clamd", settings.c_str(), nullptr);
        ::_exit(127);
    }
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answers(socket_)) {
        if (::waitpid(process_, nullptr, WNOHANG) != 0 || std::chrono::steady_clock::now() > end) {
            stop();
            throw std::runtime_error("clamd does not come up: is clamav-daemon installed?");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

ClamAv::~ClamAv() {
    stop();
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
}

void ClamAv::stop() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
    std::error_code error;
    std::filesystem::remove(socket_, error);
}

}  // namespace qingqian::test
