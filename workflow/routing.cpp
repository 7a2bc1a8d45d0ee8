#include "routing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

#include "base/decode.hpp"
#include "base/embedded.hpp"

namespace qingqian::workflow {
namespace {

constexpr std::array<std::pair<std::string_view, Destination>, 4> destinations{
    {{"body", Destination::body},
     {"desk", Destination::desk},
     {"national_platform", Destination::national_platform},
     {"other_province", Destination::other_province}}};

constexpr std::array<std::string_view, 8> types{"organ",     "institution",   "group",         "soe_central",
                                                "soe_local", "private_large", "foreign_large", "other"};
constexpr std::array<std::string_view, 6> levels{"central", "province", "city",
                                                 "county",  "township", "unknown"};

bool holds(const std::vector<std::string>& list, std::string_view one) {
    return list.empty() || std::ranges::find(list, one) != list.end();
}

bool is_division(std::string_view text) {
    return (text.empty() || text.size() == 2 || text.size() == 4 || text.size() == 6) &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool regulated(std::string_view type) {
    return type == "private_large" || type == "foreign_large";
}

template <std::size_t N>
void check_codes(Reader& reader, const Node& node, std::string_view key,
                 const std::vector<std::string>& given, const std::array<std::string_view, N>& known) {
    for (const auto& code : given) {
        if (std::ranges::find(known, code) == known.end()) {
            reader.fault(node.at(key), "is not known: " + code);
        }
    }
}

RoutingRule read_rule(Reader& reader, const Node& node) {
    reader.only(node, {"id", "province", "valid_from", "valid_until", "source", "types", "levels", "sectors",
                       "division", "elsewhere", "to", "body", "why"});
    RoutingRule rule;
    rule.validity = read_validity(reader, node);
    rule.types = reader.texts(node, "types");
    rule.levels = reader.texts(node, "levels");
    rule.sectors = reader.texts(node, "sectors");
    rule.division = reader.optional_text(node, "division");
    rule.elsewhere = reader.boolean(node, "elsewhere");
    const auto to = reader.text(node, "to");
    const auto known = std::ranges::find(destinations, to, &decltype(destinations)::value_type::first);
    if (known == destinations.end()) {
        reader.fault(node.at("to"), "must be body, desk, national_platform or other_province");
    } else {
        rule.to = known->second;
    }
    rule.body = reader.optional_text(node, "body");
    rule.why = reader.sentence(node, "why");
    if (!is_division(rule.division)) reader.fault(node.at("division"), "must be 2, 4 or 6 digits");
    if ((rule.to == Destination::body) == rule.body.empty()) {
        reader.fault(node.at("body"), "stands with the destination body, and with no other");
    }
    check_codes(reader, node, "types", rule.types, types);
    check_codes(reader, node, "levels", rule.levels, levels);
    return rule;
}

std::vector<RoutingSector> read_sectors(Reader& reader, const Node& root) {
    std::vector<RoutingSector> sectors;
    for (const Node& node : reader.list(root, "sectors")) {
        reader.only(node, {"code", "words", "regulators"});
        RoutingSector sector;
        sector.code = reader.text(node, "code");
        sector.words = reader.texts(node, "words", true);
        for (const Node& row : reader.list(node, "regulators", false)) {
            reader.only(row, {"province", "body"});
            sector.regulators[reader.text(row, "province")] = reader.text(row, "body");
        }
        sectors.push_back(std::move(sector));
    }
    return sectors;
}

std::map<std::string, std::string, std::less<>> read_provinces(Reader& reader, const Node& root) {
    std::map<std::string, std::string, std::less<>> provinces;
    for (const Node& node : reader.list(root, "provinces")) {
        reader.only(node, {"province", "division"});
        const auto division = reader.text(node, "division");
        if (division.size() != 2 || !is_division(division)) {
            reader.fault(node.at("division"), "must be 2 digits");
        }
        provinces[reader.text(node, "province")] = division;
    }
    return provinces;
}

}  // namespace

std::string_view to_string(Destination destination) {
    return std::ranges::find(destinations, destination, &decltype(destinations)::value_type::second)->first;
}

std::string Routing::level_of(const RoutingFacts& facts) {
    if (!facts.level.empty() || facts.type != "soe_local") return facts.level;
    // The lowest government named is the investor's: "江苏省苏州市国资委" is the city's. What is a province
    // by another name is put as one first.
    std::string text = facts.superior;
    for (const std::string_view name : {"自治区", "北京市", "天津市", "上海市", "重庆市"}) {
        if (const auto at = text.find(name); at != std::string::npos) text.replace(at, name.size(), "省");
    }
    const auto names = [&](std::string_view word) { return text.find(word) != std::string::npos; };
    if (names("县") || names("区")) return "county";
    if (names("市")) return "city";
    return names("省") ? "province" : "";
}

const RoutingSector* Routing::sector_of(const RoutingFacts& facts) const {
    for (const auto* text : {&facts.superior, &facts.name}) {
        for (const auto& sector : sectors_) {
            if (std::ranges::any_of(sector.words, [&](const std::string& word) {
                    return text->find(word) != std::string::npos;
                })) {
                return &sector;
            }
        }
    }
    return nullptr;
}

bool Routing::applies(const RoutingRule& rule, const RoutingFacts& facts, std::string_view level,
                      std::string_view sector, std::string_view province) const {
    if (!rule.validity.province.empty() && rule.validity.province != province) return false;
    if (rule.elsewhere) {
        const auto own = provinces_.find(province);
        if (own == provinces_.end() || facts.division.empty() || facts.division.starts_with(own->second)) {
            return false;
        }
    }
    return holds(rule.types, facts.type) && holds(rule.levels, level.empty() ? "unknown" : level) &&
           (rule.sectors.empty() || holds(rule.sectors, sector)) && facts.division.starts_with(rule.division);
}

Routed Routing::route(const RoutingFacts& facts, std::string_view province, base::Day day,
                      const std::function<bool(std::string_view)>& has_body) const {
    const auto level = level_of(facts);
    const auto* sector = sector_of(facts);
    const RoutingRule* best = nullptr;
    for (const auto& rule : rules_) {
        if (!rule.validity.covers(day)) continue;
        if (!applies(rule, facts, level, sector == nullptr ? "" : sector->code, province)) continue;
        if (rule.to == Destination::body && !has_body(rule.body)) continue;
        if (best == nullptr || rule.division.size() > best->division.size()) best = &rule;
    }
    Routed routed;
    if (best == nullptr) {
        routed.rule = "default";
        routed.why = {"没有适用的规则，由本省受理部门确定",
                      "No rule applies: the province's own desk decides"};
    } else {
        routed = {best->validity.id, best->to, best->body, best->why, {}};
    }
    if (routed.to == Destination::body && sector != nullptr && regulated(facts.type)) {
        const auto regulator = sector->regulators.find(province);
        if (regulator != sector->regulators.end() && regulator->second != routed.body &&
            has_body(regulator->second)) {
            routed.copies.push_back(regulator->second);
        }
    }
    return routed;
}

std::expected<Routing, std::vector<std::string>> read_routing(const boost::json::value& document) {
    Reader reader;
    const Node root{&document, ""};
    reader.only(root, {"provinces", "sectors", "rules"});
    auto provinces = read_provinces(reader, root);
    auto sectors = read_sectors(reader, root);
    std::vector<RoutingRule> rules;
    std::set<std::string> ids{"default"};
    for (const Node& node : reader.list(root, "rules")) {
        rules.push_back(read_rule(reader, node));
        const auto& rule = rules.back();
        if (!ids.insert(rule.validity.id).second) {
            reader.fault(node.at("id"), "the id stands twice: " + rule.validity.id);
        }
        for (const auto& code : rule.sectors) {
            if (std::ranges::find(sectors, code, &RoutingSector::code) == sectors.end()) {
                reader.fault(node.at("sectors"), "is not known: " + code);
            }
        }
    }
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return Routing(std::move(rules), std::move(sectors), std::move(provinces));
}

Routing load_routing() {
    constexpr std::string_view path = "rules/routing.json";
    const auto text = base::embedded_text(path);
    if (!text) throw std::runtime_error("rules/routing.json is not part of this program");
    const auto document = base::parse_json(*text);
    if (!document)
        throw std::runtime_error("rules/routing.json is not valid JSON: " + document.error().log_detail);
    auto routing = read_routing(*document);
    if (!routing) {
        throw std::runtime_error(
            fmt::format("rules/routing.json is broken:\n  {}", fmt::join(routing.error(), "\n  ")));
    }
    return std::move(*routing);
}

}  // namespace qingqian::workflow
