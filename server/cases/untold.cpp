#include "untold.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <span>
#include <string>

#include "base/log.hpp"
#include "cases/tell.hpp"
#include "store/complaints.hpp"
#include "store/untold.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using store::untold::Row;
using workflow::Notice;

constexpr std::size_t page = 256;
// Composing is dear: a few cases a unit, so that somebody else's write waits some milliseconds only.
constexpr std::size_t events_a_unit = 32;

std::string to_text(const std::vector<Notice>& notices) {
    json::array items;
    for (const auto& notice : notices) {
        json::object values;
        for (const auto& [place, value] : notice.values) values[place] = value;
        items.push_back(
            json::object{{"event", notice.event},
                         {"audiences", json::array(notice.audiences.begin(), notice.audiences.end())},
                         {"values", std::move(values)}});
    }
    return json::serialize(items);
}

std::vector<Notice> from_text(std::string_view text) {
    std::vector<Notice> notices;
    const auto items = json::parse(text);
    for (const auto& item : items.as_array()) {
        Notice notice;
        notice.event = item.at("event").as_string();
        for (const auto& audience : item.at("audiences").as_array())
            notice.audiences.emplace_back(audience.as_string());
        for (const auto& [place, value] : item.at("values").as_object())
            notice.values.emplace(place, value.as_string());
        notices.push_back(std::move(notice));
    }
    return notices;
}

bool tell_row(store::WriteTx& tx, const Environment& env, const Row& row) {
    // The case is locked before its row, as every step does it.
    const auto complaint = store::complaints::find_by_id(tx, row.complaint, true);
    if (!store::untold::remove(tx, row.event) || !complaint) return false;
    tell(tx, env, *complaint, row.event, from_text(row.notices));
    return true;
}

std::size_t tell_unit(store::Store& store, const Environment& env, std::span<const Row> rows) {
    const auto told = store.write_now<std::size_t>([&](store::WriteTx& tx) -> base::Result<std::size_t> {
        return static_cast<std::size_t>(
            std::ranges::count_if(rows, [&](const Row& row) { return tell_row(tx, env, row); }));
    });
    if (told) return *told;
    if (rows.size() > 1) {  // one that fails does not keep the others
        std::size_t alone = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) alone += tell_unit(store, env, rows.subspan(i, 1));
        return alone;
    }
    base::log(base::LogLevel::error, "moved_dates_not_told",
              {{"code", told.error().code}, {"detail", told.error().log_detail}});
    return 0;
}

base::Result<std::vector<Row>> next_page(store::Store& store, std::int64_t after) {
    return store.read_now<std::vector<Row>>([after](store::ReadTx& tx) -> base::Result<std::vector<Row>> {
        return store::untold::next(tx, after, page);
    });
}

}  // namespace

void keep_untold(store::WriteTx& tx, std::int64_t complaint, std::int64_t event,
                 const std::vector<Notice>& notices) {
    if (!notices.empty()) store::untold::insert(tx, {event, complaint, to_text(notices)});
}

std::size_t tell_untold(store::Store& store, const Environment& env, const std::function<bool()>& stopping) {
    std::size_t told = 0;
    std::int64_t after = 0;
    while (!stopping()) {
        const auto rows = next_page(store, after);
        if (!rows || rows->empty()) return told;
        after = rows->back().event;
        for (std::span<const Row> rest(*rows); !rest.empty() && !stopping();) {
            const auto unit = rest.first(std::min(events_a_unit, rest.size()));
            told += tell_unit(store, env, unit);
            rest = rest.subspan(unit.size());
        }
    }
    return told;
}

}  // namespace qingqian::cases
