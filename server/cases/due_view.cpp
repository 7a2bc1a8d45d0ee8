#include "due_view.hpp"

#include <utility>

namespace qingqian::cases {

namespace json = boost::json;

json::array counted_days(const workflow::DueDate& due) {
    json::array days;
    days.reserve(due.explain.size());
    for (const auto& day : due.explain) {
        json::object line{{"day", base::to_iso(day.day)},
                          {"number", day.number},
                          {"reason", day.reason},
                          {"provisional", day.provisional}};
        if (!day.name.empty()) line["name"] = day.name;
        if (!day.notice.empty()) line["notice"] = day.notice;
        days.push_back(std::move(line));
    }
    return days;
}

json::object due_json(const workflow::DueDate& due) {
    return {{"raw", base::to_iso(due.raw)},
            {"legal", base::to_iso(due.legal)},
            {"provisional", due.provisional},
            {"explain", counted_days(due)}};
}

}  // namespace qingqian::cases
