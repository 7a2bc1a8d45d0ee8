#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"
#include "store/dialect.hpp"
#include "store/session.hpp"

namespace qingqian::store {

/// The words by which a text can be found: Latin words and digits in lower case and half width; of Chinese,
/// each pair of neighbouring characters and the last character alone (so that "begins with" finds every
/// single character). Sorted, without repetition. The same function makes the index of both engines.
std::vector<std::string> search_tokens(std::string_view text);

/// The words that must all be there for a search typed by a person: Latin words as beginnings, Chinese by its
/// pairs, a lone Chinese character as a beginning. At most 16 words; empty when nothing can be searched.
std::vector<dialect::Word> search_words(std::string_view text);

namespace search {

/// Brings the search row of a case to what it holds and to the bodies that may see it (none: no row).
/// `existed` says whether it has a row already.
void refresh(Session& session, const records::Complaint& complaint, const std::vector<std::int64_t>& bodies,
             bool existed);

}  // namespace search
}  // namespace qingqian::store
