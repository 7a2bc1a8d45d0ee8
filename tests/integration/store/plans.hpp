#pragma once

#include <soci/sqlite3/soci-sqlite3.h>

#include <map>
#include <regex>
#include <string>
#include <vector>

#include "integration/store/world.hpp"
#include "store/session.hpp"
#include "store/sqlite_connection.hpp"

// What SQLite means to do for each question that was asked.
namespace qingqian::test {

using namespace sqlite_api;

/// The plan of every statement that a connection has prepared, by its text.
inline std::map<std::string, std::vector<std::string>> plans(store::Session& session) {
    auto* handle = store::sqlite::handle(session.sql());
    std::vector<std::string> texts;
    for (auto* each = sqlite3_next_stmt(handle, nullptr); each != nullptr;
         each = sqlite3_next_stmt(handle, each)) {
        texts.emplace_back(sqlite3_sql(each));
    }
    std::map<std::string, std::vector<std::string>> found;
    for (const auto& text : texts) {
        if (!text.starts_with("SELECT") && !text.starts_with("WITH") && !text.starts_with("UPDATE")) continue;
        sqlite3_stmt* explained = nullptr;
        const auto question = "EXPLAIN QUERY PLAN " + text;
        REQUIRE(sqlite3_prepare_v2(handle, question.c_str(), -1, &explained, nullptr) == SQLITE_OK);
        while (sqlite3_step(explained) == SQLITE_ROW) {
            found[text].emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(explained, 3)));
        }
        sqlite3_finalize(explained);
    }
    return found;
}

/// Whether a step costs more with every row.
// Reading a subquery's or a recursion's own few rows is no scan of a table; neither is a constant row, a
// virtual table asked through its index, a table that is kept small (webhooks, live_feed), or the first
// entries of an index that holds only what waits.
inline bool grows(const std::string& step) {
    static const std::regex harmless(
        R"(^SCAN (p|present|first|\(subquery.*|[0-9 ]*CONSTANT.*|\w+ VIRTUAL TABLE INDEX .+|)"
        R"(recent|u|counted|webhooks|live_feed( USING COVERING INDEX live_feed_by_tx)?|)"
        R"(messages USING (COVERING )?INDEX messages_(queued|claimed|unknown)|)"
        R"(webhook_deliveries USING INDEX webhook_deliveries_queued|)"
        R"(delivery_exhausted USING INDEX delivery_exhausted_untaken)$)");
    if (step.find("USE TEMP B-TREE") != std::string::npos) return true;
    return step.starts_with("SCAN") && !std::regex_match(step, harmless);
}

/// Each of the statements that the session has prepared, `at_least` so many, is answered along an index.
inline void check_plans(store::Session& session, std::size_t at_least) {
    const auto all = plans(session);
    CHECK(all.size() >= at_least);
    for (const auto& [text, steps] : all) {
        for (const auto& step : steps) {
            CAPTURE(text);
            CHECK_MESSAGE(!grows(step), step);
        }
    }
}

}  // namespace qingqian::test
