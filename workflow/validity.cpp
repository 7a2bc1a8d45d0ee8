#include "validity.hpp"

namespace qingqian::workflow {
namespace {

std::optional<base::Day> read_day(Reader& reader, const Node& node, std::string_view key,
                                  const std::string& text) {
    auto day = base::parse_day(text);
    if (!day && !text.empty()) reader.fault(node.at(key), "not a day that exists: " + text);
    return day;
}

}  // namespace

Validity read_validity(Reader& reader, const Node& node) {
    Validity validity;
    validity.id = reader.text(node, "id");
    validity.province = reader.optional_text(node, "province");
    validity.from =
        read_day(reader, node, "valid_from", reader.text(node, "valid_from")).value_or(base::Day{});
    validity.until = read_day(reader, node, "valid_until", reader.optional_text(node, "valid_until"));
    if (validity.until && *validity.until <= validity.from) {
        reader.fault(node.at("valid_until"), "must lie after valid_from");
    }
    validity.source = reader.text(node, "source");
    return validity;
}

}  // namespace qingqian::workflow
