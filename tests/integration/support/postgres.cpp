#include "integration/support/postgres.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <vector>

namespace qingqian::test {
namespace {

std::string binaries() {
    const char* set = std::getenv("QINGQIAN_POSTGRES_BIN");
    return set == nullptr ? "/usr/lib/postgresql/15/bin" : set;
}

// In the child: gives root away, so that PostgreSQL is willing to run.
void become_postgres() {
    if (geteuid() != 0) return;
    const passwd* account = getpwnam("postgres");
    if (account == nullptr || initgroups("postgres", account->pw_gid) != 0 || setgid(account->pw_gid) != 0 ||
        setuid(account->pw_uid) != 0) {
        _exit(126);
    }
}

pid_t spawn(const std::vector<std::string>& command, const std::string& log) {
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child != 0) return child;
    become_postgres();
    // The server must not outlive a test that crashed. (Set after setuid, which clears it.)
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent) _exit(127);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    dup2(out, STDOUT_FILENO);
    dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

bool run(const std::vector<std::string>& command, const std::string& log) {
    int status = 0;
    const pid_t child = spawn(command, log);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket, generic, size) != 0 || getsockname(socket, generic, &size) != 0) {
        throw std::runtime_error("no free port on the loopback");
    }
    close(socket);
    return ntohs(address.sin_port);
}

// The server writes its state into the last line of its lock file.
bool ready(const std::string& directory) {
    std::ifstream file(directory + "/data/postmaster.pid");
    std::string line;
    std::string last;
    while (std::getline(file, line)) last = line;
    return last.starts_with("ready");
}

std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

bool PostgresServer::available() {
    return std::filesystem::exists(binaries() + "/initdb");
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() {
    if (!available()) throw std::runtime_error("PostgreSQL is not installed in " + binaries());
    std::string pattern = (std::filesystem::temp_directory_path() / "qingqian-postgres-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = pattern;
    if (const passwd* account = getpwnam("postgres"); geteuid() == 0 && account != nullptr) {
        if (chown(directory_.c_str(), account->pw_uid, account->pw_gid) != 0) {
            throw std::runtime_error("the temporary directory cannot be handed to postgres");
        }
    }
    const auto log = directory_ + "/log";
    if (!run({binaries() + "/initdb", "-D", directory_ + "/data", "-U", "postgres", "-A", "trust", "-E",
              "UTF8", "--locale=C.UTF-8", "--no-sync"},
             log)) {
        throw std::runtime_error("initdb failed: " + text_of(log));
    }
    port_ = free_port();
    start();
}

PostgresServer::~PostgresServer() {
    stop();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
}

void PostgresServer::start() {
    const auto log = directory_ + "/log";
    server_ = spawn({binaries() + "/postgres", "-D", directory_ + "/data", "-p", std::to_string(port_), "-k",
                     directory_, "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c",
                     "full_page_writes=off", "-c", "shared_buffers=32MB", "-c", "max_connections=64"},
                    log);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!ready(directory_)) {
        if (waitpid(server_, nullptr, WNOHANG) == server_ || std::chrono::steady_clock::now() > deadline) {
            throw std::runtime_error("PostgreSQL did not start: " + text_of(log));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

void PostgresServer::stop() {
    if (server_ <= 0) return;
    kill(server_, SIGQUIT);
    waitpid(server_, nullptr, 0);
    server_ = 0;
    std::error_code ignored;
    std::filesystem::remove(directory_ + "/data/postmaster.pid", ignored);
}

std::string PostgresServer::address(const std::string& name) const {
    return "postgresql://postgres@127.0.0.1:" + std::to_string(port_) + "/" + name;
}

std::string PostgresServer::new_database() {
    return create({});
}

std::string PostgresServer::copy_of(const std::string& address) {
    return create({"-T", address.substr(address.rfind('/') + 1)});
}

std::string PostgresServer::create(const std::vector<std::string>& options) {
    const auto name = "test" + std::to_string(++databases_);
    const auto log = directory_ + "/log";
    std::vector<std::string> command{binaries() + "/createdb", "-h", "127.0.0.1", "-p",
                                     std::to_string(port_),    "-U", "postgres"};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(name);
    if (!run(command, log)) throw std::runtime_error("createdb failed: " + text_of(log));
    return address(name);
}

}  // namespace qingqian::test
