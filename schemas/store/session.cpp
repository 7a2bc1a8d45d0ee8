#include "store/session.hpp"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <atomic>
#include <functional>
#include <stdexcept>

#include "store/sqlite_connection.hpp"

namespace qingqian::store {
namespace {

void each_column(std::string_view columns, const std::function<void(std::string_view)>& take) {
    while (!columns.empty()) {
        const auto comma = columns.find(", ");
        take(columns.substr(0, comma));
        columns = comma == std::string_view::npos ? "" : columns.substr(comma + 2);
    }
}

// SOCI takes an address apart at its first '=' and puts one there when it finds none, so every address gets
// one.
std::string postgresql_address(const std::string& database) {
    if (database.contains('=')) return database;
    return database + (database.contains('?') ? "&" : "?") + "application_name=qingqian";
}

struct ProvinceOf {
    std::int64_t complaint = 0;
    std::string province;
    Statement statement;
    explicit ProvinceOf(Session& session)
        : statement(session, "SELECT province FROM complaints WHERE id = :id", in(complaint), out(province)) {
    }
};

}  // namespace

Session::Session(const std::string& database, Role role) : database_(database), engine_(engine_of(database)) {
    if (engine_ == Engine::sqlite) {
        sqlite::open(sql_, database, role);
    } else {
        sql_.open(soci::postgresql, postgresql_address(database));
        // What the server says in passing ("relation exists, skipping") is no business of standard error.
        auto* backend = static_cast<soci::postgresql_session_backend*>(sql_.get_backend());
        PQsetNoticeProcessor(
            backend->conn_, [](void*, const char*) {}, nullptr);
    }
}

Session::~Session() {
    // Statements go before the connection that prepared them.
    queries_.clear();
    shapes_.clear();
}

std::size_t Session::next_slot() {
    static std::atomic<std::size_t> next{0};
    return next.fetch_add(1);
}

void Session::script(const std::string& text) {
    if (engine_ == Engine::sqlite) return sqlite::script(sqlite::handle(sql_), text);
    auto* backend = static_cast<soci::postgresql_session_backend*>(sql_.get_backend());
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(backend->conn_, text.c_str()),
                                                               &PQclear);
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return;
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    throw soci::postgresql_soci_error(PQerrorMessage(backend->conn_), state == nullptr ? "08000" : state);
}

Session& Session::aside() {
    if (!aside_ || !aside_->connected()) {
        aside_ = std::make_unique<Session>(database_, Role::writer);
        // Losing the newest numbers in a crash would be harmless only if no case carried them: the commit of
        // such a case comes later in the same log, so it makes the number durable with itself.
        aside_->script("SET synchronous_commit = off");
    }
    return *aside_;
}

bool Session::connected() {
    if (engine_ == Engine::sqlite) return true;
    return PQstatus(static_cast<soci::postgresql_session_backend*>(sql_.get_backend())->conn_) ==
           CONNECTION_OK;
}

std::string_view Session::province_of(std::int64_t complaint) {
    if (province_.first != complaint) {
        auto& query = prepared<ProvinceOf>();
        query.complaint = complaint;
        if (!query.statement.one())
            throw std::runtime_error("no such complaint: " + std::to_string(complaint));
        remember_province(complaint, query.province);
    }
    return province_.second;
}

bool Statement::one() {
    const Release release(*this);
    return statement_.execute(true);
}

std::int64_t Statement::run() {
    const Release release(*this);
    statement_.execute(true);
    return statement_.get_affected_rows();
}

void Statement::release() noexcept {
    if (!sqlite_) return;
    auto* backend = static_cast<soci::sqlite3_statement_backend*>(statement_.get_backend());
    sqlite_api::sqlite3_reset(backend->stmt_);
    backend->databaseReady_ = true;
}

std::string insert_into(std::string_view table, std::string_view columns) {
    std::string text = "INSERT INTO " + std::string(table) + " (" + std::string(columns) + ") VALUES (";
    each_column(columns, [&text](std::string_view name) { text.append(":").append(name).append(", "); });
    text.replace(text.size() - 2, 2, ")");
    return text;
}

std::string assignments(std::string_view columns) {
    std::string text;
    each_column(columns, [&text](std::string_view name) {
        if (!text.empty()) text += ", ";
        text.append(name).append(" = :").append(name);
    });
    return text;
}

std::string qualified(std::string_view alias, std::string_view columns) {
    std::string text;
    each_column(columns, [&](std::string_view name) {
        if (!text.empty()) text += ", ";
        text.append(alias).append(".").append(name);
    });
    return text;
}

}  // namespace qingqian::store
