#include "view_parts.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "access.hpp"
#include "due_view.hpp"
#include "queue_lines.hpp"
#include "view.hpp"
#include "workflow/clocks.hpp"

namespace qingqian::cases {

namespace json = boost::json;
using workflow::Unit;

namespace parts {
namespace {

Unit unit_of(std::string_view name) {
    return name == "calendar_days" ? Unit::calendar_days : Unit::working_days;
}

std::int64_t days_left(const Environment& env, std::string_view due, Unit unit, base::UtcMillis now) {
    const auto day = base::parse_day(due);
    return day ? env.day_count.left(base::legal_day(now), *day, unit) : 0;
}

}  // namespace

json::object sentences(const base::Sentence& sentence) {
    return {{"zh-CN", sentence.zh}, {"en", sentence.en}};
}

json::value text_or_null(std::string_view text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value body_or_null(const Environment& env, std::int64_t body) {
    const auto* found = env.body(body);
    return found == nullptr ? json::value(nullptr) : json::value(body_json(*found));
}

json::object due_of(const Environment& env, const records::CaseClock& clock, base::UtcMillis now) {
    return {{"clock", clock.kind},
            {"unit", clock.unit},
            {"legal", clock.due_legal},
            {"raw", clock.due_raw},
            {"provisional", clock.provisional},
            {"days_left", days_left(env, clock.due_legal, unit_of(clock.unit), now)}};
}

json::value due_of_row(const Environment& env, const records::Complaint& complaint, base::UtcMillis now) {
    const auto day = base::parse_day(complaint.due);
    if (!day) return nullptr;
    const auto* kind =
        env.definition(complaint.definition, complaint.definition_version).clock(complaint.due_clock);
    const auto* term = kind == nullptr ? nullptr : env.terms.find(kind->term, complaint.province, *day);
    const bool dated = kind != nullptr && kind->dated;
    const Unit unit = dated ? Unit::calendar_days : term == nullptr ? Unit::working_days : term->unit;
    return json::object{{"clock", complaint.due_clock},
                        {"unit", workflow::to_string(unit)},
                        {"legal", complaint.due},
                        {"raw", complaint.due},
                        {"provisional", !env.calendar.is_final(*day)},
                        {"days_left", env.day_count.left(base::legal_day(now), *day, unit)}};
}

json::object clock(const Environment& env, const workflow::Definition& definition,
                   const records::CaseClock& clock, base::UtcMillis now, bool explain) {
    const auto* kind = definition.clock(clock.kind);
    const bool running = clock.state == "running";
    json::object out{
        {"kind", clock.kind},
        {"label", sentences(kind == nullptr ? base::Sentence{clock.kind, clock.kind} : kind->label)},
        {"unit", clock.unit},
        {"length", clock.length},
        {"state", clock.state},
        {"started_day", clock.started_day},
        {"due_raw", clock.due_raw},
        {"due_legal", clock.due_legal},
        {"provisional", clock.provisional},
        {"late", clock.late || (running && base::to_iso(base::legal_day(now)) > clock.due_legal)},
        {"days_left", nullptr},
        {"ended_at", nullptr},
        {"calendar_version", clock.calendar_version}};
    if (kind != nullptr) {
        out["owner"] = kind->owner;
        out["basis"] = kind->basis;
        if (!kind->track.empty()) out["track"] = kind->track;
    }
    if (running) out["days_left"] = days_left(env, clock.due_legal, unit_of(clock.unit), now);
    if (clock.ended_at != 0) out["ended_at"] = clock.ended_at;
    if (explain) out["explain"] = counted_days(workflow::explain_clock(env.calendar, clock));
    return out;
}

json::object contact(const records::Contact& contact, bool masked) {
    const auto phone = [&](const std::string& number) { return masked ? mask_phone(number) : number; };
    return {{"role", contact.role},
            {"name", contact.name},
            {"mobile", text_or_null(phone(contact.mobile))},
            {"landline", text_or_null(phone(contact.landline))},
            {"email", text_or_null(masked ? mask_mail(contact.email) : contact.email)},
            {"consent_sms", contact.consent_sms},
            {"consent_email", contact.consent_email}};
}

json::object summary(const Environment& env, const records::Complaint& complaint,
                     std::string_view assignee_name, base::UtcMillis now) {
    std::string line;
    LineWriter(env, now).write(complaint, assignee_name, line);
    return json::parse(line).as_object();
}

}  // namespace parts

std::string mask_phone(std::string_view phone) {
    if (phone.empty()) return {};
    // A mobile keeps three digits in front and four behind; shorter numbers keep two behind.
    const auto dash = phone.find('-');
    if (dash == std::string_view::npos && phone.size() == 11) {
        return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(7));
    }
    const auto area = dash == std::string_view::npos ? std::string_view{} : phone.substr(0, dash + 1);
    auto rest = phone.substr(area.size());
    rest = rest.substr(0, rest.find('-'));
    return std::string(area) + "****" +
           std::string(rest.substr(rest.size() - std::min<std::size_t>(rest.size(), 2)));
}

std::string mask_mail(std::string_view mail) {
    const auto at = mail.find('@');
    if (at == std::string_view::npos || at == 0) return mail.empty() ? "" : "***";
    return std::string(mail.substr(0, 1)) + "***" + std::string(mail.substr(at));
}

std::string mask_id_number(std::string_view number) {
    constexpr std::size_t front = 3;
    constexpr std::size_t back = 4;
    if (number.size() <= front + back) return std::string(number.size(), '*');
    return std::string(number.substr(0, front)) + std::string(number.size() - front - back, '*') +
           std::string(number.substr(number.size() - back));
}

std::string page_text(const Environment& env, const store::complaints::Page& page, base::UtcMillis now,
                      const FoundIn& found_in) {
    constexpr std::size_t usual_line = 768;
    std::string out;
    out.reserve((page.rows.size() + 1) * usual_line);
    out += R"({"items":[)";
    LineWriter lines(env, now);
    for (const auto& row : page.rows) {
        if (&row != &page.rows.front()) out += ',';
        lines.write(row.complaint, row.assignee_name, out);
        if (!found_in) continue;
        const auto found = found_in(row.complaint.id);
        if (found.empty()) continue;
        out.back() = ',';
        out.append(R"("found":)").append(json::serialize(found)).append("}");
    }
    // A cursor holds nothing that needs escaping.
    out.append(R"(],"next":)").append(page.next.empty() ? "null" : '"' + page.next + '"');
    out += '}';
    return out;
}

json::object ref_json(const records::Complaint& complaint) {
    return {{"uid", complaint.uid},
            {"number", parts::text_or_null(complaint.number)},
            {"state", complaint.state},
            {"etag", etag_of(complaint)}};
}

json::object filed_json(const Environment& env, const Filed& filed, base::UtcMillis now) {
    json::object out{{"complaint", ref_json(filed.complaint)}, {"receipt", nullptr}};
    if (!filed.receipt) return out;
    out["receipt"] = receipt_json(env, *filed.receipt, now);
    out["earlier"] = filed.earlier;
    return out;
}

namespace {

json::value pages_json(std::int64_t pages) {
    return pages == 0 ? json::value(nullptr) : json::value(pages);
}

/// The codes of a verdict with their sentences.
json::array findings_json(std::string_view detail) {
    json::array findings;
    for (std::size_t begin = 0; begin < detail.size();) {
        const auto end = std::min(detail.find(' ', begin), detail.size());
        const auto code = detail.substr(begin, end - begin);
        begin = end + 1;
        constexpr std::string_view virus = "virus:";
        if (code.empty()) continue;
        const auto said =
            code.starts_with(virus)
                ? base::fault("", "verdict_virus", {{"name", std::string(code.substr(virus.size()))}})
                : base::fault("", "verdict_" + std::string(code));
        findings.push_back(json::object{{"code", said.code}, {"sentences", parts::sentences(said.sentence)}});
    }
    return findings;
}

}  // namespace

json::object receipt_json(const Environment& env, const Receipt& receipt, base::UtcMillis now) {
    json::array materials;
    for (const auto& file : receipt.materials) {
        materials.push_back(json::object{{"kind", file.kind},
                                         {"name", file.name},
                                         {"size", file.size},
                                         {"sha256", file.sha256},
                                         {"pages", pages_json(file.pages)}});
    }
    json::array missing;
    for (const auto& kind : receipt.missing) {
        const auto* material = env.form_of(receipt.definition).material(kind);
        missing.push_back(json::object{
            {"kind", kind},
            {"label", parts::sentences(material == nullptr ? base::Sentence{kind, kind} : material->label)}});
    }
    const auto& definition = env.definition(receipt.definition, receipt.definition_version);
    const auto* first = definition.clock(receipt.review.kind);
    json::object out{
        {"workflow", receipt.definition},
        {"workflow_label", parts::sentences(definition.label)},
        {"number", receipt.number},
        {"code", parts::text_or_null(receipt.code)},
        {"received_at", receipt.received_at},
        {"review_label", parts::sentences(first == nullptr ? base::Sentence{"", ""} : first->label)},
        {"review_due", parts::due_of(env, receipt.review, now)},
        {"review_explain", counted_days(workflow::explain_clock(env.calendar, receipt.review))},
        {"event_count", receipt.event_count},
        {"head_hash", receipt.head_hash},
        {"complainant_name", receipt.complainant_name},
        {"respondent_name", receipt.respondent_name},
        {"arrears_fen", receipt.arrears_fen},
        {"materials", std::move(materials)},
        {"missing", std::move(missing)}};
    if (const auto* body = env.body(receipt.accepting_body)) out["accepting_body"] = body_json(*body);
    return out;
}

json::object attachment_json(const records::Attachment& attachment) {
    return {{"uid", attachment.uid},
            {"kind", attachment.kind},
            {"name", attachment.name},
            {"content_type", attachment.content_type},
            {"size", attachment.size},
            {"sha256", attachment.sha256},
            {"verdict", attachment.verdict},
            {"created_at", attachment.created_at},
            {"pages", pages_json(attachment.pages)},
            {"findings", findings_json(attachment.verdict_detail)}};
}

json::object body_json(const records::Body& body) {
    return {{"code", body.code}, {"name", body.name},         {"name_en", body.name_en},
            {"kind", body.kind}, {"division", body.division}, {"phone", body.phone}};
}

json::object workflow_name_json(const workflow::Definition& definition) {
    return {
        {"name", definition.name}, {"label", parts::sentences(definition.label)}, {"form", definition.form}};
}

json::object workflow_json(const workflow::Definition& definition) {
    json::array states;
    for (const auto& state : definition.states) {
        json::array tabs;
        for (const auto& tab : state.tabs) tabs.emplace_back(tab);
        states.push_back(json::object{{"code", state.code},
                                      {"label", parts::sentences(state.label)},
                                      {"owner", state.owner},
                                      {"terminal", state.terminal},
                                      {"tabs", std::move(tabs)}});
    }
    json::array clocks;
    for (const auto& clock : definition.clocks) {
        clocks.push_back(json::object{
            {"kind", clock.kind}, {"label", parts::sentences(clock.label)}, {"basis", clock.basis}});
    }
    json::array moves;
    for (const auto& action : definition.actions) {
        const auto targets = definition.targets(action);
        if (targets.empty()) continue;
        moves.push_back(json::object{{"action", action.name},
                                     {"label", parts::sentences(action.label)},
                                     {"from", json::array(action.from.begin(), action.from.end())},
                                     {"to", json::array(targets.begin(), targets.end())},
                                     {"roles", json::array(action.roles.begin(), action.roles.end())},
                                     {"basis", action.basis}});
    }
    json::array roles;
    for (const auto& role : definition.roles)
        roles.push_back(json::object{{"code", role.code}, {"label", parts::sentences(role.label)}});
    json::object choices;
    for (const auto& [name, list] : definition.choices) {
        auto& codes = choices[name].emplace_array();
        for (const auto& choice : list) {
            codes.push_back(json::object{
                {"code", choice.code}, {"label", parts::sentences(choice.label)}, {"basis", choice.basis}});
        }
    }
    auto out = workflow_name_json(definition);
    out["version"] = definition.version;
    out["states"] = std::move(states);
    out["clocks"] = std::move(clocks);
    out["choices"] = std::move(choices);
    out["moves"] = std::move(moves);
    out["roles"] = std::move(roles);
    return out;
}

}  // namespace qingqian::cases
