#include "store/failure.hpp"

#include <soci/soci.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace qingqian::store {

base::Problem unavailable(std::string detail) {
    auto problem = base::problem("unavailable", {{"seconds", "10"}});
    problem.log_detail = std::move(detail);
    return problem;
}

base::Problem overloaded() {
    return base::problem("overloaded", {{"seconds", "1"}});
}

base::Problem failure_of(const std::exception& error) {
    spdlog::error("unit of work failed: {}", error.what());
    const auto* database = dynamic_cast<const soci::soci_error*>(&error);
    // A broken constraint is a defect of ours, not of the disk: trying again would not help.
    const bool ours =
        database == nullptr || database->get_error_category() == soci::soci_error::constraint_violation;
    if (!ours) return unavailable(error.what());
    auto problem = base::problem("internal");
    problem.log_detail = error.what();
    return problem;
}

void deliver(Store::Done& done, Store::Failure failure) noexcept {
    try {
        done(std::move(failure));
    } catch (const std::exception& error) {
        spdlog::error("an answer could not be delivered: {}", error.what());
    }
}

void run_effects(WriteTx::Effects& effects) noexcept {
    for (auto& effect : effects) {
        try {
            effect();
        } catch (const std::exception& error) {
            spdlog::error("an effect after the commit failed: {}", error.what());
        }
    }
}

}  // namespace qingqian::store
