#pragma once

#include <soci/soci.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "store/dialect.hpp"

namespace qingqian::store {

/// What a SQLite connection is for: it decides on cache and pragmas. PostgreSQL makes no difference.
enum class Role { writer, reader };

/// One database connection with its prepared statements. Used by one thread at a time.
///
/// A query is a struct that holds its parameters, its results and one `Statement`; `prepared<Query>()` makes
/// it at first use and keeps it for the life of the connection.
class Session {
  public:
    /// Opens `database` (address as in StoreOptions). Throws soci::soci_error or std::runtime_error.
    Session(const std::string& database, Role role);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    soci::session& sql() { return sql_; }
    Engine engine() const { return engine_; }

    template <class Query>
    Query& prepared() {
        const std::size_t index = slot<Query>();
        if (index >= queries_.size()) queries_.resize(index + 1);
        if (!queries_[index]) queries_[index] = std::make_unique<Held<Query>>(*this);
        return static_cast<Held<Query>&>(*queries_[index]).query;
    }

    /// The same for queries whose text depends on how many ranges are asked for: one per `shape`.
    template <class Query, class... Arguments>
    Query& prepared_as(const std::string& shape, const Arguments&... arguments) {
        auto& held = shapes_[shape];
        if (!held) held = std::make_unique<Held<Query>>(*this, arguments...);
        return static_cast<Held<Query>&>(*held).query;
    }

    /// Runs statements that return nothing, separated by semicolons. Throws soci::soci_error.
    void script(const std::string& text);

    /// A second connection for what must not wait for this one's transaction (case numbers on PostgreSQL).
    Session& aside();

    /// Whether the connection still stands; after a failure a PostgreSQL session may have to be opened anew.
    bool connected();

    /// Forgets what was remembered of the transaction that ended; called before every transaction.
    void forget() { province_ = {0, ""}; }
    /// The province of a case, read once per transaction for the rows written beside it.
    std::string_view province_of(std::int64_t complaint);
    void remember_province(std::int64_t complaint, std::string_view province) {
        province_ = {complaint, std::string(province)};
    }

  private:
    struct Slot {
        virtual ~Slot() = default;
    };
    template <class Query>
    struct Held : Slot {
        template <class... Arguments>
        explicit Held(Session& session, const Arguments&... arguments) : query(session, arguments...) {}
        Query query;
    };
    static std::size_t next_slot();
    template <class Query>
    static std::size_t slot() {
        static const std::size_t index = next_slot();
        return index;
    }

    std::string database_;
    Engine engine_;
    soci::session sql_;
    std::unique_ptr<Session> aside_;
    std::vector<std::unique_ptr<Slot>> queries_;
    std::unordered_map<std::string, std::unique_ptr<Slot>> shapes_;
    std::pair<std::int64_t, std::string> province_{0, ""};
};

/// Parameters of a statement, in the order of their places in its text.
template <class... Members>
auto in(const Members&... members) {
    return [&members...](soci::statement& statement) { (statement.exchange(soci::use(members)), ...); };
}
template <class... Members>
auto in(const std::tuple<Members&...>& members) {
    return std::apply([](auto&... each) { return in(std::as_const(each)...); }, members);
}

/// Columns of a statement's result, in order.
template <class... Members>
auto out(Members&... members) {
    return [&members...](soci::statement& statement) { (statement.exchange(soci::into(members)), ...); };
}
template <class... Members>
auto out(const std::tuple<Members&...>& members) {
    return std::apply([](auto&... each) { return out(each...); }, members);
}

/// A prepared statement bound to members of the query that holds it, which must not move afterwards.
class Statement {
  public:
    template <class... Bindings>
    Statement(Session& session, std::string_view text, const Bindings&... bindings)
        : sqlite_(session.engine() == Engine::sqlite), statement_(session.sql()) {
        statement_.alloc();
        (bindings(statement_), ...);
        statement_.prepare(std::string(text));
        statement_.define_and_bind();
    }

    /// Runs it for at most one row; whether one came.
    bool one();
    /// Runs it for its effect; the number of rows changed.
    std::int64_t run();
    /// Runs it and calls `take` after each row was read.
    template <class Take>
    void each(Take take) {
        const Release release(*this);
        statement_.execute(false);
        while (statement_.fetch()) take();
    }

  private:
    // A statement left in the middle of its rows would pin its snapshot and keep the WAL from being reused.
    struct Release {
        explicit Release(Statement& owner) : owner(owner) {}
        ~Release() { owner.release(); }
        Statement& owner;
    };
    void release() noexcept;

    bool sqlite_;
    soci::statement statement_;
};

/// "INSERT INTO table (a, b) VALUES (:a, :b)" from "a, b".
std::string insert_into(std::string_view table, std::string_view columns);
/// "a = :a, b = :b" from "a, b".
std::string assignments(std::string_view columns);
/// "c.a, c.b" from "a, b".
std::string qualified(std::string_view alias, std::string_view columns);

}  // namespace qingqian::store
