#include "document_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <regex>
#include <stdexcept>

#include "base/decode.hpp"
#include "base/embedded.hpp"
#include "workflow/reader.hpp"

namespace qingqian::cases {
namespace {

using workflow::Action;
using workflow::Definition;
using workflow::Node;
using workflow::Reader;

constexpr std::array<std::string_view, 5> audiences{"complainant", "respondent", "accepting_body",
                                                    "handling_body", "other"};

void check_audience(Reader& reader, const std::string& path, const std::string& name) {
    if (std::ranges::find(audiences, name) == audiences.end())
        reader.fault(path, "is no audience of a document: " + name);
}

DocumentBlock read_block(Reader& reader, const Node& node) {
    reader.only(node, {"heading", "text", "rows"});
    DocumentBlock block;
    block.heading = reader.optional_text(node, "heading");
    block.text = notifier::Pattern(reader.optional_text(node, "text"));
    for (const Node& row : reader.list(node, "rows", false)) {
        const auto* pair = row.value->if_array();
        const bool two =
            pair != nullptr && pair->size() == 2 && pair->front().is_string() && pair->back().is_string();
        if (!two) {
            reader.fault(row.path, "must be a label and a value");
            continue;
        }
        block.rows.emplace_back(pair->front().get_string(), notifier::Pattern(pair->back().get_string()));
    }
    if (block.text.empty() == block.rows.empty()) reader.fault(node.path, "must hold a text or rows");
    return block;
}

DocumentText read_text(Reader& reader, const Node& node) {
    reader.only(node, {"id", "type", "actions", "province", "valid_from", "valid_until", "source", "to",
                       "addressee", "copies", "title", "signed", "blocks"});
    DocumentText text;
    text.validity = workflow::read_validity(reader, node);
    text.type = reader.text(node, "type");
    text.actions = reader.texts(node, "actions");
    text.to = reader.text(node, "to");
    check_audience(reader, node.at("to"), text.to);
    text.addressee = notifier::Pattern(reader.optional_text(node, "addressee"));
    if (text.to == "other" && text.addressee.empty()) reader.fault(node.path, "names no addressee");
    text.copies = reader.texts(node, "copies");
    for (const auto& copy : text.copies) check_audience(reader, node.at("copies"), copy);
    text.title = reader.text(node, "title");
    const auto signature = reader.text(node, "signed");
    if (signature != "body" && signature != "head") reader.fault(node.at("signed"), "must be body or head");
    text.head_signs = signature == "head";
    for (const Node& block : reader.list(node, "blocks")) text.blocks.push_back(read_block(reader, block));
    if (text.blocks.empty()) reader.fault(node.at("blocks"), "must not be empty");
    return text;
}

bool issued_by(const DocumentText& text, std::string_view action) {
    return text.actions.empty() || std::ranges::find(text.actions, action) != text.actions.end();
}

bool is_field(const Action& action, std::string_view name) {
    return std::ranges::find(action.fields, name, &workflow::InputField::name) != action.fields.end();
}

/// Looks through the patterns of one text for places that nothing fills.
class PlaceCheck {
  public:
    PlaceCheck(const Definition& definition, const DocumentText& text, std::vector<std::string>& faults)
        : definition_(definition), text_(text), faults_(faults) {}

    void run() {
        check(text_.addressee);
        for (const auto& block : text_.blocks) {
            check(block.text);
            for (const auto& [label, value] : block.rows) check(value);
        }
    }

  private:
    void check(const notifier::Pattern& pattern) {
        static const std::regex tag(R"(\{\{[#^/]?\s*([^{}]*?)\s*\}\})");
        const std::string& source = pattern.source();
        for (std::sregex_iterator at(source.begin(), source.end(), tag), end; at != end; ++at) {
            const std::string name = (*at)[1].str();
            if (!known(name))
                faults_.push_back(fmt::format("{}: nothing fills {{{{{}}}}}", text_.validity.id, name));
        }
    }

    bool known(std::string_view name) const {
        const auto point = name.find('.');
        if (point == std::string_view::npos) return own(name);
        const auto first = name.substr(0, point);
        const auto rest = name.substr(point + 1);
        return first == "clock" ? of_clock(rest) : of_step(first, rest);
    }

    // Each action that issues it has its own fields; a text may be made for one of them.
    bool own(std::string_view name) const {
        if (std::ranges::find(document_places(), name) != document_places().end()) return true;
        return std::ranges::any_of(definition_.actions, [&](const Action& action) {
            return std::ranges::find(action.documents, text_.type) != action.documents.end() &&
                   issued_by(text_, action.name) && is_field(action, name);
        });
    }

