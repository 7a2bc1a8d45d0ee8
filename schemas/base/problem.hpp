#pragma once

#include <boost/json/object.hpp>
#include <expected>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qingqian::base {

/// A sentence a person reads, in both languages of the product.
struct Sentence {
    std::string zh;
    std::string en;

    bool operator==(const Sentence&) const = default;
};

/// One fault of one field: where (RFC 6901 pointer into the request body), which (stable code) and in words.
struct FieldFault {
    std::string pointer;
    std::string code;
    Sentence sentence;

    bool operator==(const FieldFault&) const = default;
};

/// Everything we tell a client that did something we refuse (RFC 9457). Never an exception.
///
/// `code` is stable and stands in `schemas/api/problems.yaml`, which also gives status and sentences.
/// `log_detail` is for the log alone and never leaves the process.
struct Problem {
    std::string code;
    int status = 500;
    Sentence sentence;
    std::vector<FieldFault> fields;
    /// Further members of the problem document, e.g. `current` at 412 or `reasons` at 409. Public.
    boost::json::object extra;
    std::string log_detail;
};

/// The outcome of everything a client can get wrong.
template <class T>
using Result = std::expected<T, Problem>;

/// Values for the `{name}` places in a catalogue sentence.
using Places = std::initializer_list<std::pair<std::string_view, std::string>>;

/// The problem `code` of the catalogue with its places filled. An unknown code is a defect of ours and
/// yields `internal` (500) with the code in `log_detail`.
Problem problem(std::string_view code, Places places = {});

/// The same, ready to be returned from a function that yields a Result.
std::unexpected<Problem> refuse(std::string_view code, Places places = {});

/// One field's fault, its sentences taken from the catalogue's `fields` part.
FieldFault fault(std::string_view pointer, std::string_view code, Places places = {});

/// `invalid_input` (422) carrying all faults of a request at once.
Problem invalid_input(std::vector<FieldFault> faults);

/// All codes of the catalogue, sorted; tests compare them with the contract.
std::vector<std::string> problem_codes();

/// The RFC 9457 document: `type`, `title` (in `language`, "zh-CN" or "en"), `status`, `code`, `sentences`,
/// `errors` (one per field fault) and the extra members.
boost::json::object problem_document(const Problem& problem, std::string_view language);

}  // namespace qingqian::base
