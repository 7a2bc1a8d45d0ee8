#include "bulk.hpp"

#include <boost/json/serialize.hpp>
#include <set>

#include "view.hpp"

namespace qingqian::cases {

namespace json = boost::json;

std::vector<base::FieldFault> bulk_faults(const BulkRequest& request) {
    std::vector<base::FieldFault> faults;
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < request.items.size(); ++i) {
        if (seen.insert(request.items[i].id).second) continue;
        faults.push_back(base::fault("/items/" + std::to_string(i) + "/id", "repeated"));
    }
    return faults;
}

IdempotencyKey bulk_key(const IdempotencyKey& key, const BulkRequest& request, const BulkItem& item) {
    auto own = key;
    own.key += "/" + item.id;
    // What was asked of this case, so that a corrected list of the others does not count as another request.
    own.body_hash =
        request_hash(request.action, item.id,
                     item.if_match + "\n" + json::serialize(request.input.value_or(json::object{})));
    return own;
}

json::object bulk_result_json(const BulkItem& item, const base::Result<Performed>& performed) {
    json::object out{{"id", item.id}, {"status", 201}, {"complaint", nullptr}, {"problem", nullptr}};
    if (performed) {
        out["complaint"] = ref_json(performed->complaint);
        return out;
    }
    auto problem = performed.error();
    problem.extra.erase("current");  // whole cases; the list shows them again anyway
    out["status"] = problem.status;
    out["problem"] = base::problem_document(problem, "zh-CN");
    return out;
}

}  // namespace qingqian::cases
