#include "rates.hpp"

#include <algorithm>

#include "workflow/money.hpp"
#include "workflow/reader.hpp"

namespace qingqian::workflow {
namespace {

constexpr std::size_t rate_decimals = 6;

base::Day read_day(Reader& reader, const Node& node, std::string_view key) {
    const auto text = reader.text(node, key);
    const auto day = base::parse_day(text);
    if (!day && !text.empty()) reader.fault(node.at(key), "must be a day that exists, 2026-11-20");
    return day.value_or(base::Day{});
}

PublishedRate read_rate(Reader& reader, const Node& node) {
    reader.only(node, {"published", "percent", "source"});
    PublishedRate rate;
    rate.published = read_day(reader, node, "published");
    const auto percent = reader.text(node, "percent");
    const auto annual = parse_scaled(percent, rate_decimals, max_annual_rate);
    if (!annual && !percent.empty())
        reader.fault(node.at("percent"), "must be a percentage of at most 100 with at most six decimals");
    rate.annual_rate = annual.value_or(0);
    rate.source = reader.text(node, "source");
    return rate;
}

}  // namespace

std::expected<RateFile, std::vector<std::string>> read_rate_file(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"lpr_checked_until", "lpr_1y"});
    RateFile file;
    file.checked_until = read_day(reader, root, "lpr_checked_until");
    for (const Node& node : reader.list(root, "lpr_1y")) {
        file.lpr.push_back(read_rate(reader, node));
        const auto day = file.lpr.back().published;
        if (day > file.checked_until) reader.fault(node.at("published"), "lies after lpr_checked_until");
        if (file.lpr.size() > 1 && file.lpr[file.lpr.size() - 2].published >= day)
            reader.fault(node.at("published"), "must come after the row before");
    }
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return file;
}

InterestRules with_rates(InterestRules rules, const RateFile& loaded) {
    for (const auto& rate : loaded.lpr) {
        std::erase_if(rules.lpr, [&](const LprRow& row) { return row.validity.from == rate.published; });
        LprRow row;
        row.validity.id = "lpr-1y-" + base::to_iso(rate.published);
        row.validity.from = rate.published;
        row.validity.source = rate.source;
        row.annual_rate = rate.annual_rate;
        rules.lpr.push_back(std::move(row));
    }
    std::ranges::sort(rules.lpr, {}, [](const LprRow& row) { return row.validity.from; });
    for (std::size_t i = 0; i + 1 < rules.lpr.size(); ++i)
        rules.lpr[i].validity.until = rules.lpr[i + 1].validity.from;
    if (!loaded.lpr.empty()) rules.lpr.back().validity.until.reset();
    rules.lpr_checked_until = std::max(rules.lpr_checked_until, loaded.checked_until);
    return rules;
}

}  // namespace qingqian::workflow
