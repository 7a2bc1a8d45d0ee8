#include "documents.hpp"

#include <chrono>

#include "base/random.hpp"
#include "store/documents.hpp"
#include "workflow/document_number.hpp"

namespace qingqian::cases {
namespace {

std::string prefix_of(const Environment& env, std::int64_t body) {
    const auto* issuer = env.body(body);
    if (issuer == nullptr) return {};
    return issuer->prefix.empty() ? issuer->name : issuer->prefix;
}

void put_on_track(workflow::Decision& decision, const workflow::DocumentOrder& order,
                  const std::string& number) {
    for (auto& change : decision.tracks) {
        if (change.track.kind == order.track) change.track.document = number;
    }
}

}  // namespace

std::vector<records::Document> issue_documents(store::WriteTx& tx, const Environment& env,
                                               workflow::Decision& decision, std::int64_t complaint,
                                               std::int64_t seq) {
    std::vector<records::Document> issued;
    const std::chrono::year_month_day today(base::legal_day(tx.now()));
    for (const auto& order : decision.documents) {
        records::Document document;
        document.uid = base::uuid_v7(tx.random(), tx.now());
        document.complaint = complaint;
        document.body = order.body;
        document.type = order.type;
        document.year = int{today.year()};
        document.serial = store::documents::next_serial(tx, order.body, order.type, document.year);
        document.number = workflow::document_number(prefix_of(env, order.body), order.infix, document.year,
                                                    document.serial);
        document.event = seq;
        document.at = tx.now();
        store::documents::insert(tx, document);
        put_on_track(decision, order, document.number);
        issued.push_back(std::move(document));
    }
    return issued;
}

}  // namespace qingqian::cases
