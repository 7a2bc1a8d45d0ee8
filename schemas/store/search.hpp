#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"
#include "store/dialect.hpp"
#include "store/session.hpp"
#include "store/store.hpp"

namespace qingqian::store {

/// The words by which a text can be found: Latin words and digits in lower case and half width; of Chinese,
/// each pair of neighbouring characters and the last character alone. Sorted, without repetition. The same
/// function makes the index of both engines.
std::vector<std::string> search_tokens(std::string_view text);

/// The same with what `search_words` asks for besides: each Chinese character alone, and of Latin words their
/// beginnings, marked as such, so that no question has to gather all words that begin with something.
std::vector<std::string> search_parts(std::string_view text);

/// The word that stands for a whole number, name or code, whatever its width, case and punctuation; empty
/// when nothing of it can be searched.
std::string whole_token(std::string_view text);

/// The words that must all be there for a search typed by a person: Latin words as beginnings, Chinese by its
/// pairs, a lone Chinese character as it is. At most 16 words; empty when nothing can be searched.
std::vector<dialect::Word> search_words(std::string_view text);

namespace search {

/// Brings the search row of a case to what it holds and to the bodies that may see it (none: no row).
/// `existed` says whether it has a row already.
void refresh(Session& session, const records::Complaint& complaint, const std::vector<std::int64_t>& bodies,
             bool existed);

/// Notes that the texts of a case are to be read anew, where somebody may find it at all.
void note(Session& session, std::int64_t complaint);
/// Takes up to `limit` of the cases so noted, the newest first, each once.
std::vector<std::int64_t> take_noted(WriteTx& tx, std::size_t limit);
/// What was read: numbers, names and codes out of the row, `texts` beside them. A case that nobody may see
/// has no row, and nothing happens.
void fill(WriteTx& tx, const records::Complaint& complaint, std::string_view texts);

}  // namespace search
}  // namespace qingqian::store
