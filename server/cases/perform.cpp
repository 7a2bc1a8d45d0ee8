#include "perform.hpp"

#include "access.hpp"
#include "step.hpp"
#include "view.hpp"

namespace qingqian::cases {

namespace json = boost::json;
using records::Actor;

base::Result<Performed> perform(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                std::string_view uid_or_number, std::optional<std::int64_t> expected_revision,
                                std::string_view action, const json::object& input) {
    const auto complaint = find_visible(tx, env, actor, uid_or_number, true);
    if (!complaint) return std::unexpected(complaint.error());
    if (expected_revision && *expected_revision != complaint->revision) {
        auto problem = base::problem("stale");
        problem.extra["current"] = complaint_json(tx, env, actor, *complaint);
        return std::unexpected(std::move(problem));
    }
    if (!expected_revision && actor.kind != "system") return base::refuse("precondition_required");
    return take_step(tx, env, actor, *complaint, action, input, "/input");
}

}  // namespace qingqian::cases
