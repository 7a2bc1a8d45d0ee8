#include "load.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <expected>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/decode.hpp"
#include "base/embedded.hpp"
#include "workflow/calendar_data.hpp"

namespace qingqian::workflow {
namespace {

std::string_view text_of(const std::string& path) {
    const auto text = base::embedded_text(path);
    if (!text) throw std::runtime_error(path + " is not part of this program");
    return *text;
}

template <class T>
T checked(std::expected<T, std::vector<std::string>> read, std::string_view path) {
    if (read) return std::move(*read);
    throw std::runtime_error(fmt::format("{} is broken:\n  {}", path, fmt::join(read.error(), "\n  ")));
}

boost::json::value json_of(const std::string& path) {
    auto parsed = base::parse_json(text_of(path));
    if (!parsed) throw std::runtime_error(path + " is not valid JSON: " + parsed.error().log_detail);
    return std::move(*parsed);
}

}  // namespace

std::vector<std::string> definition_names() {
    constexpr std::string_view folder = "workflows/";
    constexpr std::string_view ending = ".json";
    std::vector<std::string> names;
    for (const auto& file : base::embedded_files(folder)) {
        if (!file.path.ends_with(ending) || file.path.ends_with(".schema.json")) continue;
        names.emplace_back(file.path.substr(folder.size(), file.path.size() - folder.size() - ending.size()));
    }
    std::ranges::sort(names);
    return names;
}

Definition load_definition(std::string_view name) {
    const auto path = fmt::format("workflows/{}.json", name);
    return checked(read_definition(json_of(path)), path);
}

Terms load_terms() {
    return checked(read_terms(json_of("rules/terms.json")), "rules/terms.json");
}

Reminders load_reminders() {
    return checked(read_reminders(json_of("rules/reminders.json")), "rules/reminders.json");
}

Rights load_rights() {
    return checked(read_rights(json_of("rules/rights.json")), "rules/rights.json");
}

Signatures load_signatures() {
    return checked(read_signatures(json_of("rules/signatures.json")), "rules/signatures.json");
}

SizeClasses load_size_classes() {
    return checked(read_size_classes(json_of("rules/size_classes.json")), "rules/size_classes.json");
}

PaymentLaws load_payment_laws() {
    return checked(read_payment_laws(json_of("rules/overdue.json")), "rules/overdue.json");
}

InterestRules load_interest_rules() {
    return checked(read_interest_rules(json_of("rules/interest.json")), "rules/interest.json");
}

Calendar load_calendar() {
    std::vector<CalendarNotice> notices;
    for (const auto& file : base::embedded_files("calendars/")) {
        const std::string path(file.path);
        // Read by path again: the override directory comes before what is embedded.
        notices.push_back(checked(read_notice(text_of(path)), path));
    }
    return build_calendar(std::move(notices));
}

}  // namespace qingqian::workflow
