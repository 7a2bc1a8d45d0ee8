#include "calculate.hpp"

#include <fmt/format.h>

#include <array>
#include <boost/describe/class.hpp>
#include <charconv>
#include <optional>
#include <string>

#include "base/decode.hpp"
#include "cases/due_view.hpp"
#include "workflow/credit_code.hpp"
#include "workflow/load.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using base::Bound;
using Answer = base::Result<json::object>;
using Text = std::optional<std::string>;

constexpr std::size_t rate_decimals = 6;
constexpr std::size_t wan_decimals = 6;  // 1 万元 is 10^6 分
constexpr std::int64_t most_people = 1'000'000'000;

struct CodeQuestion {
    std::string code;
};
BOOST_DESCRIBE_STRUCT(CodeQuestion, (), (code))

struct SizeQuestion {
    std::string industry;
    std::optional<std::int64_t> employees;
    std::optional<json::value> revenue_wan;
    std::optional<json::value> assets_wan;
};
BOOST_DESCRIBE_STRUCT(SizeQuestion, (), (industry, employees, revenue_wan, assets_wan))
constexpr std::array<Bound, 1> bounds_of(const SizeQuestion*) {
    return {{{"employees", 0, most_people}}};
}

struct OverdueQuestion {
    std::string debtor;
    std::string contract;
    Text delivered;
    Text inspection_passed;
    Text inspection_deadline;
    Text settlement_confirmed;
    std::optional<std::int64_t> term_days;
    std::optional<bool> pay_when_paid;
};
BOOST_DESCRIBE_STRUCT(OverdueQuestion, (),
                      (debtor, contract, delivered, inspection_passed, inspection_deadline,
                       settlement_confirmed, term_days, pay_when_paid))

struct PaymentInput {
    std::string date;
    std::string amount;
    std::string to;
};
BOOST_DESCRIBE_STRUCT(PaymentInput, (), (date, amount, to))

struct InterestQuestion {
    std::string principal;
    std::string due;
    std::string until;
    std::string contract;
    Text agreed_annual_percent;
    std::optional<std::int64_t> day_count;
    std::optional<std::vector<PaymentInput>> payments;
};
BOOST_DESCRIBE_STRUCT(InterestQuestion, (),
                      (principal, due, until, contract, agreed_annual_percent, day_count, payments))
constexpr std::array<Bound, 1> bounds_of(const InterestQuestion*) {
    return {{{"payments", 0, 200}}};
}

/// Reads values out of texts and keeps what is wrong with them.
struct Values {
    std::vector<base::FieldFault> faults;

    base::Day day(std::string_view pointer, std::string_view text) {
        const auto day = base::parse_day(text);
        if (!day) faults.push_back(base::fault(pointer, "date_bad"));
        return day.value_or(base::Day{});
    }
    std::optional<base::Day> optional_day(std::string_view pointer, const Text& text) {
        if (!text) return std::nullopt;
        return day(pointer, *text);
    }
    std::int64_t sum(std::string_view pointer, std::string_view text) {
        const auto fen = workflow::parse_yuan(text);
        if (!fen) faults.push_back(base::fault(pointer, "sum_bad"));
        return fen.value_or(0);
    }
    /// 万元 as a JSON number or as text, in 分.
    std::optional<std::int64_t> wan(std::string_view pointer, const std::optional<json::value>& value) {
        if (!value) return std::nullopt;
        const auto fen = workflow::parse_scaled(decimal(*value), wan_decimals, workflow::max_fen);
        if (!fen) faults.push_back(base::fault(pointer, "figure_bad"));
        return fen;
    }

  private:
    // A number with a fraction reached us as a double; its decimals are read back from its text, so that no
    // sum is ever computed in floating point.
    static std::string decimal(const json::value& value) {
        if (value.is_string()) return std::string(value.get_string());
        if (value.is_int64()) return std::to_string(value.get_int64());
        if (!value.is_double()) return {};
        std::array<char, 400> text{};
        const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value.get_double(),
                                                std::chars_format::fixed, static_cast<int>(wan_decimals));
        return error == std::errc{} ? std::string(text.data(), end) : std::string{};
    }
};

// Remarks of the law are given in Chinese, the language of the law; `remarks` carries both.
json::array notes_json(const std::vector<base::FieldFault>& notes) {
    json::array out;
    for (const auto& note : notes) out.emplace_back(note.sentence.zh);
    return out;
}

json::object code_fault(const workflow::CreditCode& code) {
    const auto or_null = [](const std::string& text) {
        return text.empty() ? json::value(nullptr) : json::value(text);
    };
    return {{"code", code.reason},
            {"position", code.position},
            {"character", or_null(code.character)},
            {"expected", or_null(code.expected)}};
}

json::value figure_json(const std::optional<std::int64_t>& figure, std::int64_t unit) {
    return figure ? json::value(*figure / unit) : json::value(nullptr);
}

