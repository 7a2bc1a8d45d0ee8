#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "demo_dice.hpp"

/// Invented firms, debtors and texts for the demo. Places are real, nobody and no firm is.
namespace qingqian::cases::demo {

/// A city of Jiangsu with one of its counties.
struct Place {
    std::string_view city;      ///< "苏州市"
    std::string_view division;  ///< of the city, "320500"
    std::string_view county;    ///< six digits of a county in it
    std::string_view area;      ///< telephone area code
};
const Place& random_place(Dice& dice);

/// A filled complaint form with what later steps refer to.
struct Story {
    boost::json::object form;
    std::string handling_body;  ///< code of the department that fits the respondent
    std::int64_t arrears_fen = 0;
    std::int64_t undisputed_fen = 0;
};

/// A believable complaint received about `today`; passes the check of the form whole.
Story tell_story(Dice& dice, base::Day today);

/// Inputs of the later steps.
boost::json::object supplement_input(Dice& dice);
boost::json::object refusal_input(Dice& dice);
/// A result whose outcome agrees with its amounts; `outcome` says which.
boost::json::object reply_input(Dice& dice, const Story& story);
/// A result by which all of it is promised, for a plan to be followed.
boost::json::object promise_input(const Story& story);
std::string_view note_text(Dice& dice);

/// A small PDF of one page with a line of Latin text.
std::string plain_pdf(std::string_view line);

}  // namespace qingqian::cases::demo
