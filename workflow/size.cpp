#include "size.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace qingqian::workflow {
namespace {

constexpr std::int64_t fen_per_wan = 1'000'000;
constexpr std::int64_t most_wan = 100'000'000;
constexpr std::array<std::string_view, 4> names{"micro", "small", "medium", "large"};

using Figure = std::optional<std::int64_t> SizeFigures::*;

bool asks(const SizeRow& row, Figure figure) {
    return std::ranges::any_of(row.bounds,
                               [&](const SizeBounds& bounds) { return (bounds.least.*figure).has_value(); });
}

bool reaches(const SizeBounds& bounds, const SizeFigures& figures) {
    return std::ranges::all_of(
        std::array{&SizeFigures::employees, &SizeFigures::revenue_fen, &SizeFigures::assets_fen},
        [&](Figure figure) { return !(bounds.least.*figure) || figures.*figure >= *(bounds.least.*figure); });
}

void check_figure(std::vector<base::FieldFault>& faults, std::string_view pointer,
                  const std::optional<std::int64_t>& figure) {
    if (!figure) {
        faults.push_back(base::fault(pointer, "required"));
    } else if (*figure < 0) {
        faults.push_back(base::fault(pointer, "too_small", {{"min", "0"}}));
    }
}

SizeBounds read_bounds(Reader& reader, const Node& row, SizeClass size) {
    const auto name = to_string(size);
    static const boost::json::value nothing = boost::json::object{};
    const auto* value = row.member(name);
    if (value == nullptr) reader.fault(row.at(name), "is missing");
    const Node node{value == nullptr ? &nothing : value, row.at(name)};
    reader.only(node, {"employees", "revenue_wan", "assets_wan"});
    const auto figure = [&](std::string_view key, std::int64_t unit) -> std::optional<std::int64_t> {
        if (node.member(key) == nullptr) return std::nullopt;
        return reader.integer(node, key, 1, most_wan) * unit;
    };
    return {size,
            {figure("employees", 1), figure("revenue_wan", fen_per_wan), figure("assets_wan", fen_per_wan)}};
}

// A class that asks for less than a lower one could never be missed.
void check_bounds(Reader& reader, const Node& node, const SizeRow& row) {
    for (const auto figure : {&SizeFigures::employees, &SizeFigures::revenue_fen, &SizeFigures::assets_fen}) {
        for (std::size_t i = 1; i < row.bounds.size(); ++i) {
            const auto& higher = row.bounds[i - 1].least.*figure;
            const auto& lower = row.bounds[i].least.*figure;
            if (higher.has_value() != lower.has_value() || (higher && *higher < *lower)) {
                reader.fault(node.path, "the bounds of the classes do not fall");
            }
        }
    }
}

SizeRow read_row(Reader& reader, const Node& node) {
    reader.only(node, {"id", "industry", "name", "also", "large", "medium", "small", "province", "valid_from",
                       "valid_until", "source"});
    SizeRow row;
    row.validity = read_validity(reader, node);
    row.industry = reader.text(node, "industry");
    row.name = reader.text(node, "name");
    row.also = reader.texts(node, "also");
    for (const auto size : {SizeClass::large, SizeClass::medium, SizeClass::small}) {
        row.bounds.push_back(read_bounds(reader, node, size));
    }
    check_bounds(reader, node, row);
    return row;
}

}  // namespace

std::string_view to_string(SizeClass size) {
    return names.at(static_cast<std::size_t>(size));
}

std::optional<SizeClass> size_class_of(std::string_view text) {
    const auto found = std::ranges::find(names, text);
    if (found == names.end()) return std::nullopt;
    return static_cast<SizeClass>(found - names.begin());
}

bool SizeRow::asks_employees() const {
    return asks(*this, &SizeFigures::employees);
}
bool SizeRow::asks_revenue() const {
    return asks(*this, &SizeFigures::revenue_fen);
}
bool SizeRow::asks_assets() const {
    return asks(*this, &SizeFigures::assets_fen);
}

const SizeRow* SizeClasses::find(std::string_view industry, std::string_view province, base::Day day) const {
    return governing(rows_, province, day, [&](const SizeRow& row) {
        return row.industry == industry || row.name == industry ||
               std::ranges::find(row.also, industry) != row.also.end();
    });
}

base::Result<const SizeRow*> SizeClasses::choose(std::string_view industry, std::string_view province,
                                                 base::Day day) const {
    if (const auto* row = find(industry, province, day)) return row;
    if (std::ranges::find(not_covered_, industry, &NotCovered::name) != not_covered_.end()) {
        return base::refuse("sector_not_covered", {{"sector", std::string(industry)}});
    }
    return std::unexpected(base::invalid_input({base::fault("/industry", "not_a_choice")}));
}

std::expected<SizeClasses, std::vector<std::string>> read_size_classes(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"classes", "not_covered"});
    std::vector<SizeRow> rows;
    for (const Node& node : reader.list(root, "classes")) rows.push_back(read_row(reader, node));
    std::map<std::string, std::vector<const SizeRow*>> by_industry;
    for (const auto& row : rows) by_industry[row.industry].push_back(&row);
    for (const auto& [industry, same] : by_industry) check_validity(reader, "/classes", same);
    std::vector<SizeClasses::NotCovered> not_covered;
    for (const Node& node : reader.list(root, "not_covered")) {
        reader.only(node, {"name", "source"});
        not_covered.push_back({reader.text(node, "name"), reader.text(node, "source")});
    }
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return SizeClasses(std::move(rows), std::move(not_covered));
}

base::Result<SizeClass> classify(const SizeRow& row, const SizeFigures& figures) {
    std::vector<base::FieldFault> faults;
    if (row.asks_employees()) check_figure(faults, "/employees", figures.employees);
    if (row.asks_revenue()) check_figure(faults, "/revenue_wan", figures.revenue_fen);
    if (row.asks_assets()) check_figure(faults, "/assets_wan", figures.assets_fen);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    for (const auto& bounds : row.bounds) {
        if (reaches(bounds, figures)) return bounds.size;
    }
    return SizeClass::micro;
}

}  // namespace qingqian::workflow
