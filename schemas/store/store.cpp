#include "store/store.hpp"

#include <stdexcept>

#include "base/clock.hpp"
#include "store/dialect.hpp"
#include "store/migrations.hpp"
#include "store/postgres_store.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_store.hpp"

namespace qingqian::store {

std::unique_ptr<Store> Store::open(const StoreOptions& options) {
    if (options.clock == nullptr || options.random == nullptr) {
        throw std::runtime_error("the store needs a clock and a source of random bytes");
    }
    const auto version = schema_version(options.database);
    const auto newest = newest_version();
    if (version != newest) {
        throw std::runtime_error(
            "the database stands at version " + std::to_string(version) +
            (version > newest ? ", newer than this program, which knows " : ", this program needs ") +
            std::to_string(newest) + (version > newest ? ": start a newer program" : ": run migrate"));
    }
    if (engine_of(options.database) == Engine::postgresql) return std::make_unique<PostgresStore>(options);
    return std::make_unique<SqliteStore>(options);
}

}  // namespace qingqian::store
