#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

/// What hangs on a case besides its row, clocks, files and history.
namespace qingqian::records {

/// A parallel course of a case (延期, 督办, 约谈 …): it runs beside the state and never is one.
struct Track {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::string kind;            ///< of the definition's tracks: extension, supervision, interview …
    std::string state = "open";  ///< open, approved (decided or issued, and running), refused, done
    base::UtcMillis opened_at = 0;
    std::int64_t opened_by = 0;   ///< officer; 0 for a complainant, a respondent or the system
    std::int64_t opened_for = 0;  ///< the officer whom `opened_by` stood in for; 0 when none
    std::int64_t event = 0;       ///< seq of the event that opened it
    std::string document;  ///< number of its document, "苏款诉督〔2026〕3号"; empty before it has one
    std::string data = "{}";  ///< JSON object of what it is about, never personal: dates, codes, sums
    std::string result;       ///< code of how it ended, "answered"; empty while it runs
    base::UtcMillis ended_at = 0;
    std::int64_t ended_by = 0;

    bool operator==(const Track&) const = default;
};

/// A body that has or had part in a case: lead (主办) or co-handling (协办).
struct CaseBody {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t body = 0;
    std::string role;  ///< lead, co
    std::string rule;  ///< id of the routing rule that named it; empty when a person did
    base::UtcMillis since = 0;
    base::UtcMillis until = 0;  ///< 0 while it has part
    bool operator==(const CaseBody&) const = default;
};

/// One payment of a repayment plan (还款计划).
struct Instalment {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t seq = 0;  ///< 1, 2, 3 … within the case, never given twice
    std::string due;       ///< ISO day
    std::int64_t amount_fen = 0;
    std::int64_t paid_fen = 0;
    std::string state = "open";  ///< open, paid, replaced (by a later plan)
    std::string evidence;        ///< uid of the last proof of payment
    bool operator==(const Instalment&) const = default;
};

/// A numbered official document (文书). Numbers run without a gap per body, type and year.
struct Document {
    std::int64_t id = 0;
    std::string uid;
    std::int64_t complaint = 0;
    std::int64_t body = 0;  ///< who issues it
    std::string type;       ///< of the definition's documents: supervision_letter, extension_notice …
    std::int64_t year = 0;
    std::int64_t serial = 0;
    std::string number;      ///< "苏款诉督〔2026〕3号"
    std::int64_t event = 0;  ///< seq of the event it belongs to
    base::UtcMillis at = 0;
    base::UtcMillis voided_at = 0;

    bool operator==(const Document&) const = default;
};

/// A case that belongs to another.
struct CaseLink {
    std::int64_t complaint = 0;
    std::int64_t other = 0;
    std::string kind;  ///< merged (into `other`), reopened (`other` was ended), repeated
    bool operator==(const CaseLink&) const = default;
};

}  // namespace qingqian::records
