#include "rates.hpp"

#include <algorithm>

#include "base/decode.hpp"
#include "reference_change.hpp"
#include "store/rates.hpp"
#include "store/reference.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases {
namespace {

constexpr std::string_view lpr = "lpr_1y";
constexpr std::string_view checked_setting = "lpr_checked_until";
constexpr std::size_t rate_decimals = 6;

// "/lpr_1y/3/percent: must be …" is a fault at /lpr_1y/3/percent.
base::FieldFault fault_of(const std::string& text) {
    const auto end = text.find(": ");
    return base::fault(text.substr(0, end), "rate_file_fault",
                       {{"what", end == std::string::npos ? text : text.substr(end + 2)}});
}

}  // namespace

base::Result<RatesChange> load_rates(store::WriteTx& tx, std::string_view text) {
    const auto document = base::parse_json(text);
    if (!document) return std::unexpected(document.error());
    const auto file = workflow::read_rate_file(*document);
    if (!file) {
        std::vector<base::FieldFault> fields;
        for (const auto& each : file.error()) fields.push_back(fault_of(each));
        return std::unexpected(base::invalid_input(std::move(fields)));
    }
    const auto known = store::rates::of_kind(tx, lpr);
    RatesChange change;
    for (const auto& rate : file->lpr) {
        const store::rates::Rate row{std::string(lpr), base::to_iso(rate.published),
                                     workflow::format_scaled(rate.annual_rate, rate_decimals), rate.source,
                                     tx.now()};
        const auto before = std::ranges::find(known, row.published, &store::rates::Rate::published);
        if (before == known.end()) {
            ++change.added;
        } else if (before->percent == row.percent && before->source == row.source) {
            continue;
        } else {
            ++change.replaced;
        }
        store::rates::put(tx, row);
    }
    change.checked_until = std::max(base::to_iso(file->checked_until),
                                    store::reference::setting(tx, checked_setting).value_or(""));
    store::reference::put_setting(tx, checked_setting, change.checked_until);
    note_reference_change(tx);
    return change;
}

workflow::RateFile loaded_rates(store::ReadTx& tx) {
    workflow::RateFile loaded;
    const auto checked = base::parse_day(store::reference::setting(tx, checked_setting).value_or(""));
    loaded.checked_until = checked.value_or(base::Day{});
    for (const auto& row : store::rates::of_kind(tx, lpr)) {
        loaded.lpr.push_back(
            {base::parse_day(row.published).value(),
             workflow::parse_scaled(row.percent, rate_decimals, workflow::max_annual_rate).value(),
             row.source});
    }
    return loaded;
}

}  // namespace qingqian::cases
