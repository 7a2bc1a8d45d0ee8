// A body of POST /api/v1/complaints: JSON, the struct it is decoded into, and the complaint form.
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "base/decode.hpp"
#include "base/embedded.hpp"
#include "cases/file.hpp"
#include "cases/form.hpp"
#include "fuzz.hpp"

using namespace qingqian;

namespace {

cases::FormDefinition form() {
    auto read =
        cases::read_form(base::parse_json(base::embedded_text("forms/complaint.json").value()).value());
    if (!read) throw std::runtime_error(read.error().front());
    const auto divisions = base::parse_json(base::embedded_text("rules/divisions.json").value());
    if (!cases::read_divisions(*read, divisions.value())) throw std::runtime_error("divisions.json");
    return std::move(*read);
}

void check(const cases::FormDefinition& definition, boost::json::object form, cases::FormCheck how) {
    const base::Day today = std::chrono::year{2026} / 11 / 23;
    if (!cases::check_form(definition, form, how, today).empty()) return;
    auto again = form;
    fuzz::must(cases::check_form(definition, again, how, today).empty(), "what is sound stays sound");
    fuzz::must(again == form, "canonical values stay as they are");
    auto whole = form;
    const auto contacts = cases::take_contacts(definition, form);
    records::Complaint complaint;
    cases::fill_columns(complaint, form);
    cases::merge_contacts(definition, form, contacts);
    fuzz::must(form == whole, "contacts taken out and put back");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto definition = form();
    const auto value = base::parse_json(fuzz::text_of(data, size));
    if (!value) return 0;
    fuzz::must(base::parse_json(boost::json::serialize(*value), 64).has_value(),
               "what was read can be written");
    const auto fresh = base::decode<cases::NewComplaint>(*value);
    if (!fresh) return 0;
    check(definition, fresh->form, cases::FormCheck::draft);
    check(definition, fresh->form, cases::FormCheck::submit);
    return 0;
}
