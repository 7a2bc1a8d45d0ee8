#include "watch.hpp"

#include <boost/json/array.hpp>

#include "base/random.hpp"
#include "records/json.hpp"
#include "view_parts.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace log = store::watch_log;
using records::ChainEnd;
using records::WatchLine;

constexpr std::size_t batch = 1'000;

/// One chain under audit.
class ChainAudit {
  public:
    ChainAudit(store::Store& store, const ChainEnd& end, AuditReport& report)
        : store_(store), end_(end), report_(report) {}

    base::Result<bool> run() {
        using Lines = std::vector<WatchLine>;
        while (true) {
            auto lines = store_.read_now<Lines>([this](store::ReadTx& tx) -> base::Result<Lines> {
                return log::lines_of(tx, end_.chain, last_.seq, batch);
            });
            if (!lines) return std::unexpected(std::move(lines.error()));
            for (const auto& line : *lines) {
                // Lines that were written while we read are the next audit's.
                if (line.seq > end_.seq || !follows(line)) return true;
            }
            if (lines->size() < batch) break;
        }
        if (last_.seq < end_.seq || last_.hash != end_.hash)
            fault(last_.seq, "tail_missing", "末尾的记录不在了", "Lines at its end are gone");
        return true;
    }

  private:
    bool follows(const WatchLine& line) {
        ++report_.events;
        if (line.seq != last_.seq + 1) {
            fault(last_.seq + 1, "gap", "中间的记录不在了", "A line is missing");
            return false;
        }
        if (line.prev_hash != last_.hash || hash_line(line) != line.hash) {
            fault(line.seq, "hash_differs", "记录被改动", "The line was changed");
            return false;
        }
        last_ = {line.chain, line.seq, line.hash};
        return true;
    }

    void fault(std::int64_t seq, std::string code, std::string zh, std::string en) {
        report_.faults.push_back({end_.chain, seq, std::move(code), {std::move(zh), std::move(en)}});
    }

    store::Store& store_;
    const ChainEnd& end_;
    AuditReport& report_;
    ChainEnd last_;
};

json::object line_json(const Environment& env, const WatchLine& line) {
    return {{"at", line.at},
            {"actor_kind", line.actor_kind},
            {"actor_name", line.actor_name},
            {"body", parts::body_or_null(env, line.body)},
            {"complaint", line.complaint == 0 ? json::value(nullptr) : json::value(line.number)},
            {"what", line.what},
            {"about", line.about},
            {"why", line.why},
            {"chain", line.chain},
            {"seq", line.seq},
            {"hash", line.hash}};
}

}  // namespace

std::string read_chain(std::string_view node) {
    return std::string(read_log) + ":" + std::string(node);
}

WatchLine watch_line(std::string_view log, const records::Actor& actor, std::string_view what,
                     std::string_view about) {
    WatchLine line;
    line.log = log;
    line.actor_kind = actor.kind;
    line.officer = actor.officer;
    line.actor_name = actor.name;
    line.body = actor.body;
    line.what = what;
    line.about = about;
    return line;
}

void about_case(WatchLine& line, const records::Complaint& complaint) {
    line.complaint = complaint.id;
    line.number = complaint.number.empty() ? complaint.uid : complaint.number;
}

std::string hash_line(const WatchLine& line) {
    return base::sha256_hex(records::canonical_json(json::object{{"log", line.log},
                                                                 {"chain", line.chain},
                                                                 {"seq", line.seq},
                                                                 {"at", line.at},
                                                                 {"actor_kind", line.actor_kind},
                                                                 {"officer", line.officer},
                                                                 {"actor_name", line.actor_name},
                                                                 {"body", line.body},
                                                                 {"complaint", line.complaint},
                                                                 {"number", line.number},
                                                                 {"what", line.what},
                                                                 {"about", line.about},
                                                                 {"why", line.why},
                                                                 {"prev", line.prev_hash}}));
}

void write_watch(store::WriteTx& tx, std::string_view chain, std::span<const WatchLine> lines) {
    auto end = log::hold_end(tx, chain);
    for (auto line : lines) {
        line.chain = chain;
        line.at = tx.now();
        line.seq = end.seq + 1;
        line.prev_hash = end.hash;
        line.hash = hash_line(line);
        log::append(tx, line);
        end = {line.chain, line.seq, line.hash};
    }
}

void write_act(store::WriteTx& tx, WatchLine line) {
    write_watch(tx, admin_log, std::span(&line, 1));
}

base::Result<bool> audit_watch(store::Store& store, AuditReport& report) {
    using Ends = std::vector<ChainEnd>;
    auto ends = store.read_now<Ends>([](store::ReadTx& tx) -> base::Result<Ends> { return log::ends(tx); });
    if (!ends) return std::unexpected(std::move(ends.error()));
    for (const auto& end : *ends) {
        if (auto done = ChainAudit(store, end, report).run(); !done) return done;
    }
    return true;
}

json::object watch_page_json(const Environment& env, const log::Page& page) {
    json::array items;
    for (const auto& line : page.lines) items.push_back(line_json(env, line));
    return {{"items", std::move(items)}, {"next", parts::text_or_null(page.next)}};
}

}  // namespace qingqian::cases
