#include "reveal.hpp"

#include <algorithm>
#include <span>

#include "access.hpp"
#include "calls.hpp"
#include "officer_notice.hpp"
#include "store/complaints.hpp"
#include "store/contact_ways.hpp"
#include "view_parts.hpp"
#include "watch.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Actor;

/// How long a screen shows them.
constexpr base::UtcMillis shown_for = 60'000;

void note(store::WriteTx& tx, const Environment& env, records::WatchLine line, const Reveal& reveal,
          std::string_view node, const records::Complaint& about) {
    line.why = reveal.reason;
    write_watch(tx, read_chain(node), std::span(&line, 1));
    tell_officers(tx, env, officers_with(tx, env, "audit"), "CONTACT_SEEN", about);
}

}  // namespace

base::Result<json::object> reveal_contact(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                          std::string_view uid_or_number, std::string_view role,
                                          const Reveal& reveal, std::string_view node) {
    const auto complaint = find_visible(tx, env, actor, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    if (env.rights.scope(actor.roles, "contacts") == workflow::Scope::none) return base::refuse("forbidden");
    const auto people = store::contact_ways::reached(tx, complaint->id);
    const auto found = std::ranges::find_if(
        people, [&](const store::contact_ways::Reached& each) { return each.contact.role == role; });
    if (found == people.end()) return base::refuse("contact_not_found");
    auto line = watch_line(read_log, actor, "contact", role);
    about_case(line, *complaint);
    note(tx, env, std::move(line), reveal, node, *complaint);
    const auto& contact = found->contact;
    return json::object{{"role", contact.role},
                        {"name", contact.name},
                        {"mobile", parts::text_or_null(contact.mobile)},
                        {"landline", parts::text_or_null(contact.landline)},
                        {"email", parts::text_or_null(contact.email)},
                        {"id_number", parts::text_or_null(contact.id_number)},
                        {"until", tx.now() + shown_for}};
}

base::Result<json::object> reveal_call(store::WriteTx& tx, const Environment& env, const Actor& actor,
                                       std::string_view uid, const Reveal& reveal, std::string_view node) {
    const auto call = find_call(tx, env, actor, uid);
    if (!call) return std::unexpected(call.error());
    auto line = watch_line(read_log, actor, "call", call->uid);
    records::Complaint about;
    about.province = env.settings.province;
    if (call->complaint != 0) {
        if (auto complaint = store::complaints::find_by_id(tx, call->complaint)) {
            about_case(line, *complaint);
            about = std::move(*complaint);
        }
    }
    note(tx, env, std::move(line), reveal, node, about);
    return json::object{{"caller_name", call->caller_name},
                        {"caller_phone", parts::text_or_null(call->caller_phone)},
                        {"until", tx.now() + shown_for}};
}

}  // namespace qingqian::cases
