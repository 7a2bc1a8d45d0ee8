#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/environment.hpp"
#include "records/body.hpp"
#include "store/store.hpp"
#include "store/wordings.hpp"

/// Whom an event is told and in which words, as administrators change it. What is in force is the newest
/// version of a row; a message that was rendered before keeps its text.
namespace qingqian::cases {

/// Puts what the program ships into the three tables: rows that are not there yet, and a newer text where the
/// row in force is a shipped one. What an administrator wrote is left alone.
void seed_wordings(store::WriteTx& tx);

/// Lays what the database holds over the shipped tables.
void lay_over(store::ReadTx& tx, notifier::Catalogue& catalogue);

/// A change as the API takes it. `version` is the one it builds on; with `restores` the texts of that version
/// are taken and nothing else is given.
struct WordingChange {
    std::int64_t version = 0;
    std::optional<std::int64_t> restores;
    std::optional<std::string> note;
    std::optional<std::string> title;
    std::optional<std::string> sms;
    std::optional<std::vector<std::string>> paragraphs;
};
struct RouteChange {
    std::int64_t version = 0;
    std::optional<std::int64_t> restores;
    std::optional<std::string> note;
    std::optional<std::vector<std::string>> channels;
};
struct TemplateChange {
    std::int64_t version = 0;
    std::optional<std::int64_t> restores;
    std::optional<std::string> note;
    std::optional<std::string> carrier_id;
};

/// What came of a change: the version in force, and what a person should weigh.
struct WordingSaved {
    store::wordings::Entry entry;
    std::vector<base::FieldFault> warnings;
};

/// Saves a new version. Refuses with `wording_not_found`, `wording_changed` (409, with the version in force
/// in `in_force`), and `invalid_input` with every fault of the text at its place.
base::Result<WordingSaved> save_wording(store::WriteTx& tx, const Environment& env,
                                        const records::Actor& actor, const store::wordings::Key& key,
                                        const WordingChange& change);
base::Result<WordingSaved> save_route(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                      const store::wordings::Key& key, const RouteChange& change);
base::Result<WordingSaved> save_template(store::WriteTx& tx, const Environment& env,
                                         const records::Actor& actor, const store::wordings::Key& key,
                                         const TemplateChange& change);

/// A wording to be looked at before it is saved. With `number` its places are filled from that case: its
/// number, its nearest term and the bodies that have it, and nothing of what it is about.
struct WordingTrial {
    std::string title;
    std::string sms;
    std::vector<std::string> paragraphs;
    std::optional<std::string> number;
};
/// `WordingPreview` of the contract: what would be sent by each channel, what the SMS costs, faults and
/// warnings. Nothing is stored or sent. Refuses with `wording_not_found` and, for a number that is none,
/// `invalid_input`.
base::Result<boost::json::object> preview_wording(store::ReadTx& tx, const Environment& env,
                                                  const store::wordings::Key& key, const WordingTrial& trial);

/// `WordingOverview`: every event with its routes, the titles of its wordings and its templates.
boost::json::object wordings_json(store::ReadTx& tx, const Environment& env);
/// `WordingEvent`: the same of one event with whole texts. Refuses with `wording_not_found`.
base::Result<boost::json::object> wording_event_json(store::ReadTx& tx, const Environment& env,
                                                     std::string_view event);
/// `WordingVersions`, newest first. Refuses with `wording_not_found`.
base::Result<boost::json::object> versions_json(store::ReadTx& tx, store::wordings::Table table,
                                                const store::wordings::Key& key);
/// `WordingSaved`.
boost::json::object saved_json(store::wordings::Table table, const WordingSaved& saved);

// clang-format off
BOOST_DESCRIBE_STRUCT(WordingChange, (), (version, restores, note, title, sms, paragraphs))
BOOST_DESCRIBE_STRUCT(RouteChange, (), (version, restores, note, channels))
BOOST_DESCRIBE_STRUCT(TemplateChange, (), (version, restores, note, carrier_id))
BOOST_DESCRIBE_STRUCT(WordingTrial, (), (title, sms, paragraphs, number))
// clang-format on

constexpr auto bounds_of(const WordingChange*) {
    return std::array{base::Bound{"version", 0},   base::Bound{"restores", 1},
                      base::Bound{"note", 0, 200}, base::Bound{"title", 0, 60},
                      base::Bound{"sms", 0, 500},  base::Bound{"paragraphs", 0, 20}};
}
constexpr auto bounds_of(const RouteChange*) {
    return std::array{base::Bound{"version", 0}, base::Bound{"restores", 1}, base::Bound{"note", 0, 200},
                      base::Bound{"channels", 1, 3}};
}
constexpr auto bounds_of(const TemplateChange*) {
    return std::array{base::Bound{"version", 0}, base::Bound{"restores", 1}, base::Bound{"note", 0, 200},
                      base::Bound{"carrier_id", 0, 64}};
}
constexpr auto bounds_of(const WordingTrial*) {
    return std::array{base::Bound{"title", 0, 60}, base::Bound{"sms", 0, 500},
                      base::Bound{"paragraphs", 0, 20}, base::Bound{"number", 18, 18}};
}

}  // namespace qingqian::cases
