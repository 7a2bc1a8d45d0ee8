#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/problem.hpp"
#include "workflow/validity.hpp"

namespace qingqian::workflow {

/// Size of an enterprise (企业规模类型), smallest first.
enum class SizeClass { micro, small, medium, large };

/// "micro", "small", "medium", "large".
std::string_view to_string(SizeClass size);
/// The reverse; nothing for anything else.
std::optional<SizeClass> size_class_of(std::string_view text);

/// What an enterprise is measured by, at the date of the contract (条例第三条).
struct SizeFigures {
    std::optional<std::int64_t> employees;    ///< 从业人员 (X), persons
    std::optional<std::int64_t> revenue_fen;  ///< 营业收入 (Y), 分
    std::optional<std::int64_t> assets_fen;   ///< 资产总额 (Z), 分
};

/// Lower bounds of one class, themselves included (“以上”含本数); a figure without one is not asked for.
struct SizeBounds {
    SizeClass size = SizeClass::small;
    SizeFigures least;
};

/// One industry of 中小企业划型标准规定 (工信部联企业〔2011〕300号); schemas/rules/size_classes.json.
struct SizeRow {
    Validity validity;
    std::string industry;            ///< code, as in the complaint form: "construction"
    std::string name;                ///< "建筑业"
    std::vector<std::string> also;   ///< other ways to write the name
    std::vector<SizeBounds> bounds;  ///< large, medium, small

    bool asks_employees() const;
    bool asks_revenue() const;
    bool asks_assets() const;
};

/// All industries and the sectors the standard leaves out.
class SizeClasses {
  public:
    struct NotCovered {
        std::string name;  ///< "金融业"
        std::string source;
    };

    SizeClasses(std::vector<SizeRow> rows, std::vector<NotCovered> not_covered)
        : rows_(std::move(rows)), not_covered_(std::move(not_covered)) {}

    /// The row of an industry, by its code or name, that governs on `day` in `province`; null when none.
    const SizeRow* find(std::string_view industry, std::string_view province, base::Day day) const;
    /// The same as an answer: `sector_not_covered` for sectors the standard leaves out, where the officer
    /// decides; `/industry: not_a_choice` for what is no industry at all.
    base::Result<const SizeRow*> choose(std::string_view industry, std::string_view province,
                                        base::Day day) const;
    const std::vector<SizeRow>& rows() const { return rows_; }

  private:
    std::vector<SizeRow> rows_;
    std::vector<NotCovered> not_covered_;
};

/// Reads schemas/rules/size_classes.json, or says everything that is wrong with it.
std::expected<SizeClasses, std::vector<std::string>> read_size_classes(const boost::json::value& document);

/// The class of an enterprise: the highest whose lower bounds are **all** met, micro when none is. Refuses
/// with `invalid_input` naming each figure the industry asks for and that is missing or below 0
/// (`/employees`, `/revenue_wan`, `/assets_wan`).
base::Result<SizeClass> classify(const SizeRow& row, const SizeFigures& figures);

}  // namespace qingqian::workflow
