#include "guards.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "workflow/guard_parts.hpp"

namespace qingqian::workflow {
namespace guards {

const boost::json::value* given(const GuardContext& context, std::string_view field) {
    return context.input->if_contains(field);
}

std::string text_of(const GuardContext& context, std::string_view field) {
    const auto* value = given(context, field);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::int64_t integer_of(const GuardContext& context, std::string_view field) {
    const auto* value = given(context, field);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::int64_t code_points(std::string_view text) {
    return std::ranges::count_if(text,
                                 [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
}

std::string today(const GuardContext& context) {
    return base::to_iso(base::legal_day(context.with.now));
}

const records::CaseClock* open_clock(const CaseView& view, std::string_view kind) {
    const auto found = std::ranges::find_if(view.clocks, [&](const records::CaseClock& clock) {
        return clock.kind == kind && clock.ended_at == 0;
    });
    return found == view.clocks.end() ? nullptr : &*found;
}

bool passed(const GuardContext& context, const records::CaseClock& clock) {
    return today(context) > clock.due_legal;
}

base::Sentence label_of_track(const Definition& definition, std::string_view code) {
    const auto* track = definition.track(code);
    return track == nullptr ? plain(std::string(code)) : track->label;
}

base::Sentence label_of_clock(const Definition& definition, std::string_view kind) {
    const auto* clock = definition.clock(kind);
    return clock == nullptr ? plain(std::string(kind)) : clock->label;
}

base::Sentence plain(std::string words) {
    return {words, words};
}

}  // namespace guards

namespace {

const guards::Guard* find_guard(std::string_view name) {
    for (const auto& subject : {guards::of_case(), guards::of_intake(), guards::of_tracks(),
                                guards::of_pressure(), guards::of_money()}) {
        const auto found = std::ranges::find(subject, name, &guards::Guard::name);
        if (found != subject.end()) return &*found;
    }
    return nullptr;
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
        const auto* guard = find_guard(call.name);
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
