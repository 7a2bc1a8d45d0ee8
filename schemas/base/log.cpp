#include "log.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <memory>

#include "clock.hpp"

namespace qingqian::base {
namespace {

constexpr std::size_t waiting_lines = 8192;

std::atomic<int> threshold{static_cast<int>(LogLevel::info)};
std::atomic<bool> started{false};

constexpr std::string_view level_names[] = {"debug", "info", "warning", "error"};

}  // namespace

void start_log(std::string_view level) {
    for (int i = 0; i < 4; ++i) {
        if (level_names[i] == level) threshold = i;
    }
    spdlog::init_thread_pool(waiting_lines, 1);
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    auto logger = std::make_shared<spdlog::async_logger>("qingqian", sink, spdlog::thread_pool(),
                                                         spdlog::async_overflow_policy::overrun_oldest);
    logger->set_pattern("%v");
    logger->set_level(spdlog::level::trace);
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(logger);
    started = true;
    spdlog::flush_every(std::chrono::seconds(1));
}

void stop_log() {
    spdlog::shutdown();
}

bool log_enabled(LogLevel level) {
    return static_cast<int>(level) >= threshold.load(std::memory_order_relaxed);
}

void log(LogLevel level, std::string_view event, LogFields fields) {
    // Without a log of its own a command says on standard error what went wrong, and nothing else.
    if (!log_enabled(level) || (!started && level < LogLevel::error)) return;
    boost::json::object line;
    line["at"] = to_rfc3339(SystemClock{}.now());
    line["level"] = level_names[static_cast<int>(level)];
    line["event"] = event;
    for (const auto& [name, value] : fields) line[name] = value;
    const auto text = boost::json::serialize(line);
    if (!started) {
        std::fprintf(stderr, "%s\n", text.c_str());
        return;
    }
    spdlog::default_logger_raw()->log(level == LogLevel::error ? spdlog::level::err : spdlog::level::info,
                                      "{}", text);
}

}  // namespace qingqian::base
