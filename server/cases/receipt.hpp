#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "records/complaint.hpp"

namespace qingqian::cases {

/// A file as the receipt lists it.
struct ReceiptMaterial {
    std::string kind;
    std::string name;
    std::int64_t size = 0;  ///< bytes
    std::string sha256;
    std::int64_t pages = 0;  ///< of a PDF; 0 where they were not counted, or not yet
};

/// The receipt (收件回执, document 2 of law-and-practice e) as it stood at one receipt of the complaint.
struct Receipt {
    std::string definition;  ///< which kind of case it is, and the version it began with
    std::int64_t definition_version = 0;
    std::string number;
    std::string code;  ///< 查询码, in clear only in the answer to the filing; otherwise empty
    std::int64_t received_at = 0;
    records::CaseClock review;  ///< the first clock, which the receipt started: the review of a complaint
    std::int64_t event_count = 0;
    std::string head_hash;
    std::int64_t accepting_body = 0;
    std::string complainant_name;
    std::string respondent_name;
    std::int64_t arrears_fen = 0;
    std::vector<ReceiptMaterial> materials;
    std::vector<std::string> missing;  ///< kinds of materials that did not come
};

}  // namespace qingqian::cases
