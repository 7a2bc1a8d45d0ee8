#include "tracks.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

namespace qingqian::workflow {

const records::Track* last_track(const Tracks& tracks, std::string_view kind) {
    const auto found = std::ranges::find(tracks.rbegin(), tracks.rend(), kind, &records::Track::kind);
    return found == tracks.rend() ? nullptr : &*found;
}

const records::Track* running_track(const Tracks& tracks, std::string_view kind) {
    const auto* track = last_track(tracks, kind);
    return track != nullptr && track->ended_at == 0 ? track : nullptr;
}

boost::json::object track_data(const records::Track& track) {
    return boost::json::parse(track.data).as_object();
}

std::string track_text(const records::Track& track, std::string_view member) {
    const auto data = track_data(track);
    const auto* value = data.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::string previous_state(const Tracks& tracks) {
    const auto* withdrawal = last_track(tracks, "withdrawal");
    return withdrawal == nullptr ? std::string{} : track_text(*withdrawal, "state");
}

bool respondent_knows(const Tracks& tracks) {
    constexpr auto telling = std::to_array<std::string_view>(
        {"inquiry", "supervision", "interview", "circular", "rectification", "dishonesty", "exposure"});
    return std::ranges::any_of(tracks, [&](const records::Track& track) {
        // A letter that is only drafted has told nobody.
        const bool drafted = track.kind == "supervision" && track.state == "open";
        return !drafted && std::ranges::find(telling, track.kind) != telling.end();
    });
}

}  // namespace qingqian::workflow
