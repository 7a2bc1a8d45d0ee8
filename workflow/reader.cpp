#include "reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace qingqian::workflow {

const boost::json::value* Node::member(std::string_view key) const {
    const auto* object = value == nullptr ? nullptr : value->if_object();
    return object == nullptr ? nullptr : object->if_contains(key);
}

void Reader::fault(std::string_view path, std::string_view sentence) {
    faults_.push_back(fmt::format("{}: {}", path, sentence));
}

void Reader::only(const Node& node, std::initializer_list<std::string_view> members) {
    const auto* object = node.value->if_object();
    if (object == nullptr) return fault(node.path, "must be an object");
    for (const auto& entry : *object) {
        const std::string_view key = entry.key();
        if (std::ranges::find(members, key) == members.end()) fault(node.at(key), "is not a known member");
    }
}

const boost::json::value* Reader::expect(const Node& node, std::string_view key, bool required) {
    const auto* found = node.member(key);
    if (found == nullptr && required) fault(node.at(key), "is missing");
    return found;
}

std::string Reader::text(const Node& node, std::string_view key) {
    const auto* found = expect(node, key, true);
    if (found == nullptr) return {};
    if (!found->is_string() || found->get_string().empty()) {
        fault(node.at(key), "must be text that is not empty");
        return {};
    }
    return std::string(found->get_string());
}

std::string Reader::optional_text(const Node& node, std::string_view key) {
    const auto* found = expect(node, key, false);
    if (found == nullptr) return {};
    if (!found->is_string()) {
        fault(node.at(key), "must be text");
        return {};
    }
    return std::string(found->get_string());
}

std::int64_t Reader::integer(const Node& node, std::string_view key, std::int64_t min, std::int64_t max) {
    const auto* found = expect(node, key, true);
    if (found == nullptr) return min;
    if (!found->is_int64() || found->get_int64() < min || found->get_int64() > max) {
        fault(node.at(key), fmt::format("must be an integer from {} to {}", min, max));
        return min;
    }
    return found->get_int64();
}

std::int64_t Reader::optional_integer(const Node& node, std::string_view key, std::int64_t otherwise) {
    if (node.member(key) == nullptr) return otherwise;
    return integer(node, key, 0, std::numeric_limits<std::int64_t>::max());
}

bool Reader::boolean(const Node& node, std::string_view key, bool required) {
    const auto* found = expect(node, key, required);
    if (found == nullptr) return false;
    if (!found->is_bool()) {
        fault(node.at(key), "must be true or false");
        return false;
    }
    return found->get_bool();
}

base::Sentence Reader::sentence(const Node& node, std::string_view key) {
    const auto* found = expect(node, key, true);
    if (found == nullptr) return {};
    const Node both{found, node.at(key)};
    only(both, {"zh-CN", "en"});
    return {text(both, "zh-CN"), text(both, "en")};
}

std::vector<std::string> Reader::texts(const Node& node, std::string_view key, bool required) {
    std::vector<std::string> result;
    for (const Node& item : list(node, key, required)) {
        if (item.value->is_string() && !item.value->get_string().empty()) {
            result.emplace_back(item.value->get_string());
        } else {
            fault(item.path, "must be text that is not empty");
        }
    }
    return result;
}

std::vector<Node> Reader::list(const Node& node, std::string_view key, bool required) {
    std::vector<Node> result;
    const auto* found = expect(node, key, required);
    if (found == nullptr) return result;
    const std::string path = node.at(key);
    const auto* array = found->if_array();
    if (array == nullptr) {
        fault(path, "must be a list");
        return result;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        result.push_back({&(*array)[i], base::pointer_to(path, std::to_string(i))});
    }
    return result;
}

}  // namespace qingqian::workflow
