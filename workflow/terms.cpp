#include "terms.hpp"

#include <fmt/format.h>

#include "workflow/reader.hpp"

namespace qingqian::workflow {
namespace {

// ISO days sort as text, so that validity needs no parsing on the way of every action.
bool valid_on(const Term& term, std::string_view day) {
    return term.valid_from <= day && (term.valid_until.empty() || day < term.valid_until);
}

void check_day(Reader& reader, const Node& node, std::string_view key, const std::string& day) {
    if (!day.empty() && !base::parse_day(day)) reader.fault(node.at(key), "not a day that exists: " + day);
}

bool overlap(const Term& left, const Term& right) {
    const auto before = [](const std::string& end, const std::string& begin) {
        return !end.empty() && end <= begin;
    };
    return !before(left.valid_until, right.valid_from) && !before(right.valid_until, left.valid_from);
}

// Whether a province's term never ends after the country's. Of different units that is certain only where the
// figures leave no doubt: a working day is at least a calendar day, and the longest stretch of rest days in a
// year is nine long.
bool is_as_strict(const Term& own, const Term& national) {
    constexpr std::int64_t longest_rest = 9;
    if (own.unit == Unit::working_days && national.unit == Unit::calendar_days)
        return own.length * 2 + longest_rest <= national.length;
    return own.length <= national.length;
}

// A province may be stricter than the country, never laxer.
void check_provinces(Reader& reader, const std::vector<Term>& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].province.empty()) continue;
        for (const auto& national : rows) {
            if (!national.province.empty() || national.key != rows[i].key || !overlap(rows[i], national) ||
                is_as_strict(rows[i], national))
                continue;
            reader.fault(fmt::format("/terms/{}", i), fmt::format("is laxer than {}", national.id));
        }
    }
}

void check_rows(Reader& reader, const std::vector<Term>& rows) {
    check_provinces(reader, rows);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto at = fmt::format("/terms/{}", i);
            if (rows[i].id == rows[j].id) reader.fault(at, "the id stands twice: " + rows[i].id);
            if (rows[i].key == rows[j].key && rows[i].province == rows[j].province &&
                overlap(rows[i], rows[j])) {
                reader.fault(at, fmt::format("is valid at the same time as {}", rows[j].id));
            }
        }
    }
}

}  // namespace

const Term* Terms::find(std::string_view key, std::string_view province, base::Day day) const {
    const std::string iso = base::to_iso(day);
    const Term* national = nullptr;
    for (const auto& row : rows_) {
        if (row.key != key || !valid_on(row, iso)) continue;
        if (row.province.empty()) {
            national = &row;
        } else if (row.province == province) {
            return &row;
        }
    }
    return national;
}

std::expected<Terms, std::vector<std::string>> read_terms(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"terms"});
    std::vector<Term> rows;
    for (const Node& node : reader.list(root, "terms")) {
        reader.only(node, {"id", "key", "province", "length", "unit", "valid_from", "valid_until", "source"});
        Term term;
        term.id = reader.text(node, "id");
        term.key = reader.text(node, "key");
        term.province = reader.optional_text(node, "province");
        term.length = reader.integer(node, "length", 1, max_term_length);
        const std::string unit = reader.text(node, "unit");
        if (unit != "working_days" && unit != "calendar_days") {
            reader.fault(node.at("unit"), "must be working_days or calendar_days");
        }
        term.unit = unit == "calendar_days" ? Unit::calendar_days : Unit::working_days;
        term.valid_from = reader.text(node, "valid_from");
        term.valid_until = reader.optional_text(node, "valid_until");
        check_day(reader, node, "valid_from", term.valid_from);
        check_day(reader, node, "valid_until", term.valid_until);
        term.source = reader.text(node, "source");
        rows.push_back(std::move(term));
    }
    check_rows(reader, rows);
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return Terms(std::move(rows));
}

std::string_view to_string(Unit unit) {
    return unit == Unit::working_days ? "working_days" : "calendar_days";
}

}  // namespace qingqian::workflow
