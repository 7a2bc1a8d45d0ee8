#include <unistd.h>

#include <boost/json/serialize.hpp>
#include <cerrno>
#include <iostream>

#include "base/decode.hpp"
#include "cases/calculate.hpp"
#include "commands/commands.hpp"
#include "workflow/load.hpp"

namespace qingqian::commands {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = 64 * 1024;

json::object error_json(const base::Problem& problem) {
    json::array fields;
    for (const auto& field : problem.fields) {
        fields.push_back({{"pointer", field.pointer}, {"code", field.code}, {"message", field.sentence.en}});
    }
    return {
        {"error", {{"code", problem.code}, {"message", problem.sentence.en}, {"fields", std::move(fields)}}}};
}

json::object answer_line(cases::Calculator calculate, const cases::Calculating& with, std::string_view line) {
    if (line.size() > longest_line) {
        return error_json(base::problem("line_too_long", {{"max", std::to_string(longest_line)}}));
    }
    const auto question = base::parse_json(line);
    if (!question) return error_json(question.error());
    auto answer = calculate(with, *question);
    return answer ? std::move(*answer) : error_json(answer.error());
}

bool write_all(std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// Lines as they come in; of a line that is too long no more is kept than shows that it is.
class Lines {
  public:
    template <class Take>
    void feed(std::string_view bytes, Take take) {
        for (auto end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
            keep(bytes.substr(0, end));
            bytes.remove_prefix(end + 1);
            finish(take);
        }
        keep(bytes);
        begun_ = begun_ || !bytes.empty();
    }
    /// The last line may lack its end.
    template <class Take>
    void end(Take take) {
        if (begun_) finish(take);
    }

  private:
    void keep(std::string_view part) { line_ += part.substr(0, longest_line + 1 - line_.size()); }
    template <class Take>
    void finish(Take take) {
        take(std::string_view(line_));
        line_.clear();
        begun_ = false;
    }

    std::string line_;
    bool begun_ = false;
};

}  // namespace

int calculate(const std::string& name) {
    cases::Calculator calculator = nullptr;
    for (const auto& one : cases::calculators()) {
        if (one.name == name) calculator = one.calculate;
    }
    const auto calendar = workflow::load_calendar();
    const cases::Calculating with{.rules = cases::calculator_rules(),
                                  .calendar = calendar,
                                  .province = "",
                                  .today = base::legal_day(base::SystemClock().now())};
    std::string out;
    const auto take = [&](std::string_view line) {
        out += json::serialize(answer_line(calculator, with, line));
        out += '\n';
    };
    Lines lines;
    std::string chunk(longest_line, '\0');
    while (true) {
        const auto got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return exit_code::failed;
        if (got == 0) break;
        lines.feed({chunk.data(), static_cast<std::size_t>(got)}, take);
        // Whoever feeds us line by line gets each answer before his next question.
        if (!write_all(out)) return exit_code::failed;
        out.clear();
    }
    lines.end(take);
    return write_all(out) ? exit_code::ok : exit_code::failed;
}

}  // namespace qingqian::commands
