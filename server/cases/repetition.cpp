#include "repetition.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <set>

#include "access.hpp"
#include "calls.hpp"
#include "normalise.hpp"
#include "store/complaints.hpp"
#include "store/intake.hpp"
#include "store/links.hpp"
#include "store/repetition.hpp"
#include "view.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Actor;
using records::Complaint;

constexpr std::size_t similar_max = 20;
// Of firms that complain about one another every day the newest cases are enough.
constexpr std::size_t looked_at = 50;
constexpr std::size_t newest_max = 10;

/// By what the contracts of a case are recognised.
struct Contracts {
    std::set<std::string> numbers;
    std::set<std::int64_t> sums;
};

// "HL-2025-01", "hl 2025 01" and "ＨＬ－２０２５－０１" are one number.
std::string plain_number(std::string_view text) {
    std::string plain;
    for (const char c : half_width(text)) {
        if (c >= 'a' && c <= 'z') {
            plain += static_cast<char>(c - 'a' + 'A');
        } else if (c != ' ' && c != '-' && c != '_' && c != '/' && c != '.') {
            plain += c;
        }
    }
    return plain;
}

Contracts contracts_of(store::ReadTx& tx, const Complaint& complaint) {
    Contracts contracts;
    const auto whole = store::complaints::find_by_id(tx, complaint.id);
    const auto form = json::parse(whole ? whole->form : "{}");
    const auto* debts = form.as_object().if_contains("debts");
    if (debts == nullptr || !debts->is_array()) return contracts;
    for (const auto& debt : debts->get_array()) {
        const auto* fields = debt.if_object();
        if (fields == nullptr) continue;
        const auto* number = fields->if_contains("contract_number");
        if (number != nullptr && number->is_string()) {
            contracts.numbers.insert(plain_number(number->get_string()));
        }
        const auto* sum = fields->if_contains("contract_fen");
        if (sum != nullptr && sum->is_int64()) contracts.sums.insert(sum->get_int64());
    }
    contracts.numbers.erase("");
    return contracts;
}

template <class Set>
bool meet(const Set& left, const Set& right) {
    return std::ranges::any_of(left, [&](const auto& each) { return right.contains(each); });
}

bool shown_to(store::ReadTx& tx, const Environment& env, const Actor& reader, const Complaint& own,
              const Complaint& other) {
    if (reader.kind == "complainant") {
        return !own.draft_secret_hash.empty() && own.draft_secret_hash == other.draft_secret_hash;
    }
    return reader.kind == "officer" && may_see(tx, env, reader, other);
}

/// `RelatedCase` of the contract: what tells one case from another.
json::object case_line(const Environment& env, const Complaint& complaint) {
    return {{"uid", complaint.uid},
            {"number", parts::text_or_null(complaint.number)},
            {"state", complaint.state},
            {"state_label", parts::sentences(env.state_label(complaint))},
            {"complainant_name", complaint.complainant_name},
            {"respondent_name", complaint.respondent_name},
            {"arrears_fen", complaint.arrears_fen},
            {"remaining_fen", complaint.remaining_fen},
            {"received_at", complaint.received_at}};
}

json::object similar_json(const Environment& env, const Similar& similar) {
    json::array same;
    for (const auto& what : similar.same) same.emplace_back(what);
    return {{"complaint", case_line(env, similar.complaint)}, {"same", std::move(same)}};
}

json::array links_json(store::ReadTx& tx, const Environment& env, const Actor& reader, const Complaint& own) {
    json::array items;
    for (const auto& link : store::links::of_case(tx, own.id)) {
        const bool begins = link.complaint == own.id;
        const auto other = store::complaints::find_by_id(tx, begins ? link.other : link.complaint);
        if (!other || !shown_to(tx, env, reader, own, *other)) continue;
        items.push_back(json::object{{"kind", link.kind},
                                     {"direction", begins ? "to" : "from"},
                                     {"complaint", case_line(env, *other)},
                                     {"at", link.created_at}});
    }
    return items;
}

json::object source_json(const store::intake::Source& source) {
    return {{"platform", source.platform}, {"number", source.number}};
}

}  // namespace

