#include "pdf_objects.hpp"

#include <algorithm>
#include <array>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFExc.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <string_view>
#include <utility>
#include <vector>

#include "byte_walk.hpp"

namespace qingqian::files {
namespace {

using namespace std::string_view_literals;

Verdict unscannable(std::string detail) {
    return {.verdict = "unscannable", .detail = std::move(detail)};
}

struct Found {
    bool active = false;
    bool embedded = false;
};

/// Actions that run, start or fetch something, by the name of their kind.
bool acts(std::string_view kind) {
    constexpr std::array kinds{"/JavaScript"sv, "/Launch"sv, "/Rendition"sv, "/ImportData"sv};
    return std::ranges::find(kinds, kind) != kinds.end();
}

void look_at_key(const std::string& key, QPDFObjectHandle value, Found& found) {
    if (key == "/S" && value.isName() && acts(value.getName())) found.active = true;
    // A script's text, and the script tree of the document's names.
    if (key == "/JS" || key == "/JavaScript" || key == "/XFA") found.active = found.active || !value.isNull();
    if (key == "/EF" || key == "/EmbeddedFiles") found.embedded = found.embedded || !value.isNull();
    if (key == "/Type" && value.isNameAndEquals("/EmbeddedFile")) found.embedded = true;
    if (key == "/Subtype" && value.isNameAndEquals("/FileAttachment")) found.embedded = true;
}

// What an object holds directly; what it only refers to is an object of its own in the list.
void look_at(QPDFObjectHandle object, Found& found) {
    std::vector<QPDFObjectHandle> waiting{std::move(object)};
    while (!waiting.empty()) {
        auto next = std::move(waiting.back());
        waiting.pop_back();
        if (next.isStream()) next = next.getDict();
        if (next.isArray()) {
            for (auto& item : next.getArrayAsVector()) {
                if (!item.isIndirect()) waiting.push_back(item);
            }
        } else if (next.isDictionary()) {
            for (auto& [key, value] : next.getDictAsMap()) {
                look_at_key(key, value, found);
                if (!value.isIndirect()) waiting.push_back(value);
            }
        }
    }
}

/// Header at the front and end mark at the end: libqpdf would mend a file that was cut off.
bool framed(const std::string& path) {
    constexpr std::uint64_t tail_size = 2048;
    ByteWalk walk(path);
    if (!walk.peek(5).starts_with("%PDF-")) return false;
    walk.skip(walk.size() - std::min(walk.size(), tail_size));
    const auto tail = walk.peek(tail_size);
    return tail.contains("%%EOF") && tail.contains("startxref");
}

}  // namespace

Verdict look_into_pdf(const std::string& path) {
    if (!framed(path)) return unscannable("pdf_damaged");
    QPDF pdf;
    pdf.setSuppressWarnings(true);
    try {
        pdf.processFile(path.c_str());
        Found found;
        look_at(pdf.getTrailer(), found);
        for (auto& object : pdf.getAllObjects()) look_at(object, found);
        if (found.active) return unscannable("pdf_active_content");
        const auto pages = pdf.getAllPages().size();
        if (pages == 0) return unscannable("pdf_damaged");
        return {.verdict = "clean",
                .detail = found.embedded ? "pdf_embedded_files" : "",
                .pages = static_cast<std::int64_t>(pages)};
    } catch (const QPDFExc& error) {
        return unscannable(error.getErrorCode() == qpdf_e_password ? "pdf_encrypted" : "pdf_damaged");
    } catch (const std::bad_alloc&) {
        return unscannable("pdf_too_complex");
    } catch (const std::exception&) {
        return unscannable("pdf_damaged");
    }
}

}  // namespace qingqian::files
