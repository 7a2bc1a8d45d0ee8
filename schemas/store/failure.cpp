#include "store/failure.hpp"

#include <soci/soci.h>

#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "store/sqlite_connection.hpp"

namespace qingqian::store {

base::Problem unavailable(std::string detail) {
    auto problem = base::problem("unavailable", {{"seconds", "10"}});
    problem.log_detail = std::move(detail);
    return problem;
}

base::Problem overloaded() {
    return base::problem("overloaded", {{"seconds", "1"}});
}

// SOCI's what() ends with the values of the statement, and PostgreSQL's second line with those of the row:
// names, numbers, addresses of people.
std::string words_of(const std::exception& error) {
    const auto* database = dynamic_cast<const soci::soci_error*>(&error);
    std::string words = database != nullptr ? database->get_error_message() : error.what();
    return words.substr(0, words.find('\n'));
}

base::Problem failure_of(const std::exception& error) {
    auto words = words_of(error);
    base::log(base::LogLevel::error, "unit_failed", {{"detail", words}});
    const auto* database = dynamic_cast<const soci::soci_error*>(&error);
    // A broken constraint is a defect of ours, not of the disk: trying again would not help.
    const bool ours = database == nullptr ||
                      database->get_error_category() == soci::soci_error::constraint_violation ||
                      sqlite::constraint_broken(error);
    if (!ours) return unavailable(std::move(words));
    auto problem = base::problem("internal");
    problem.log_detail = std::move(words);
    return problem;
}

void deliver(Store::Done& done, Store::Failure failure) noexcept {
    try {
        done(std::move(failure));
    } catch (const std::exception& error) {
        base::log(base::LogLevel::error, "answer_undelivered", {{"detail", words_of(error)}});
    }
}

void run_effects(WriteTx::Effects& effects) noexcept {
    for (auto& effect : effects) {
        try {
            effect();
        } catch (const std::exception& error) {
            base::log(base::LogLevel::error, "effect_failed", {{"detail", words_of(error)}});
        }
    }
}

}  // namespace qingqian::store
