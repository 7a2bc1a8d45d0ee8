#include "commands/heads.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <utility>

#include "base/decode.hpp"
#include "cases/heads.hpp"

namespace qingqian::commands {
namespace {

constexpr std::chrono::minutes interval{10};

[[noreturn]] void broken(const std::string& what, const std::string& path) {
    throw std::runtime_error("the file of heads cannot be " + what + ": " + path);
}

std::string day_of(const std::string& line) {
    const auto parsed = base::parse_json(line);
    if (!parsed || !parsed->is_object()) return {};
    const auto* day = parsed->get_object().if_contains("day");
    return day != nullptr && day->is_string() ? std::string(day->get_string()) : std::string();
}

void append_durably(const std::string& path, const std::string& line) {
    const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (file < 0) broken("opened", path);
    const std::string text = line + "\n";
    const bool whole = ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool durable = ::fsync(file) == 0;
    ::close(file);
    if (!whole || !durable) broken("written", path);
}

}  // namespace

std::vector<std::string> read_heads(const std::string& path) {
    std::vector<std::string> lines;
    if (!std::filesystem::exists(path)) return lines;
    std::ifstream file(path);
    if (!file) broken("read", path);
    for (std::string line; std::getline(file, line);) {
        if (!line.empty()) lines.push_back(std::move(line));
    }
    return lines;
}

HeadKeeper::HeadKeeper(store::Store& store, cases::EnvironmentSource& environment, const base::Clock& clock,
                       std::string path, std::string mail, std::function<void(std::string_view)> failed)
    : store_(store),
      environment_(environment),
      clock_(clock),
      path_(std::move(path)),
      mail_(std::move(mail)),
      failed_(std::move(failed)) {}

HeadKeeper::~HeadKeeper() {
    stop();
}

void HeadKeeper::start() {
    if (!path_.empty() || !mail_.empty()) thread_ = std::thread([this] { run(); });
}

void HeadKeeper::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        changed_.notify_one();
    }
    if (thread_.joinable()) thread_.join();
}

bool HeadKeeper::keep() {
    const auto at = clock_.now() - cases::heads_settled;
    const auto today = base::to_iso(base::legal_day(at));
    const auto known = path_.empty() ? std::vector<std::string>{} : read_heads(path_);
    const std::string last = known.empty() ? std::string() : known.back();
    if ((last.empty() ? last_day_ : day_of(last)) == today) return false;
    const auto line = cases::heads_line(store_, at, last);
    if (!line) throw std::runtime_error("heads: " + line.error().code + " " + line.error().log_detail);
    if (!path_.empty()) append_durably(path_, *line);
    if (!mail_.empty()) {
        const auto mailed = store_.write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
            cases::mail_heads(tx, *environment_.get(), mail_, *line);
            return true;
        });
        if (!mailed) throw std::runtime_error("heads: " + mailed.error().code);
    }
    last_day_ = today;
    return true;
}

void HeadKeeper::run() {
    while (true) {
        try {
            keep();
        } catch (const std::exception& error) {
            failed_(error.what());
        }
        std::unique_lock lock(mutex_);
        if (changed_.wait_for(lock, interval, [this] { return stopping_; })) return;
    }
}

}  // namespace qingqian::commands
