#include "problem.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "embedded.hpp"

namespace qingqian::base {
namespace {

struct Entry {
    int status = 0;
    Sentence sentence;
};

struct Catalogue {
    std::map<std::string, Entry, std::less<>> problems;
    std::map<std::string, Sentence, std::less<>> fields;
};

Sentence read_sentence(const YAML::Node& node) {
    return {node["zh-CN"].as<std::string>(), node["en"].as<std::string>()};
}

Catalogue load_catalogue() {
    const auto text = embedded_text("api/problems.yaml");
    if (!text) throw std::runtime_error("the problem catalogue api/problems.yaml is not embedded");
    const auto root = YAML::Load(std::string(*text));
    Catalogue catalogue;
    for (const auto& item : root["problems"]) {
        catalogue.problems[item.first.as<std::string>()] = {item.second["status"].as<int>(),
                                                            read_sentence(item.second)};
    }
    for (const auto& item : root["fields"]) {
        catalogue.fields[item.first.as<std::string>()] = read_sentence(item.second);
    }
    return catalogue;
}

const Catalogue& catalogue() {
    static const Catalogue loaded = load_catalogue();
    return loaded;
}

std::string fill(std::string text, Places places) {
    for (const auto& [name, value] : places) {
        const auto mark = "{" + std::string(name) + "}";
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + value.size())) {
            text.replace(at, mark.size(), value);
        }
    }
    return text;
}

Sentence fill(const Sentence& sentence, Places places) {
    return {fill(sentence.zh, places), fill(sentence.en, places)};
}

}  // namespace

Problem problem(std::string_view code, Places places) {
    const auto& problems = catalogue().problems;
    const auto found = problems.find(code);
    if (found == problems.end()) {
        Problem internal = problem("internal");
        internal.log_detail = "problem code not in the catalogue: " + std::string(code);
        return internal;
    }
    Problem result;
    result.code = found->first;
    result.status = found->second.status;
    result.sentence = fill(found->second.sentence, places);
    return result;
}

std::unexpected<Problem> refuse(std::string_view code, Places places) {
    return std::unexpected(problem(code, places));
}

FieldFault fault(std::string_view pointer, std::string_view code, Places places) {
    const auto& fields = catalogue().fields;
    const auto found = fields.find(code);
    if (found == fields.end()) {
        throw std::logic_error("field fault code not in the catalogue: " + std::string(code));
    }
    return {std::string(pointer), found->first, fill(found->second, places)};
}

Problem invalid_input(std::vector<FieldFault> faults) {
    Problem result = problem("invalid_input", {{"count", std::to_string(faults.size())}});
    result.fields = std::move(faults);
    return result;
}

std::vector<std::string> problem_codes() {
    std::vector<std::string> codes;
    for (const auto& [code, entry] : catalogue().problems) codes.push_back(code);
    std::ranges::sort(codes);
    return codes;
}

boost::json::object problem_document(const Problem& problem, std::string_view language) {
    boost::json::object document = problem.extra;
    document["type"] = "/api/problems#" + problem.code;
    document["title"] = language == "en" ? problem.sentence.en : problem.sentence.zh;
    document["status"] = problem.status;
    document["code"] = problem.code;
    document["sentences"] = {{"zh-CN", problem.sentence.zh}, {"en", problem.sentence.en}};
    if (!problem.fields.empty()) {
        boost::json::array errors;
        for (const auto& field : problem.fields) {
            errors.push_back({{"pointer", field.pointer},
                              {"code", field.code},
                              {"sentences", {{"zh-CN", field.sentence.zh}, {"en", field.sentence.en}}}});
        }
        document["errors"] = std::move(errors);
    }
    return document;
}

}  // namespace qingqian::base
