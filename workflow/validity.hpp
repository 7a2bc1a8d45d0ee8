#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "workflow/reader.hpp"

namespace qingqian::workflow {

/// Where and when a row of schemas/rules governs, and where it comes from.
struct Validity {
    std::string id;
    std::string province;            ///< two letters; empty for the whole country
    base::Day from{};                ///< inclusive
    std::optional<base::Day> until;  ///< exclusive; nothing for ever
    std::string source;

    bool covers(base::Day day) const { return from <= day && (!until || day < *until); }
};

/// Reads id, province, valid_from, valid_until and source of a row; what is wrong becomes a fault.
Validity read_validity(Reader& reader, const Node& node);

/// Faults rows of `rows` (all about the same thing) that share an id or a province and a day.
template <class Row>
void check_validity(Reader& reader, std::string_view path, const std::vector<const Row*>& rows);

/// The row that governs on `day` in `province`: the province's own before the country's. Null when none.
/// `about` picks the rows in question.
template <class Row, class About>
const Row* governing(const std::vector<Row>& rows, std::string_view province, base::Day day, About about) {
    const Row* national = nullptr;
    for (const auto& row : rows) {
        if (!row.validity.covers(day) || !about(row)) continue;
        if (row.validity.province.empty()) {
            national = &row;
        } else if (row.validity.province == province) {
            return &row;
        }
    }
    return national;
}

template <class Row>
void check_validity(Reader& reader, std::string_view path, const std::vector<const Row*>& rows) {
    const auto ended_by = [](const Validity& one, const Validity& other) {
        return one.until && *one.until <= other.from;
    };
    for (std::size_t i = 0; i < rows.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const Validity& one = rows[i]->validity;
            const Validity& other = rows[j]->validity;
            if (one.id == other.id) reader.fault(path, "the id stands twice: " + one.id);
            if (one.province == other.province && !ended_by(one, other) && !ended_by(other, one)) {
                reader.fault(path, one.id + " is valid at the same time as " + other.id);
            }
        }
    }
}

}  // namespace qingqian::workflow
