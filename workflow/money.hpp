#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qingqian::workflow {

/// The largest amount the product takes: 10^14 分, one trillion yuan.
constexpr std::int64_t max_fen = 100'000'000'000'000;

/// Reads yuan ("186,500.00", "186500", "0.5") as 分. Commas, if any, must separate groups of three. Nothing
/// for a sign, more than two decimals, leading zeros ("007"), or more than max_fen.
std::optional<std::int64_t> parse_yuan(std::string_view text);

/// 分 as yuan with separators and two decimals, "186,500.00"; "-0.05" for negative amounts.
std::string format_yuan(std::int64_t fen);

/// Amount in capital figures (大写金额) as bills and vouchers have it: "壹拾捌万陆仟伍佰元整",
/// "壹仟零伍元零叁分". Nothing for a negative amount or one above max_fen. Source: 支付结算办法 附件一.
std::optional<std::string> capital_yuan(std::int64_t fen);

}  // namespace qingqian::workflow