json::array bounds_json(const workflow::SizeRow& row) {
    constexpr std::int64_t fen_per_wan = 1'000'000;
    json::array out;
    for (const auto& bounds : row.bounds) {
        out.push_back({{"class", workflow::to_string(bounds.size)},
                       {"employees", figure_json(bounds.least.employees, 1)},
                       {"revenue_wan", figure_json(bounds.least.revenue_fen, fen_per_wan)},
                       {"assets_wan", figure_json(bounds.least.assets_fen, fen_per_wan)}});
    }
    return out;
}

std::string_view start_name(workflow::TermStart from) {
    switch (from) {
        case workflow::TermStart::inspection_passed:
            return "inspection_passed";
        case workflow::TermStart::inspection_deadline:
            return "inspection_deadline";
        case workflow::TermStart::settlement_confirmed:
            return "settlement_confirmed";
        case workflow::TermStart::delivered:
            break;
    }
    return "delivered";
}

workflow::OverdueQuestion overdue_question(const OverdueQuestion& input, Values& values) {
    workflow::OverdueQuestion question;
    const auto debtor = workflow::debtor_of(input.debtor);
    if (!debtor) values.faults.push_back(base::fault("/debtor", "not_a_choice"));
    question.debtor = debtor.value_or(workflow::Debtor::public_body);
    question.contract = values.day("/contract", input.contract);
    question.delivered = values.optional_day("/delivered", input.delivered);
    question.inspection_passed = values.optional_day("/inspection_passed", input.inspection_passed);
    question.inspection_deadline = values.optional_day("/inspection_deadline", input.inspection_deadline);
    question.settlement_confirmed = values.optional_day("/settlement_confirmed", input.settlement_confirmed);
    question.term_days = input.term_days;
    question.pay_when_paid = input.pay_when_paid.value_or(false);
    return question;
}

workflow::Payment payment(const PaymentInput& input, const std::string& at, Values& values) {
    workflow::Payment payment;
    payment.date = values.day(at + "/date", input.date);
    payment.fen = values.sum(at + "/amount", input.amount);
    if (input.to != "principal" && input.to != "interest_first") {
        values.faults.push_back(base::fault(at + "/to", "not_a_choice"));
    }
    payment.to = input.to == "principal" ? workflow::PaidTo::principal : workflow::PaidTo::interest_first;
    return payment;
}

workflow::InterestQuestion interest_question(const InterestQuestion& input, Values& values) {
    workflow::InterestQuestion question;
    question.principal_fen = values.sum("/principal", input.principal);
    question.due = values.day("/due", input.due);
    question.until = values.day("/until", input.until);
    question.contract = values.day("/contract", input.contract);
    question.day_count = input.day_count.value_or(question.day_count);
    if (input.agreed_annual_percent) {
        question.agreed_annual_rate =
            workflow::parse_scaled(*input.agreed_annual_percent, rate_decimals, workflow::max_annual_rate);
        if (!question.agreed_annual_rate)
            values.faults.push_back(base::fault("/agreed_annual_percent", "rate_bad"));
    }
    if (!input.payments) return question;
    for (std::size_t i = 0; i < input.payments->size(); ++i) {
        question.payments.push_back(payment((*input.payments)[i], fmt::format("/payments/{}", i), values));
    }
    return question;
}

json::array segments_json(const workflow::InterestFinding& finding) {
    json::array out;
    for (const auto& segment : finding.segments) {
        out.push_back({{"from", base::to_iso(segment.from)},
                       {"to", base::to_iso(segment.to)},
                       {"days", segment.days},
                       {"principal", workflow::plain_yuan(segment.principal_fen)},
                       {"interest", workflow::plain_yuan(segment.interest_fen)}});
    }
    return out;
}

json::value lpr_json(const workflow::LprRow* row) {
    if (row == nullptr) return nullptr;
    return json::object{{"percent", workflow::format_scaled(row->annual_rate, rate_decimals)},
                        {"published", base::to_iso(row->validity.from)},
                        {"source", row->validity.source}};
}

}  // namespace

const CalculatorRules& calculator_rules() {
    static const CalculatorRules rules{workflow::load_size_classes(), workflow::load_payment_laws(),
                                       workflow::load_interest_rules()};
    return rules;
}

json::array remarks_json(const std::vector<base::FieldFault>& remarks) {
    json::array out;
    for (const auto& remark : remarks) {
        out.push_back({{"code", remark.code},
                       {"pointer", remark.pointer},
                       {"sentences", {{"zh-CN", remark.sentence.zh}, {"en", remark.sentence.en}}}});
    }
    return out;
}

