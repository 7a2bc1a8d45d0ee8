#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "workflow/guards.hpp"
#include "workflow/ledger.hpp"

/// What the files of guards share. Not for others: they ask `ask_guards`.
namespace qingqian::workflow::guards {

/// A condition by name. One that reads the input is asked only when the input is sound.
struct Guard {
    std::string_view name;
    bool reads_input;
    void (*ask)(const GuardContext&, const Call&, Objections&);
};

/// The guards of each subject.
std::span<const Guard> of_case();
std::span<const Guard> of_intake();
std::span<const Guard> of_tracks();
std::span<const Guard> of_pressure();
std::span<const Guard> of_money();

const boost::json::value* given(const GuardContext& context, std::string_view field);
/// Empty when it was not given.
std::string text_of(const GuardContext& context, std::string_view field);
/// 0 when it was not given.
std::int64_t integer_of(const GuardContext& context, std::string_view field);
std::int64_t code_points(std::string_view text);

/// The legal day of the step, ISO.
std::string today(const GuardContext& context);

/// The latest clock of a kind that runs or is paused; null when there is none.
const records::CaseClock* open_clock(const CaseView& view, std::string_view kind);
/// Whether an open clock's legal day is over.
bool passed(const GuardContext& context, const records::CaseClock& clock);

base::Sentence label_of_track(const Definition& definition, std::string_view code);
base::Sentence label_of_clock(const Definition& definition, std::string_view kind);
/// The same words in both languages: a date, a number.
base::Sentence plain(std::string words);

}  // namespace qingqian::workflow::guards
