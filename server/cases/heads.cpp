#include "heads.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

#include "base/decode.hpp"
#include "base/random.hpp"
#include "store/outbox.hpp"
#include "store/watch_log.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace log = store::watch_log;

constexpr std::int64_t span = 4'096;
constexpr std::size_t batch = 5'000;
// Below the numbers of every other message that belongs to no case's history.
constexpr std::int64_t first_number = 7'000'000'000'000'000;

struct Span {
    std::int64_t cases = 0;
    std::string hash;  ///< over the heads so far
};
/// By the first id of each.
using Spans = std::map<std::int64_t, Span>;

base::Result<Spans> spans_at(store::Store& store, base::UtcMillis at) {
    using Heads = std::vector<log::CaseHead>;
    Spans spans;
    for (std::int64_t after = 0;;) {
        auto heads = store.read_now<Heads>([at, after](store::ReadTx& tx) -> base::Result<Heads> {
            return log::case_heads(tx, at, after, batch);
        });
        if (!heads) return std::unexpected(std::move(heads.error()));
        for (const auto& head : *heads) {
            auto& each = spans[head.complaint - head.complaint % span];
            each.cases += 1;
            each.hash = base::sha256_hex(each.hash + "\n" + std::to_string(head.complaint) + " " +
                                         std::to_string(head.seq) + " " + head.hash);
        }
        if (heads->size() < batch) return spans;
        after = heads->back().complaint;
    }
}

std::int64_t number_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::string text_in(const json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// One line against the database.
class LineAudit {
  public:
    LineAudit(store::Store& store, const json::object& line, AuditReport& report)
        : store_(store),
          line_(line),
          day_(base::to_iso(base::legal_day(number_in(line, "at")))),
          report_(report) {}

    base::Result<bool> run() {
        if (auto done = check_chains(); !done) return done;
        return check_cases();
    }

  private:
    base::Result<bool> check_chains() {
        const auto* chains = line_.if_contains("chains");
        if (chains == nullptr || !chains->is_array()) return true;
        for (const auto& each : chains->get_array()) {
            const auto chain = text_in(each.as_object(), "chain");
            const auto seq = number_in(each.as_object(), "seq");
            using Lines = std::vector<records::WatchLine>;
            const auto found = store_.read_now<Lines>([&](store::ReadTx& tx) -> base::Result<Lines> {
                return log::lines_of(tx, chain, seq - 1, 1);
            });
            if (!found) return std::unexpected(found.error());
            const bool holds = !found->empty() && found->front().seq == seq &&
                               found->front().hash == text_in(each.as_object(), "hash");
            if (!holds)
                fault(chain, seq, "head_missing", "日志里没有当天登记的那一条",
                      "The log does not hold the line of that day");
        }
        return true;
    }

    base::Result<bool> check_cases() {
        const auto now = spans_at(store_, number_in(line_, "at"));
        if (!now) return std::unexpected(now.error());
        const auto* spans = line_.if_contains("cases");
        if (spans == nullptr || !spans->is_array()) return true;
        for (const auto& each : spans->get_array()) {
            const auto from = number_in(each.as_object(), "from");
            const auto found = now->find(from);
            const auto stored = found == now->end() ? Span{} : found->second;
            const auto expected = number_in(each.as_object(), "cases");
            const auto name = "#" + std::to_string(from) + "–#" + std::to_string(from + span - 1);
            if (stored.cases < expected) {
                fault(name, 0, "case_missing", std::to_string(expected - stored.cases) + " 件案件不在了",
                      std::to_string(expected - stored.cases) + " cases are gone");
            } else if (stored.cases != expected || stored.hash != text_in(each.as_object(), "hash")) {
                fault(name, 0, "heads_differ", "案件历史与当天登记的不符",
                      "Histories are not those of that day");
            }
        }
        return true;
    }

    void fault(const std::string& name, std::int64_t seq, std::string code, const std::string& zh,
               const std::string& en) {
        report_.faults.push_back({name, seq, std::move(code), {day_ + "：" + zh, day_ + ": " + en}});
    }

    store::Store& store_;
    const json::object& line_;
    std::string day_;
    AuditReport& report_;
};

}  // namespace

base::Result<std::string> heads_line(store::Store& store, base::UtcMillis at, std::string_view prev_line) {
    using Ends = std::vector<records::ChainEnd>;
    auto ends = store.read_now<Ends>([](store::ReadTx& tx) -> base::Result<Ends> { return log::ends(tx); });
    if (!ends) return std::unexpected(std::move(ends.error()));
    const auto spans = spans_at(store, at);
    if (!spans) return std::unexpected(spans.error());
    json::array chains;
    for (const auto& end : *ends) {
        if (end.seq != 0)
            chains.push_back(json::object{{"chain", end.chain}, {"seq", end.seq}, {"hash", end.hash}});
    }
    json::array cases;
    for (const auto& [from, each] : *spans)
        cases.push_back(json::object{{"from", from}, {"cases", each.cases}, {"hash", each.hash}});
    return json::serialize(
        json::object{{"at", at},
                     {"day", base::to_iso(base::legal_day(at))},
                     {"chains", std::move(chains)},
                     {"cases", std::move(cases)},
                     {"prev", prev_line.empty() ? std::string() : base::sha256_hex(prev_line)}});
}

base::Result<bool> audit_heads(store::Store& store, const std::vector<std::string>& lines,
                               AuditReport& report) {
    std::string before;
    std::int64_t count = 0;
    for (const auto& text : lines) {
        ++count;
        const auto line = base::parse_json(text);
        if (!line || !line->is_object()) {
            report.faults.push_back(
                {"heads", count, "unreadable", {"这一行读不懂", "The line cannot be read"}});
            continue;
        }
        const auto prev = text_in(line->get_object(), "prev");
        if (!before.empty() && prev != base::sha256_hex(before))
            report.faults.push_back(
                {"heads",
                 count,
                 "broken_link",
                 {"前面的行被改动或者删去", "Lines before it were changed or taken out"}});
        before = text;
        if (auto done = LineAudit(store, line->get_object(), report).run(); !done) return done;
    }
    return true;
}

void mail_heads(store::WriteTx& tx, const Environment& env, std::string_view address, std::string_view line) {
    records::Message message;
    message.uid = base::uuid_v7(tx.random(), tx.now());
    message.event = -(first_number + tx.now());
    message.event_name = "AUDIT_HEADS";
    message.recipient = "keeper";
    message.channel = "mail";
    message.address = address;
    message.language = "zh-CN";
    message.subject = "审计链首 Audit heads " + base::to_iso(base::legal_day(tx.now()));
    message.text = line;
    message.state = env.settings.mail_provider.empty() ? "skipped" : "queued";
    message.reason = env.settings.mail_provider.empty() ? "no_provider" : "";
    message.provider = env.settings.mail_provider;
    message.created_at = message.updated_at = message.next_try_at = tx.now();
    store::outbox::insert(tx, message);
    if (env.settings.wake) tx.after_commit([wake = env.settings.wake] { wake(); });
}

}  // namespace qingqian::cases
