#include "guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "workflow/money.hpp"

namespace qingqian::workflow {
namespace {

using base::Sentence;

const boost::json::value* given(const GuardContext& context, std::string_view field) {
    return context.input->if_contains(field);
}

std::string text_of(const GuardContext& context, std::string_view field) {
    const auto* value = given(context, field);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::int64_t fen_of(const GuardContext& context, std::string_view field) {
    const auto* value = given(context, field);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

/// declarations_complete(n): at least n different declarations are ticked (b.5). Which ones and which
/// versions is checked against the form.
void declarations_complete(const GuardContext& context, const Call& call, Objections& objections) {
    std::set<std::string> ticked;
    if (const auto* list = given(context, "declarations")) {
        for (const auto& item : list->as_array()) ticked.emplace(item.as_object().at("code").as_string());
    }
    if (ticked.size() < std::stoul(call.arguments.at(0))) {
        objections.reasons.push_back(base::problem("declarations_missing"));
    }
}

/// materials_present(kind, …): an attachment of each kind is there and was not found infected (b.6).
void materials_present(const GuardContext& context, const Call& call, Objections& objections) {
    Sentence missing;
    const auto materials = context.definition.choices.find("materials");
    for (const auto& kind : call.arguments) {
        const bool present =
            std::ranges::any_of(context.view.attachments, [&](const records::Attachment& file) {
                return file.kind == kind && file.removed_at == 0 && file.verdict != "infected";
            });
        if (present) continue;
        Sentence label{kind, kind};
        if (materials != context.definition.choices.end()) {
            const auto found = std::ranges::find(materials->second, kind, &Choice::code);
            if (found != materials->second.end()) label = found->label;
        }
        missing.zh += (missing.zh.empty() ? "" : "、") + label.zh;
        missing.en += (missing.en.empty() ? "" : ", ") + label.en;
    }
    if (!missing.zh.empty()) {
        objections.reasons.push_back(problem_in_words("materials_missing", {{"materials", missing}}));
    }
}

/// channel_recorded: a complaint taken at the desk says by which channel it came (224号文 art. 4).
void channel_recorded(const GuardContext& context, const Call&, Objections& objections) {
    const bool named = given(context, "channel") != nullptr || context.view.complaint.channel != "web";
    if (!named) objections.faults.push_back(base::fault("/channel", "required"));
}

/// clock_passed(kind): the running clock of that kind has ended, i.e. its legal day is over.
void clock_passed(const GuardContext& context, const Call& call, Objections& objections) {
    const auto& kind = call.arguments.at(0);
    for (const auto& clock : context.view.clocks) {
        if (clock.kind != kind || clock.state != "running") continue;
        if (base::to_iso(base::legal_day(context.with.now)) > clock.due_legal) return;
        const auto* named = context.definition.clock(kind);
        const Sentence day{clock.due_legal, clock.due_legal};
        objections.reasons.push_back(problem_in_words(
            "clock_not_passed",
            {{"clock", named == nullptr ? Sentence{kind, kind} : named->label}, {"due", day}}));
        return;
    }
}

/// not_refusal_proposer: who proposed the refusal may not sign it (c.2).
void not_refusal_proposer(const GuardContext& context, const Call&, Objections& objections) {
    if (context.actor.officer != 0 && context.actor.officer == context.view.last_refusal_proposer) {
        objections.reasons.push_back(base::problem("same_officer"));
    }
}

/// grounds_fit: further grounds differ from the main one; N04 names the provision (a.4).
void grounds_fit(const GuardContext& context, const Call&, Objections& objections) {
    const auto main = text_of(context, "ground");
    if (const auto* further = given(context, "further_grounds")) {
        for (const auto& ground : further->as_array()) {
            if (ground.as_string() == std::string_view(main)) {
                objections.faults.push_back(base::fault("/further_grounds", "ground_repeated"));
            }
        }
    }
    if (main == "N04" && text_of(context, "provision").empty()) {
        objections.faults.push_back(base::fault("/provision", "provision_needed"));
    }
}

/// handling_body_fits: the body named is one that handles complaints (处理投诉部门).
void handling_body_fits(const GuardContext& context, const Call&, Objections& objections) {
    const auto code = text_of(context, "handling_body");
    const auto found = std::ranges::find(context.view.bodies, code, &records::Body::code);
    if (found == context.view.bodies.end() || found->kind != "handling") {
        objections.faults.push_back(base::fault("/handling_body", "unknown_body"));
    }
}

bool is_head(const records::Actor& actor) {
    return actor.has_role("intake_head") || actor.has_role("handling_head");
}

/// free_to_claim: nobody else has the case in hand; a head may take it over.
void free_to_claim(const GuardContext& context, const Call&, Objections& objections) {
    const auto assignee = context.view.complaint.assignee;
    if (assignee == 0) return;
    if (assignee == context.actor.officer) {
        objections.reasons.push_back(base::problem("action_already_done"));
    } else if (!is_head(context.actor)) {
        objections.reasons.push_back(base::problem("assigned_to_other"));
    }
}

/// in_hand: the actor has the case in hand, or is the head of those who might.
void in_hand(const GuardContext& context, const Call&, Objections& objections) {
    const auto assignee = context.view.complaint.assignee;
    if (assignee == 0) {
        objections.reasons.push_back(base::problem("not_assigned"));
    } else if (assignee != context.actor.officer && !is_head(context.actor)) {
        objections.reasons.push_back(base::problem("assigned_to_other"));
    }
}

/// amounts_balance: verified = undisputed + disputed (art. 15); paid + planned do not exceed what was
/// verified.
void amounts_balance(const GuardContext& context, const Call&, Objections& objections) {
    const auto verified = fen_of(context, "verified");
    if (fen_of(context, "undisputed") + fen_of(context, "disputed") != verified) {
        objections.faults.push_back(
            base::fault("/disputed", "split_mismatch", {{"expected", format_yuan(verified)}}));
    }
    if (fen_of(context, "paid") > verified) {
        objections.faults.push_back(base::fault("/paid", "over_verified", {{"max", format_yuan(verified)}}));
    } else if (fen_of(context, "paid") + fen_of(context, "planned") > verified) {
        const auto rest = format_yuan(verified - fen_of(context, "paid"));
        objections.faults.push_back(base::fault("/planned", "over_verified", {{"max", rest}}));
    }
}

bool outcome_fits_amounts(const GuardContext& context, std::string_view outcome) {
    const auto paid = fen_of(context, "paid");
    const auto planned = fen_of(context, "planned");
    const auto remaining = fen_of(context, "verified") - paid;
    if (outcome == "O1") return remaining == 0 && paid > 0;
    if (outcome == "O2") return paid > 0 && planned > 0;
    if (outcome == "O3") return paid == 0 && planned > 0;
    if (outcome == "O4") {
        return fen_of(context, "undisputed") > 0 && paid >= fen_of(context, "undisputed") && remaining > 0;
    }
    if (outcome == "O5") return fen_of(context, "disputed") > 0;
    if (outcome == "O6") return fen_of(context, "verified") == 0;
    return outcome != "O7" || remaining > 0;
}

/// outcome_fits: the outcome code agrees with the amounts (a.5).
void outcome_fits(const GuardContext& context, const Call&, Objections& objections) {
    if (!outcome_fits_amounts(context, text_of(context, "outcome"))) {
        objections.faults.push_back(base::fault("/outcome", "outcome_amount_mismatch"));
    }
}

/// outcome_confirmable: O1 (paid in full) only when nothing remains.
void outcome_confirmable(const GuardContext& context, const Call&, Objections& objections) {
    if (text_of(context, "outcome") == "O1" && context.view.complaint.remaining_fen != 0) {
        objections.faults.push_back(base::fault("/outcome", "outcome_amount_mismatch"));
    }
}

struct Guard {
    std::string_view name;
    bool reads_input;
    void (*ask)(const GuardContext&, const Call&, Objections&);
};

constexpr Guard guards[] = {
    {"declarations_complete", true, declarations_complete},
    {"materials_present", false, materials_present},
    {"channel_recorded", true, channel_recorded},
    {"clock_passed", false, clock_passed},
    {"not_refusal_proposer", false, not_refusal_proposer},
    {"grounds_fit", true, grounds_fit},
    {"handling_body_fits", true, handling_body_fits},
    {"free_to_claim", false, free_to_claim},
    {"in_hand", false, in_hand},
    {"amounts_balance", true, amounts_balance},
    {"outcome_fits", true, outcome_fits},
    {"outcome_confirmable", true, outcome_confirmable},
};

const Guard* find_guard(std::string_view name) {
    const auto* found = std::ranges::find(guards, name, &Guard::name);
    return found == std::end(guards) ? nullptr : found;
}

void replace_all(std::string& text, const std::string& mark, const std::string& value) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
        text.replace(at, mark.size(), value);
    }
}

}  // namespace

bool guard_known(std::string_view name) {
    return find_guard(name) != nullptr;
}

void ask_guards(const GuardContext& context, Objections& objections) {
    for (const auto& text : context.action.guards) {
        const Call call = read_call(text);
        const Guard* guard = find_guard(call.name);
        if (guard == nullptr) throw std::logic_error("unknown guard: " + call.name);
        if (!guard->reads_input || context.input != nullptr) guard->ask(context, call, objections);
    }
}

base::Problem problem_in_words(std::string_view code,
                               const std::vector<std::pair<std::string_view, base::Sentence>>& places) {
    base::Problem result = base::problem(code);
    for (const auto& [name, words] : places) {
        const auto mark = fmt::format("{{{}}}", name);
        replace_all(result.sentence.zh, mark, words.zh);
        replace_all(result.sentence.en, mark, words.en);
    }
    return result;
}

}  // namespace qingqian::workflow
