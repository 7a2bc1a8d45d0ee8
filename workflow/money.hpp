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

/// Reads an unsigned decimal without separators ("3.1", "0.05") as a whole number of 10^-decimals. Nothing
/// for a sign, an exponent, more than `decimals` decimals, leading zeros ("007"), or more than `max` (in that
/// unit).
std::optional<std::int64_t> parse_scaled(std::string_view text, std::size_t decimals, std::int64_t max);

/// The reverse, without zeros at the end: 3'100'000 with six decimals is "3.1". `number` is not negative.
std::string format_scaled(std::int64_t number, std::size_t decimals);

/// 分 as yuan without separators and with two decimals, as programs exchange it: "40338.00".
std::string plain_yuan(std::int64_t fen);

/// 分 as yuan with separators and two decimals, "186,500.00"; "-0.05" for negative amounts.
std::string format_yuan(std::int64_t fen);

/// Amount in capital figures (大写金额) as bills and vouchers have it: "壹拾捌万陆仟伍佰元整",
/// "壹仟零伍元零叁分". Nothing for a negative amount or one above max_fen. Source: 支付结算办法 附件一.
std::optional<std::string> capital_yuan(std::int64_t fen);

}  // namespace qingqian::workflow
