#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"

namespace qingqian::records {

/// A line of the register of calls, visits and letters (电话/来访登记单): who asked, what was advised, and
/// the case that came of it.
struct Call {
    std::int64_t id = 0;
    std::string uid;
    std::string province;
    std::int64_t body = 0;     ///< whose register
    std::int64_t officer = 0;  ///< who took it
    std::string kind;          ///< counter, phone, letter, mail, forwarded: the channel of a case made of it
    base::UtcMillis at = 0;    ///< when it came
    std::string firm;
    std::string summary;
    std::string advice;
    std::int64_t complaint = 0;  ///< the case it became; 0 while none
    base::UtcMillis created_at = 0;
    std::string caller_name;
    std::string caller_phone;
    std::string form = "{}";  ///< what is known of a complaint's form, JSON
};

}  // namespace qingqian::records