    bool of_step(std::string_view event, std::string_view member) const {
        return std::ranges::any_of(definition_.actions, [&](const Action& action) {
            if (action.event != event || action.restricted) return false;
            return member == "on" || (member == "document" && !action.documents.empty()) ||
                   is_field(action, member);
        });
    }

    bool of_clock(std::string_view rest) const {
        const auto point = rest.find('.');
        if (point == std::string_view::npos || definition_.clock(rest.substr(0, point)) == nullptr)
            return false;
        const auto member = rest.substr(point + 1);
        return member == "due" || member == "began" || member == "before";
    }

    const Definition& definition_;
    const DocumentText& text_;
    std::vector<std::string>& faults_;
};

}  // namespace

bool DocumentText::is_for(std::string_view audience) const {
    return to == audience || std::ranges::find(copies, audience) != copies.end();
}

std::expected<DocumentTexts, DocumentTexts::Faults> DocumentTexts::load() {
    DocumentTexts texts;
    Faults faults;
    for (const auto& file : base::embedded_files("documents/")) {
        const auto content = base::embedded_text(file.path);
        const auto parsed = base::parse_json(content.value_or(""));
        if (!parsed) {
            faults.push_back(fmt::format("{}: {}", file.path, parsed.error().log_detail));
            continue;
        }
        const auto added = texts.add(*parsed);
        if (added) continue;
        for (const auto& fault : added.error()) faults.push_back(fmt::format("{}{}", file.path, fault));
    }
    if (!faults.empty()) return std::unexpected(std::move(faults));
    return texts;
}

std::expected<void, DocumentTexts::Faults> DocumentTexts::add(const boost::json::value& file) {
    Reader reader;
    const Node root{&file, ""};
    reader.only(root, {"workflow", "documents"});
    auto& rows = texts_[reader.text(root, "workflow")];
    for (const Node& node : reader.list(root, "documents")) rows.push_back(read_text(reader, node));
    for (const auto& row : rows) {
        std::vector<const DocumentText*> same;
        for (const auto& other : rows) {
            if (other.type == row.type && other.actions == row.actions) same.push_back(&other);
        }
        if (same.front() == &row) workflow::check_validity(reader, "/documents", same);
    }
    if (!reader.faults().empty()) return std::unexpected(reader.faults());
    return {};
}

const DocumentText* DocumentTexts::find(std::string_view workflow, std::string_view type,
                                        std::string_view action, std::string_view province,
                                        base::Day issued) const {
    const auto rows = texts_.find(workflow);
    if (rows == texts_.end()) return nullptr;
    return workflow::governing(rows->second, province, issued, [&](const DocumentText& text) {
        return text.type == type && issued_by(text, action);
    });
}

DocumentTexts::Faults DocumentTexts::check(const Definition& definition) const {
    Faults faults;
    const auto rows = texts_.find(definition.name);
    const std::vector<DocumentText> none;
    const auto& texts = rows == texts_.end() ? none : rows->second;
    for (const auto& action : definition.actions) {
        for (const auto& type : action.documents) {
            const bool told = std::ranges::any_of(texts, [&](const DocumentText& text) {
                return text.type == type && issued_by(text, action.name);
            });
            if (!told) faults.push_back(fmt::format("{} of {} has no text", type, action.name));
        }
    }
    for (const auto& text : texts) {
        if (definition.document(text.type) == nullptr)
            faults.push_back(fmt::format("{}: the workflow has no such document", text.validity.id));
        PlaceCheck(definition, text, faults).run();
    }
    return faults;
}

const DocumentTexts& shipped_documents() {
    static const DocumentTexts texts = [] {
        auto read = DocumentTexts::load();
        if (!read)
            throw std::runtime_error(
                fmt::format("documents are broken:\n  {}", fmt::join(read.error(), "\n  ")));
        return std::move(*read);
    }();
    return texts;
}

const std::vector<std::string_view>& document_places() {
    static const std::vector<std::string_view> places{
        "number",       "document",       "day",           "received",      "complainant",
        "respondent",   "accepting_body", "handling_body", "debts",         "arrears",
        "materials",    "outcome",        "sum_claimed",   "sum_verified",  "sum_undisputed",
        "sum_disputed", "sum_paid",       "sum_waived",    "sum_remaining", "course",
        "terms",        "papers"};
    return places;
}

}  // namespace qingqian::cases
