#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <string_view>
#include <vector>

#include "base/decode.hpp"
#include "base/embedded.hpp"
#include "cases/calculate.hpp"
#include "cases/form.hpp"

/// A complaint form that passes every check, and the shipped definition to check it by.
namespace qingqian::test {

namespace json = boost::json;

inline const cases::FormDefinition& definition() {
    static const auto loaded = [] {
        auto form =
            cases::read_form(base::parse_json(*base::embedded_text("forms/complaint.json")).value()).value();
        cases::read_divisions(form, base::parse_json(*base::embedded_text("rules/divisions.json")).value())
            .value();
        form.sizes = &cases::calculator_rules().sizes;
        return form;
    }();
    return loaded;
}

inline json::object good() {
    return json::parse(R"({
      "complainant": {"name": "苏州澜岳机电有限公司", "credit_code": "91350100M000100Y43", "division": "320506",
        "address": "苏州市安心路8号", "industry": "industry", "size_year": 2025, "employees": 40,
        "revenue_fen": 300000000, "size": "small", "legal_representative": "王建平", "contact_name": "李晓燕",
        "mobile": "13900001234", "consent_sms": true, "consent_email": false, "told_sme": "yes"},
      "respondent": {"name": "苏州市临澜区水务管理局", "credit_code": "12100000425006117P", "type": "organ",
        "level": "county", "central_soe": false, "division": "320506", "address": "苏州市水岸大道1号",
        "contact_name": "张科长", "phone": "0512-81234567"},
      "debts": [{"contract_name": "配电设备采购合同", "purchase": "goods", "signed_on": "2025-07-01",
        "contract_fen": 18650000, "delivered_on": "2025-09-01", "settlement": "once", "payment_days": 30, "payable_fen": 18650000,
        "paid_fen": 0, "arrears_fen": 18650000, "undisputed_fen": 18000000, "disputed_fen": 650000,
        "due_on": "2025-10-08", "reasons": ["no_funds"]}],
      "claim": {"request": "请督促支付拖欠的设备款186500元。",
        "facts": "合同签订后我单位按期交付设备，对方验收使用，经多次催收至今没有付款，现提出投诉请求处理。",
        "in_court": "no", "repeated": "no"}})")
        .as_object();
}

inline json::object& debt(json::object& form) {
    return form["debts"].as_array()[0].as_object();
}
inline json::object& group(json::object& form, std::string_view key) {
    return form[key].as_object();
}

inline std::vector<base::FieldFault> check(json::object& form,
                                           cases::FormCheck mode = cases::FormCheck::submit) {
    return cases::check_form(definition(), form, mode, *base::parse_day("2026-11-23"));
}

}  // namespace qingqian::test
