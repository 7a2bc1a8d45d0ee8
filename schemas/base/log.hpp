#pragma once

#include <boost/json/value.hpp>
#include <concepts>
#include <initializer_list>
#include <string_view>

namespace qingqian::base {

enum class LogLevel { debug, info, warning, error };

/// One word of an event: a text, a number or a truth.
struct LogField {
    template <class Text>
    requires std::convertible_to<Text, std::string_view> LogField(std::string_view field, const Text& text)
        : name(field), value(boost::json::string(std::string_view(text))) {}
    template <std::integral Number>
    LogField(std::string_view field, Number number) : name(field), value(number) {}

    std::string_view name;
    boost::json::value value;
};

/// What an event says beside its name. Never personal data: no names, numbers of people, addresses, texts.
using LogFields = std::initializer_list<LogField>;

/// Sends log lines to standard error from a thread of their own; when that falls behind, the oldest waiting
/// lines are dropped rather than a request delayed. Unknown names of levels count as "info".
void start_log(std::string_view level);

/// Writes what is waiting and stops.
void stop_log();

/// Before `start_log` and after `stop_log` only errors are written, at once.
/// One JSON object on one line: `at` (RFC 3339), `level`, `event`, then the fields.
/// error = a defect or a 5xx; warning = something refused or lost; info = life of the process.
void log(LogLevel level, std::string_view event, LogFields fields = {});

/// Whether lines of this level are written; for lines that are costly to make.
bool log_enabled(LogLevel level);

}  // namespace qingqian::base
