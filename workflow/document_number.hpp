#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace qingqian::workflow {

/// The number of an official document (发文字号, GB/T 9704: no 第, no leading zeros): "苏款诉" + "督" +
/// 〔2026〕 + 3号. `prefix` stands for the issuing body (机关代字), `infix` for the type; `serial` counts
/// from 1 within body, type and year.
std::string document_number(std::string_view prefix, std::string_view infix, std::int64_t year,
                            std::int64_t serial);

}  // namespace qingqian::workflow
