#include "audit_parts.hpp"

#include <algorithm>
#include <string>

#include "parts.hpp"
#include "store/links.hpp"
#include "workflow/ledger.hpp"

namespace qingqian::cases {
namespace {

using records::Complaint;

// A link that was taken away; others may have been made beside the history.
bool links_kept(store::ReadTx& tx, std::int64_t complaint, const std::vector<records::CaseLink>& noted) {
    if (noted.empty()) return true;
    const auto stored = store::links::of_case(tx, complaint);
    return std::ranges::all_of(noted, [&](const records::CaseLink& link) {
        return std::ranges::any_of(stored, [&](const store::links::Link& kept) {
            return kept.complaint == link.complaint && kept.other == link.other && kept.kind == link.kind;
        });
    });
}

void check_sums(const Complaint& complaint, const std::vector<records::LedgerEntry>& ledger,
                std::vector<PartFault>& faults) {
    const auto balance = workflow::balance_of(ledger);
    if (const auto fault = workflow::balance_fault(balance); !fault.empty()) {
        faults.push_back(
            {"ledger_unsound",
             {"账目不平：" + std::string(fault), "The ledger cannot be: " + std::string(fault)}});
    } else if (balance.remaining() != complaint.remaining_fen) {
        faults.push_back(
            {"ledger_differs",
             {"账目余额与案件记录不符", "What the ledger leaves is not what the case row says"}});
    }
}

}  // namespace

std::vector<PartFault> part_faults(store::ReadTx& tx, const Complaint& complaint,
                                   const std::vector<records::Event>& events) {
    std::vector<PartFault> faults;
    const auto expect = [&](bool same, std::string_view code, const char* zh, const char* en) {
        if (!same) faults.push_back({code, {zh, en}});
    };
    const auto told = case_parts::replay(events, complaint.id);
    const auto kept = case_parts::stored(tx, complaint.id);
    expect(kept.tracks == told.tracks, "track_differs", "并行事项与历史不符",
           "The tracks do not fit the history");
    expect(kept.bodies == told.bodies, "body_differs", "主办、协办单位与历史不符",
           "The bodies that take part do not fit the history");
    expect(kept.plan == told.plan, "plan_differs", "还款计划与历史不符", "The plan does not fit the history");
    expect(kept.documents == told.documents, "document_differs", "文书登记与历史不符",
           "The register of documents does not fit the history");
    expect(links_kept(tx, complaint.id, told.links), "link_differs", "关联案件与历史不符",
           "The links to other cases do not fit the history");
    expect(kept.ledger == told.ledger, "ledger_differs", "账目与历史不符",
           "The ledger does not fit the history");
    if (kept.ledger == told.ledger) check_sums(complaint, kept.ledger, faults);
    return faults;
}

}  // namespace qingqian::cases
