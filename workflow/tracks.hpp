#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "records/case_parts.hpp"

namespace qingqian::workflow {

using Tracks = std::vector<records::Track>;

/// The latest track of a kind; null when there was none.
const records::Track* last_track(const Tracks& tracks, std::string_view kind);

/// The latest track of a kind if it still runs (open or approved); else null.
const records::Track* running_track(const Tracks& tracks, std::string_view kind);

/// What a track holds, read from its JSON.
boost::json::object track_data(const records::Track& track);

/// A member of a track's data that is text; empty when there is none.
std::string track_text(const records::Track& track, std::string_view member);

/// The state a case goes back to when its withdrawal is refused; empty when none was asked for.
std::string previous_state(const Tracks& tracks);

/// Whether the respondent knows of the complaint: it was sent an inquiry, a letter or a notice. Before that
/// nothing is told to it (条例 25¶5, 20).
bool respondent_knows(const Tracks& tracks);

}  // namespace qingqian::workflow
