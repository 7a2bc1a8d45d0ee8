#include "json.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <stdexcept>

namespace qingqian::records {
namespace {

namespace json = boost::json;

// UTF-8 order equals code point order; UTF-16 order differs only where surrogate pairs meet U+E000…U+FFFF.
bool utf16_less(std::string_view left, std::string_view right) {
    const auto weight = [](unsigned char byte) {
        return byte >= 0xF0 ? 0xED + 1 : (byte >= 0xEE ? byte + 0x10 : int{byte});
    };
    const auto [l, r] = std::ranges::mismatch(left, right);
    if (l == left.end() || r == right.end()) return l == left.end() && r != right.end();
    return weight(static_cast<unsigned char>(*l)) < weight(static_cast<unsigned char>(*r));
}

void write(const json::value& value, std::string& out);

void write_object(const json::object& object, std::string& out) {
    std::vector<const json::key_value_pair*> entries;
    entries.reserve(object.size());
    for (const auto& entry : object) entries.push_back(&entry);
    std::ranges::sort(entries, [](const auto* l, const auto* r) { return utf16_less(l->key(), r->key()); });
    out += '{';
    for (const auto* entry : entries) {
        if (entry != entries.front()) out += ',';
        out += json::serialize(json::string(entry->key()));
        out += ':';
        write(entry->value(), out);
    }
    out += '}';
}

void write(const json::value& value, std::string& out) {
    if (value.is_object()) return write_object(value.get_object(), out);
    if (value.is_array()) {
        out += '[';
        bool first = true;
        for (const auto& item : value.get_array()) {
            if (!first) out += ',';
            first = false;
            write(item, out);
        }
        out += ']';
        return;
    }
    if (value.is_double()) throw std::logic_error("floating point has no canonical form here");
    out += json::serialize(value);
}

}  // namespace

std::string canonical_json(const json::value& value) {
    std::string out;
    write(value, out);
    return out;
}

std::string pauses_to_json(const std::vector<Pause>& pauses) {
    if (pauses.empty()) return "[]";
    json::array array;
    for (const auto& pause : pauses) array.push_back({{"from", pause.from}, {"until", pause.until}});
    return json::serialize(array);
}

std::vector<Pause> pauses_from_json(std::string_view text) {
    std::vector<Pause> pauses;
    if (text.empty() || text == "[]") return pauses;
    const json::value parsed = json::parse({text.data(), text.size()});
    for (const auto& item : parsed.as_array()) {
        pauses.push_back(
            {std::string(item.at("from").as_string()), std::string(item.at("until").as_string())});
    }
    return pauses;
}

}  // namespace qingqian::records