Answer calculate_credit_code(const Calculating& with, const json::value& value) {
    const auto input = base::decode<CodeQuestion>(value);
    if (!input) return std::unexpected(input.error());
    const auto found = workflow::check_credit_code(input->code);
    json::object answer{{"valid", found.valid}, {"reason", nullptr}};
    if (!found.valid) answer["reason"] = workflow::reason_line(found);
    if (!with.explain) {
        if (found.warnings.empty()) return answer;
        answer["warnings"] = json::array(found.warnings.begin(), found.warnings.end());
        return answer;
    }
    std::vector<base::FieldFault> remarks;
    for (const auto& warning : found.warnings) remarks.push_back(base::fault("/code", "credit_" + warning));
    const auto holder = found.valid ? workflow::holder_kind(found.code) : std::string_view{};
    answer["code"] = found.code;
    answer["fault"] = found.valid ? json::value(nullptr) : json::value(code_fault(found));
    answer["holder"] = holder.empty() ? json::value(nullptr) : json::value(holder);
    answer["remarks"] = remarks_json(remarks);
    return answer;
}

Answer calculate_size(const Calculating& with, const json::value& value) {
    const auto input = base::decode<SizeQuestion>(value);
    if (!input) return std::unexpected(input.error());
    Values values;
    const workflow::SizeFigures figures{input->employees, values.wan("/revenue_wan", input->revenue_wan),
                                        values.wan("/assets_wan", input->assets_wan)};
    if (!values.faults.empty()) return std::unexpected(base::invalid_input(std::move(values.faults)));
    const auto row = with.rules.sizes.choose(input->industry, with.province, with.today);
    if (!row) return std::unexpected(row.error());
    const auto size = workflow::classify(**row, figures);
    if (!size) return std::unexpected(size.error());
    json::object answer{{"class", workflow::to_string(*size)}};
    if (!with.explain) return answer;
    answer["industry"] = json::object{{"code", (*row)->industry}, {"name", (*row)->name}};
    answer["bounds"] = bounds_json(**row);
    answer["source"] = (*row)->validity.source;
    return answer;
}

Answer calculate_overdue(const Calculating& with, const json::value& value) {
    const auto input = base::decode<OverdueQuestion>(value);
    if (!input) return std::unexpected(input.error());
    Values values;
    const auto question = overdue_question(*input, values);
    if (!values.faults.empty()) return std::unexpected(base::invalid_input(std::move(values.faults)));
    const auto found = workflow::payment_due(with.rules.laws, with.calendar, with.province, question);
    if (!found) return std::unexpected(found.error());
    json::object answer{{"start", base::to_iso(found->start)},   {"term_days", found->term_days},
                        {"raw", base::to_iso(found->due.raw)},   {"legal", base::to_iso(found->due.legal)},
                        {"provisional", found->due.provisional}, {"basis", found->basis},
                        {"notes", notes_json(found->notes)}};
    if (!with.explain) return answer;
    answer["from"] = start_name(found->from);
    answer["law"] = found->law->validity.id;
    answer["remarks"] = remarks_json(found->notes);
    answer["explain"] = counted_days(found->due);
    answer["calendar_version"] = with.calendar.version();
    return answer;
}

Answer calculate_interest(const Calculating& with, const json::value& value) {
    const auto input = base::decode<InterestQuestion>(value);
    if (!input) return std::unexpected(input.error());
    Values values;
    const auto question = interest_question(*input, values);
    if (!values.faults.empty()) return std::unexpected(base::invalid_input(std::move(values.faults)));
    const auto found = workflow::late_interest(with.rules.interest, with.province, question);
    if (!found) return std::unexpected(found.error());
    const auto rate = workflow::format_scaled(found->rate, rate_decimals);
    json::object answer{{"days", found->days},
                        {"interest", workflow::plain_yuan(found->interest_fen)},
                        {"rate", fmt::format("{}%/{}", rate, found->daily ? "day" : "year")},
                        {"floor_applied", found->floor_applied},
                        {"segments", segments_json(*found)}};
    if (!with.explain) return answer;
    answer["rate_percent"] = rate;
    answer["rate_per"] = found->daily ? "day" : "year";
    answer["lpr"] = lpr_json(found->lpr);
    answer["article"] = found->article;
    answer["unpaid_principal"] = workflow::plain_yuan(found->unpaid_principal_fen);
    answer["unpaid_interest"] = workflow::plain_yuan(found->unpaid_interest_fen);
    const auto capital = workflow::capital_yuan(found->interest_fen);
    answer["capital"] = capital ? json::value(*capital) : json::value(nullptr);
    answer["remarks"] = remarks_json(found->notes);
    return answer;
}

const std::vector<NamedCalculator>& calculators() {
    static const std::vector<NamedCalculator> all{{"credit-code", calculate_credit_code},
                                                  {"size", calculate_size},
                                                  {"overdue", calculate_overdue},
                                                  {"interest", calculate_interest}};
    return all;
}

}  // namespace qingqian::cases