std::vector<Similar> similar_cases(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                   const Complaint& complaint) {
    std::optional<Contracts> own;
    std::vector<Similar> found;
    for (auto& other : store::repetition::same_parties(tx, complaint, looked_at)) {
        if (!shown_to(tx, env, reader, complaint, other)) continue;
        if (!own) own = contracts_of(tx, complaint);
        const auto theirs = contracts_of(tx, other);
        Similar similar;
        if (meet(own->numbers, theirs.numbers)) similar.same.emplace_back("contract_number");
        if (meet(own->sums, theirs.sums)) similar.same.emplace_back("contract_sum");
        similar.complaint = std::move(other);
        found.push_back(std::move(similar));
    }
    std::ranges::stable_sort(found, std::ranges::greater{},
                             [](const Similar& each) { return each.same.size(); });
    if (found.size() > similar_max) found.resize(similar_max);
    return found;
}

json::array earlier_json(store::ReadTx& tx, const Environment& env, const Actor& actor,
                         const Complaint& complaint) {
    json::array items;
    for (const auto& similar : similar_cases(tx, env, actor, complaint)) {
        if (similar.same.empty() || similar.complaint.id > complaint.id) continue;
        items.push_back(similar_json(env, similar));
    }
    return items;
}

base::Result<json::object> read_related(store::ReadTx& tx, const Environment& env, const Actor& reader,
                                        std::string_view uid_or_number) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    json::array similar;
    for (const auto& each : similar_cases(tx, env, reader, *complaint)) {
        similar.push_back(similar_json(env, each));
    }
    json::object out{{"similar", std::move(similar)},
                     {"links", links_json(tx, env, reader, *complaint)},
                     {"call", nullptr},
                     {"source", nullptr}};
    if (reader.kind != "officer") return out;
    if (const auto call = store::calls::of_complaint(tx, complaint->id)) {
        const bool whole = env.rights.scope(reader.roles, "contacts") != workflow::Scope::none;
        out["call"] = call_json(tx, env, *call, true);
        if (!whole) out["call"].as_object()["caller_phone"] = mask_phone(call->caller_phone);
    }
    if (const auto source = store::intake::of_complaint(tx, complaint->id))
        out["source"] = source_json(*source);
    return out;
}

json::object duplicates_json(store::ReadTx& tx, const Environment& env, const Actor& reader,
                             const Heard& heard) {
    Complaint asked;
    asked.complainant_code = heard.complainant_code;
    asked.respondent_code = heard.respondent_code;
    json::array same_parties;
    const auto number = plain_number(heard.contract_number);
    if (!asked.complainant_code.empty() && !asked.respondent_code.empty()) {
        for (auto& other : store::repetition::same_parties(tx, asked, similar_max)) {
            if (!may_see(tx, env, reader, other)) continue;
            Similar similar;
            if (!number.empty() && contracts_of(tx, other).numbers.contains(number))
                similar.same.emplace_back("contract_number");
            similar.complaint = std::move(other);
            same_parties.push_back(similar_json(env, similar));
        }
    }
    const auto scope = scope_of(env, reader);
    const auto record = store::repetition::record_of(tx, scope, asked.respondent_code);
    json::array items;
    if (const auto page = store::repetition::cases_of(tx, scope, asked.respondent_code, "", newest_max)) {
        for (const auto& each : page->cases) items.push_back(case_line(env, each));
    }
    return {{"count", record.cases},
            {"open", record.open},
            {"same_parties", std::move(same_parties)},
            {"items", std::move(items)}};
}

base::Result<json::object> read_respondent_record(store::ReadTx& tx, const Environment& env,
                                                  const Actor& reader, std::string_view uid_or_number,
                                                  std::string_view after, std::size_t limit) {
    const auto complaint = find_visible(tx, env, reader, uid_or_number);
    if (!complaint) return std::unexpected(complaint.error());
    const auto scope = scope_of(env, reader);
    const auto& code = complaint->respondent_code;
    const auto record = store::repetition::record_of(tx, scope, code);
    const auto page = store::repetition::cases_of(tx, scope, code, after, limit);
    if (!page) return std::unexpected(page.error());
    json::array names;
    for (const auto& name : record.names) {
        names.push_back(json::object{{"name", name.name},
                                     {"cases", name.cases},
                                     {"first_at", name.first_at},
                                     {"last_at", name.last_at}});
    }
    json::array items;
    for (const auto& each : page->cases) items.push_back(case_line(env, each));
    return json::object{{"credit_code", parts::text_or_null(code)},
                        {"count", record.cases},
                        {"open", record.open},
                        {"arrears_fen", record.arrears_fen},
                        {"remaining_fen", record.remaining_fen},
                        {"first_at", record.first_at},
                        {"last_at", record.last_at},
                        {"names", std::move(names)},
                        {"items", std::move(items)},
                        {"next", parts::text_or_null(page->next)}};
}

}  // namespace qingqian::cases
