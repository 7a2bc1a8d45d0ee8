#pragma once

#include <array>
#include <boost/describe/class.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/decode.hpp"
#include "base/problem.hpp"
#include "cases/idempotent.hpp"
#include "cases/perform.hpp"

/// One action on many cases. Each case is a unit of work of its own through `perform`: one that is refused
/// leaves the others alone.
namespace qingqian::cases {

inline constexpr std::int64_t bulk_max = 100;

/// A case of a bulk request, and the version of it that the officer saw.
struct BulkItem {
    std::string id;        ///< number or UUID
    std::string if_match;  ///< its ETag
};

/// `BulkRequest` of the contract.
struct BulkRequest {
    std::string action;
    std::optional<boost::json::object> input;
    std::vector<BulkItem> items;
};

/// What is wrong with the request as a whole: no case, the same case twice. Empty when nothing is.
std::vector<base::FieldFault> bulk_faults(const BulkRequest& request);

/// The key under which the answer for one case is kept, made of the request's: whoever repeats a request gets
/// the same answers, and what was refused is tried again.
IdempotencyKey bulk_key(const IdempotencyKey& key, const BulkRequest& request, const BulkItem& item);

/// `BulkResult`: what became of one case.
boost::json::object bulk_result_json(const BulkItem& item, const base::Result<Performed>& performed);

// clang-format off
BOOST_DESCRIBE_STRUCT(BulkItem, (), (id, if_match))
BOOST_DESCRIBE_STRUCT(BulkRequest, (), (action, input, items))
// clang-format on

constexpr auto bounds_of(const BulkItem*) {
    return std::array{base::Bound{"id", 18, 36}, base::Bound{"if_match", 1, 64}};
}
constexpr auto bounds_of(const BulkRequest*) {
    return std::array{base::Bound{"action", 1, 40}, base::Bound{"items", 1, bulk_max}};
}

}  // namespace qingqian::cases
