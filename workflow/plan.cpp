#include "plan.hpp"

#include <algorithm>

namespace qingqian::workflow {

const records::Instalment* open_instalment(const Plan& plan, std::int64_t seq) {
    const auto found = std::ranges::find(plan, seq, &records::Instalment::seq);
    return found == plan.end() || found->state != "open" ? nullptr : &*found;
}

const records::Instalment* next_instalment(const Plan& plan) {
    const records::Instalment* next = nullptr;
    for (const auto& instalment : plan) {
        if (instalment.state != "open") continue;
        if (next == nullptr || instalment.due < next->due) next = &instalment;
    }
    return next;
}

std::int64_t promised(const Plan& plan) {
    std::int64_t sum = 0;
    for (const auto& instalment : plan) {
        if (instalment.state == "open") sum += instalment.amount_fen - instalment.paid_fen;
    }
    return sum;
}

bool all_paid(const Plan& plan) {
    return next_instalment(plan) == nullptr &&
           std::ranges::any_of(plan, [](const auto& instalment) { return instalment.state == "paid"; });
}

Plan read_plan(const boost::json::array& input, std::int64_t complaint, std::int64_t last_seq) {
    Plan plan;
    for (const auto& item : input) {
        records::Instalment instalment;
        instalment.complaint = complaint;
        instalment.seq = ++last_seq;
        instalment.due = std::string(item.at("due").as_string());
        instalment.amount_fen = item.at("amount_fen").as_int64();
        plan.push_back(std::move(instalment));
    }
    return plan;
}

}  // namespace qingqian::workflow
