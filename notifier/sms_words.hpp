#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"

namespace qingqian::notifier {

/// Something that no SMS of the platform holds, and the code of the refusal that says so.
struct RefusedWord {
    std::string code;  ///< wording_link, wording_telephone, wording_party, wording_sum
    std::string word;  ///< as it was found
};

/// Links and addresses, telephone numbers, names of firms and sums of money (短信内容规范), in figures or in
/// words, full-width or narrow. The first of each kind. `text` is a wording, before its places are filled.
std::vector<RefusedWord> refused_in_sms(std::string_view text);

/// The names and the sum of this very case, which a pattern cannot know: the parties by their whole names and
/// by what distinguishes them ("南京某某机电" of "南京某某机电有限公司"), the arrears in 元.
std::vector<RefusedWord> told_of_case(std::string_view text, const records::Complaint& complaint);

/// Text without blanks and invisible characters, since carriers compare so: a word cut in two does not pass.
std::string without_blanks(std::string_view text);

}  // namespace qingqian::notifier
