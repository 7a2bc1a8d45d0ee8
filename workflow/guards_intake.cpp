#include <algorithm>
#include <set>

#include "workflow/guard_parts.hpp"
#include "workflow/tracks.hpp"

// Guards of filing, review, refusal, merging and termination.
namespace qingqian::workflow::guards {
namespace {

using base::Sentence;

/// declarations_complete(n): at least n different declarations are ticked (b.5). Which ones and which
/// versions is checked against the form.
void declarations_complete(const GuardContext& context, const Call& call, Objections& objections) {
    std::set<std::string> ticked;
    if (const auto* list = given(context, "declarations")) {
        for (const auto& item : list->as_array()) ticked.emplace(item.as_object().at("code").as_string());
    }
    if (ticked.size() < std::stoul(call.arguments.at(0)))
        objections.faults.push_back(base::fault("/declarations", "declarations_missing"));
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

/// second_supplement_reasoned: all defects are named at once (一次性告知); who asks again says why.
void second_supplement_reasoned(const GuardContext& context, const Call&, Objections& objections) {
    const bool again = std::ranges::any_of(
        context.view.clocks, [](const records::CaseClock& clock) { return clock.kind == "supplement"; });
    if (again && code_points(text_of(context, "reason")) < 10)
        objections.faults.push_back(base::fault("/reason", "supplement_reason_needed"));
}

/// refusal_proposed: another officer proposed the refusal that is to be signed; it takes two (c.2).
void refusal_proposed(const GuardContext& context, const Call&, Objections& objections) {
    const bool proposed = last_track(context.view.tracks, "refusal") == nullptr
                              ? context.view.last_refusal_proposer != 0
                              : running_track(context.view.tracks, "refusal") != nullptr;
    if (!proposed) objections.reasons.push_back(base::problem("refusal_not_proposed"));
}

/// not_refusal_proposer: who proposed the refusal may not sign it (c.2), nor who stands in for him.
void not_refusal_proposer(const GuardContext& context, const Call&, Objections& objections) {
    const auto* proposal = running_track(context.view.tracks, "refusal");
    for (const auto signs : {context.actor.officer, context.actor.acting_for}) {
        const bool own = proposal == nullptr ? signs == context.view.last_refusal_proposer
                                             : signs == proposal->opened_by || signs == proposal->opened_for;
        if (signs == 0 || !own) continue;
        objections.reasons.push_back(base::problem("same_officer"));
        return;
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

/// size_settled: N05, alone or among others, waits while the size is being determined (a.7).
void size_settled(const GuardContext& context, const Call&, Objections& objections) {
    if (running_track(context.view.tracks, "size_dispute") == nullptr) return;
    bool named = text_of(context, "ground") == "N05";
    if (const auto* further = given(context, "further_grounds")) {
        named = named || std::ranges::find(further->as_array(), "N05") != further->as_array().end();
    }
    if (named) objections.reasons.push_back(base::problem("size_opinion_pending"));
}

/// right_platform: with N10 the open channel is the platform that is competent (a.4: guided, not merely
/// refused).
void right_platform(const GuardContext& context, const Call&, Objections& objections) {
    if (text_of(context, "ground") != "N10") return;
    const auto channel = text_of(context, "open_channel");
    if (channel != "national_platform" && channel != "other_province")
        objections.faults.push_back(base::fault("/open_channel", "platform_needed"));
}

/// merge_fits: the case named is another one of the same parties, received and still open.
void merge_fits(const GuardContext& context, const Call&, Objections& objections) {
    if (given(context, "case") == nullptr) return;
    const auto& own = context.view.complaint;
    const auto& other = context.view.other;
    const auto fault = [&](std::string_view code) {
        objections.faults.push_back(base::fault("/case", code));
    };
    if (!other || other->received_at == 0) return fault("unknown_case");
    if (other->id == own.id) return fault("same_case");
    const bool same_respondent = other->respondent_code.empty() || own.respondent_code.empty()
                                     ? other->respondent_name == own.respondent_name
                                     : other->respondent_code == own.respondent_code;
    if (other->complainant_code != own.complainant_code || !same_respondent) return fault("other_parties");
    if (other->closed_at != 0) fault("case_ended");
}

/// termination_fits: what a ground of a.5 needs: two written notices to whom cannot be reached, the case that
/// a duplicate repeats.
void termination_fits(const GuardContext& context, const Call& call, Objections& objections) {
    const auto ground = text_of(context, "ground");
    if (ground == "unreachable") {
        const auto first = text_of(context, "first_notice");
        const auto second = text_of(context, "second_notice");
        if (first.empty()) objections.faults.push_back(base::fault("/first_notice", "notices_needed"));
        if (second.empty() || second <= first)
            objections.faults.push_back(base::fault("/second_notice", "notices_needed"));
    }
    if (ground != "duplicate") return;
    if (given(context, "case") == nullptr) {
        objections.faults.push_back(base::fault("/case", "required"));
    } else {
        merge_fits(context, call, objections);
    }
}

/// grounds_in(state, ground, …): in that state only the grounds named end the case: what others would say a
/// result has answered already.
void grounds_in(const GuardContext& context, const Call& call, Objections& objections) {
    if (context.view.complaint.state != call.arguments.at(0)) return;
    const auto& allowed = call.arguments;
    if (std::find(allowed.begin() + 1, allowed.end(), text_of(context, "ground")) == allowed.end())
        objections.faults.push_back(base::fault("/ground", "ground_not_here"));
}

/// redo_decided: a complainant who is not satisfied with the result is answered: who does not send it back
/// for redoing says why not (T17, T18).
void redo_decided(const GuardContext& context, const Call&, Objections& objections) {
    constexpr std::int64_t unsatisfied = 2;  // of five
    const auto rating = context.view.complaint.rating;
    const bool asked = context.view.unsatisfied || (rating != 0 && rating <= unsatisfied);
    if (asked && code_points(text_of(context, "no_redo_reason")) < 10)
        objections.faults.push_back(base::fault("/no_redo_reason", "redo_decision_needed"));
}

/// callback_recorded: the complainant was called back, or it was tried: now or before (T17).
void callback_recorded(const GuardContext& context, const Call&, Objections& objections) {
    if (given(context, "callback") == nullptr && context.view.complaint.callback.empty())
        objections.faults.push_back(base::fault("/callback", "required"));
}

/// "2026-11-24 10:32", in legal time.
std::string minute_of(base::UtcMillis at) {
    const auto day = base::legal_day(at);
    const auto minute = (at - base::day_begins(day)) / 60'000;
    const auto two = [](base::UtcMillis number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return base::to_iso(day) + " " + two(minute / 60) + ":" + two(minute % 60);
}

/// not_confirmed: the complainant has been told something since he last confirmed that all had arrived.
void not_confirmed(const GuardContext& context, const Call&, Objections& objections) {
    const auto at = context.view.confirmed_at;
    if (at == 0) return;
    objections.reasons.push_back(problem_in_words("receipt_confirmed", {{"at", plain(minute_of(at))}}));
}

/// not_rated: the present result, or the closure, was not yet evaluated.
void not_rated(const GuardContext& context, const Call&, Objections& objections) {
    const auto& complaint = context.view.complaint;
    if (complaint.rated_at != 0 && complaint.rated_at >= complaint.closed_at)
        objections.reasons.push_back(base::problem("already_rated"));
}

constexpr Guard table[] = {
    {"declarations_complete", true, declarations_complete},
    {"materials_present", false, materials_present},
    {"channel_recorded", true, channel_recorded},
    {"second_supplement_reasoned", true, second_supplement_reasoned},
    {"refusal_proposed", false, refusal_proposed},
    {"not_refusal_proposer", false, not_refusal_proposer},
    {"grounds_fit", true, grounds_fit},
    {"size_settled", true, size_settled},
    {"right_platform", true, right_platform},
    {"merge_fits", true, merge_fits},
    {"termination_fits", true, termination_fits},
    {"grounds_in", true, grounds_in},
    {"redo_decided", true, redo_decided},
    {"callback_recorded", true, callback_recorded},
    {"not_rated", false, not_rated},
    {"not_confirmed", false, not_confirmed},
};

}  // namespace

std::span<const Guard> of_intake() {
    return table;
}

}  // namespace qingqian::workflow::guards
