#pragma once

#include "api/call.hpp"

namespace qingqian::api {

// Who may use which route, in the words of schemas/rules/rights.json. Whether a certain case may be seen or
// changed is asked again by the cases themselves, with the scope of the right.
inline constexpr Access anybody{.anybody = true};
inline constexpr Access signed_in{.complainant = true, .respondent = true, .officer = true};
inline constexpr Access any_officer{.officer = true};
inline constexpr Access queue_readers{.officer = true, .right = "work"};
inline constexpr Access filers{
    .draft = true, .complainant = true, .officer = true, .right = "register", .gate = Gate::draft};
inline constexpr Access case_parties{.draft = true, .complainant = true, .officer = true, .right = "work"};
inline constexpr Access case_actors{
    .draft = true, .complainant = true, .officer = true, .right = "act", .other_right = "register"};
// A draft has no receipt yet.
inline constexpr Access receipt_readers{.complainant = true, .officer = true, .right = "work"};
// The same with the respondent, who sees of a case what it was sent and what it sent.
inline constexpr Access case_readers{
    .draft = true, .complainant = true, .respondent = true, .officer = true, .right = "work"};
inline constexpr Access case_hands{.draft = true,
                                   .complainant = true,
                                   .respondent = true,
                                   .officer = true,
                                   .right = "act",
                                   .other_right = "register"};
// The same where files come in.
inline constexpr Access file_hands{.draft = true,
                                   .complainant = true,
                                   .respondent = true,
                                   .officer = true,
                                   .right = "act",
                                   .other_right = "register",
                                   .gate = Gate::upload};

inline constexpr Access administrators{.officer = true, .right = "administer"};
inline constexpr Access supervisors{.officer = true, .right = "supervise"};
inline constexpr Access statisticians{.officer = true, .right = "statistics"};
inline constexpr Access deputies{.officer = true, .right = "deputise"};
// What a calendar moved: by case for those who work on it, by number for those who load it.
inline constexpr Access calendar_readers{.officer = true, .right = "work", .other_right = "administer"};
inline constexpr Access registrars{.officer = true, .right = "register"};
inline constexpr Access case_officers{.officer = true, .right = "act", .other_right = "register"};
inline constexpr Access platforms{.token = "intake"};

}  // namespace qingqian::api
