#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/message.hpp"
#include "store/complaints.hpp"
#include "store/store.hpp"

/// What was sent, to whom, and what became of it: the questions of the send log.
namespace qingqian::store::send_log {

/// The state that stands for everything that did not arrive, or of which nobody knows (failed, undelivered,
/// unknown).
constexpr std::string_view dead = "dead";

/// A question. List, count, figures and export ask the same one, so that none can disagree with another.
struct Query {
    complaints::Scope scope{};          ///< whose cases; `everything` for who sees no case content
    std::vector<std::string> hidden{};  ///< events not shown to the asker, at most 8
    std::int64_t complaint = 0;         ///< one case; 0 = all, -1 = none
    std::string address{};              ///< exactly, "+8613800138000" or a mailbox; empty = all
    std::string channel{};
    std::string state{};  ///< or `dead`
    std::string provider{};
    base::UtcMillis from = 0;   ///< inclusive, by the time of the event
    base::UtcMillis until = 0;  ///< exclusive; 0 = for ever
    std::string after{};        ///< cursor of the page before
    std::size_t limit = 50;     ///< 1…1,000
};

struct Row {
    records::Message message;  ///< `html` left empty
    std::string number;        ///< of the case
};
struct Page {
    std::vector<Row> rows;
    std::string next;  ///< cursor; empty on the last page
};

/// Newest first, by keyset. Refuses a broken cursor with `invalid_input`.
base::Result<Page> list(ReadTx& tx, const Query& query);
/// The exact number of messages `list` yields over all pages.
std::int64_t count(ReadTx& tx, const Query& query);
/// One message within the scope of the question; its other filters don't count.
std::optional<Row> find(ReadTx& tx, const Query& query, std::string_view uid);

/// How many messages of a channel stand in a state.
struct Standing {
    std::string channel;
    std::string state;
    std::int64_t messages = 0;
};
std::vector<Standing> standings(ReadTx& tx, const Query& query);

/// How many messages failed with a code: the carrier's last word, or our reason where it gave none.
struct Failure {
    std::string channel;
    std::string code;
    std::int64_t messages = 0;
};
/// Most frequent first, at most 50.
std::vector<Failure> failures(ReadTx& tx, const Query& query);

/// Median milliseconds from the event to the carrier's "delivered"; nothing when none was delivered.
std::optional<std::int64_t> median_delivery(ReadTx& tx, const Query& query, std::string_view channel);

/// Messages that have waited longer than they should, by why.
struct Stuck {
    std::string channel;
    std::string state;  ///< queued, claimed, unknown
    std::string provider;
    std::string reason;
    std::int64_t messages = 0;
    base::UtcMillis oldest = 0;
};
/// Those of the scope that were due before `before` and are still under way, whatever their period.
std::vector<Stuck> stuck(ReadTx& tx, const Query& query, base::UtcMillis before);

struct Try {
    records::Attempt attempt;
    std::string provider;
};
std::vector<Try> tries(ReadTx& tx, std::int64_t message);
std::vector<records::Receipt> receipts(ReadTx& tx, std::int64_t message);

}  // namespace qingqian::store::send_log
