#include "ledger.hpp"

#include <algorithm>

namespace qingqian::workflow {
namespace {

struct Kind {
    std::string_view name;
    std::int64_t Balance::*sum;
};

constexpr Kind kinds[] = {
    {"claimed", &Balance::claimed},   {"verified", &Balance::verified}, {"undisputed", &Balance::undisputed},
    {"disputed", &Balance::disputed}, {"paid", &Balance::paid},         {"planned", &Balance::planned},
    {"waived", &Balance::waived},
};

const Kind* find_kind(std::string_view name) {
    const auto* found = std::ranges::find(kinds, name, &Kind::name);
    return found == std::end(kinds) ? nullptr : found;
}

// The kind whose sum an entry moves: its own, or of a correction that of the entry it puts right.
const Kind* kind_of(const std::vector<records::LedgerEntry>& entries, const records::LedgerEntry& entry) {
    if (entry.kind != "correction") return find_kind(entry.kind);
    const auto place = static_cast<std::size_t>(entry.corrects);
    return place == 0 || place > entries.size() ? nullptr : find_kind(entries[place - 1].kind);
}

}  // namespace

bool ledger_kind_known(std::string_view kind) {
    return kind == "correction" || find_kind(kind) != nullptr;
}

Balance balance_of(const std::vector<records::LedgerEntry>& entries) {
    Balance balance;
    for (const auto& entry : entries) {
        if (const auto* kind = kind_of(entries, entry)) balance.*(kind->sum) += entry.amount_fen;
        if (entry.kind == "verified") balance.assessed = true;
    }
    return balance;
}

std::string_view balance_fault(const Balance& balance) {
    for (const auto& kind : kinds) {
        if (balance.*(kind.sum) < 0) return "negative_sum";
    }
    if (balance.assessed && balance.undisputed + balance.disputed != balance.verified) return "split";
    return balance.remaining() < 0 ? "negative_remainder" : "";
}

bool outcome_fits(std::string_view outcome, const Balance& balance) {
    const auto remaining = balance.remaining();
    if (outcome == "O1") return remaining == 0 && balance.paid > 0;
    if (outcome == "O2") return balance.paid > 0 && balance.planned > 0;
    if (outcome == "O3") return balance.paid == 0 && balance.planned > 0;
    if (outcome == "O4") {
        return balance.undisputed > 0 && balance.paid >= balance.undisputed && remaining > 0;
    }
    if (outcome == "O5") return balance.disputed > 0;
    if (outcome == "O6") return balance.verified == 0;
    return outcome != "O7" || remaining > 0;
}

}  // namespace qingqian::workflow
