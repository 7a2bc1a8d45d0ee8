#include "docs_page.hpp"

#include <sodium.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <stdexcept>

namespace qingqian::api {
namespace {

constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--line:#8884;--soft:#8881;--link:#0b5cad}
@media(prefers-color-scheme:dark){:root{--link:#7ab8ff}}
body{font:16px/1.6 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;margin:0 auto;
max-width:62rem;padding:1rem 1.25rem 4rem}
a{color:var(--link)}code{font:0.92em ui-monospace,Menlo,Consolas,monospace}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.5rem;border-bottom:1px solid var(--line)}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0}
summary{padding:.5rem .75rem;cursor:pointer}details>div{padding:0 .75rem .75rem;overflow-x:auto}
.method{display:inline-block;min-width:4.5em;font-weight:700}
table{border-collapse:collapse;width:100%;margin:.5rem 0}
th,td{text-align:left;vertical-align:top;padding:.3rem .5rem;border-top:1px solid var(--line)}
th{background:var(--soft)}.must{font-weight:700}p{margin:.5rem 0}
)css";

constexpr std::array methods{"get", "post", "put", "patch", "delete"};

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

std::string text_of(const YAML::Node& node) {
    return node && node.IsScalar() ? node.as<std::string>() : std::string();
}

/// Plain text with `code` in backticks and blank lines between paragraphs.
std::string prose(const YAML::Node& node) {
    std::string html;
    bool code = false;
    for (const char c : escaped(text_of(node))) {
        if (c == '`') {
            html += code ? "</code>" : "<code>";
            code = !code;
        } else {
            html += c;
        }
    }
    if (code) html += "</code>";
    for (auto at = html.find("\n\n"); at != std::string::npos; at = html.find("\n\n", at)) {
        html.replace(at, 2, "</p><p>");
    }
    return html;
}

std::string last_part(const std::string& reference) {
    return reference.substr(reference.rfind('/') + 1);
}

/// A schema in a word or two: a link, a type, the choices.
std::string type_html(const YAML::Node& schema) {
    if (!schema || !schema.IsMap()) return {};
    if (const auto reference = text_of(schema["$ref"]); !reference.empty()) {
        const auto name = escaped(last_part(reference));
        return "<a href=\"#schema-" + name + "\">" + name + "</a>";
    }
    for (const char* group : {"oneOf", "anyOf", "allOf"}) {
        if (!schema[group]) continue;
        std::string html;
        for (const auto& one : schema[group]) {
            html += (html.empty() ? "" : group == std::string_view("allOf") ? " + " : " | ") + type_html(one);
        }
        return html;
    }
    if (schema["items"]) return "list of " + type_html(schema["items"]);
    std::string html;
    if (schema["type"] && schema["type"].IsSequence()) {
        for (const auto& one : schema["type"]) html += (html.empty() ? "" : " | ") + escaped(text_of(one));
    } else {
        html = escaped(text_of(schema["type"]));
    }
    if (schema["format"]) html += " (" + escaped(text_of(schema["format"])) + ")";
    std::string choices;
    for (const auto& one : schema["enum"]) choices += (choices.empty() ? "" : ", ") + escaped(text_of(one));
    if (!choices.empty()) html += ": <code>" + choices + "</code>";
    return html;
}

std::string bounds_html(const YAML::Node& schema) {
    std::string html;
    for (const char* name :
         {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern", "default"}) {
        if (schema && schema.IsMap() && schema[name]) {
            html += " " + std::string(name) + " <code>" + escaped(text_of(schema[name])) + "</code>";
        }
    }
    return html;
}

bool is_listed(const YAML::Node& list, const std::string& name) {
    for (const auto& one : list) {
        if (text_of(one) == name) return true;
    }
    return false;
}

std::string row(const std::string& name, bool required, const YAML::Node& schema, const YAML::Node& words) {
    return "<tr><td><code" + std::string(required ? " class=\"must\"" : "") + ">" + escaped(name) +
           "</code></td><td>" + type_html(schema) + bounds_html(schema) + "</td><td>" + prose(words) +
           "</td></tr>";
}

std::string members_html(const YAML::Node& schema) {
    std::string html;
    for (const auto& part : schema["allOf"]) html += members_html(part);
    if (!schema["properties"]) return html;
    html += "<table><tr><th>Member</th><th>Type</th><th>Meaning</th></tr>";
    for (const auto& member : schema["properties"]) {
        const auto name = member.first.as<std::string>();
        html += row(name, is_listed(schema["required"], name), member.second, member.second["description"]);
    }
    return html + "</table>";
}

/// One operation, folded.
class OperationPage {
  public:
    explicit OperationPage(const YAML::Node& root) : root_(root) {}

    std::string html(const std::string& path, const std::string& method, const YAML::Node& item,
                     const YAML::Node& operation) const {
        std::string upper = method;
        for (char& c : upper) c = static_cast<char>(c - 'a' + 'A');
        std::string html = "<details id=\"" + escaped(text_of(operation["operationId"])) +
                           "\"><summary><span class=\"method\">" + upper + "</span> <code>" + escaped(path) +
                           "</code> — " + prose(operation["summary"]) + "</summary><div>";
        if (operation["description"]) html += "<p>" + prose(operation["description"]) + "</p>";
        html += parameters(item["parameters"], operation["parameters"]);
        if (const auto body = operation["requestBody"]) {
            for (const auto& content : body["content"]) {
                html += "<p>Body: <code>" + escaped(content.first.as<std::string>()) + "</code> " +
                        type_html(content.second["schema"]) + "</p>";
            }
        }
        return html + answers(operation["responses"]) + "</div></details>";
    }

  private:
    std::string parameters(const YAML::Node& shared, const YAML::Node& own) const {
        std::string rows;
        for (const auto& list : {shared, own}) {
            for (const YAML::Node& entry : list) {
                const auto reference = text_of(entry["$ref"]);
                const auto parameter =
                    reference.empty() ? entry : root_["components"]["parameters"][last_part(reference)];
                rows += row(text_of(parameter["name"]) + " (" + text_of(parameter["in"]) + ")",
                            text_of(parameter["required"]) == "true", parameter["schema"],
                            parameter["description"]);
            }
        }
        if (rows.empty()) return {};
        return "<table><tr><th>Parameter</th><th>Type</th><th>Meaning</th></tr>" + rows + "</table>";
    }

    static std::string answers(const YAML::Node& responses) {
        std::string html = "<table><tr><th>Answer</th><th>Type</th><th>Meaning</th></tr>";
        for (const auto& one : responses) {
            const auto status = one.first.as<std::string>();
            if (one.second["$ref"]) {
                html +=
                    "<tr><td>otherwise</td><td><a href=\"#schema-Problem\">Problem</a></td>"
                    "<td>Refused, with the reason</td></tr>";
                continue;
            }
            std::string type;
            for (const auto& content : one.second["content"]) type = type_html(content.second["schema"]);
            html += "<tr><td>" + escaped(status) + "</td><td>" + type + "</td><td>" +
                    prose(one.second["description"]) + "</td></tr>";
        }
        return html + "</table>";
    }

    YAML::Node root_;
};

std::string operations_html(const YAML::Node& root) {
    const OperationPage page(root);
    std::string html;
    for (const auto& tag : root["tags"]) {
        const auto name = text_of(tag["name"]);
        html += "<h2>" + escaped(name) + "</h2><p>" + prose(tag["description"]) + "</p>";
        for (const auto& path : root["paths"]) {
            for (const char* method : methods) {
                const auto operation = path.second[method];
                if (operation && is_listed(operation["tags"], name)) {
                    html += page.html(path.first.as<std::string>(), method, path.second, operation);
                }
            }
        }
    }
    return html;
}

std::string schemas_html(const YAML::Node& schemas) {
    std::string html = "<h2>Schemas</h2><p>Members in bold are always there.</p>";
    for (const auto& schema : schemas) {
        const auto name = escaped(schema.first.as<std::string>());
        html += "<details open id=\"schema-" + name + "\"><summary><code>" + name + "</code> " +
                (schema.second["properties"] ? "" : type_html(schema.second)) + "</summary><div>" +
                (schema.second["description"] ? "<p>" + prose(schema.second["description"]) + "</p>" : "") +
                members_html(schema.second) + "</div></details>";
    }
    return html;
}

std::string style_digest() {
    std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(style.data()), style.size());
    std::string text(sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL),
                     '\0');
    sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();
    return text;
}

}  // namespace

DocsPage docs_page(std::string_view openapi) {
    YAML::Node root;
    try {
        root = YAML::Load(std::string(openapi));
    } catch (const YAML::Exception& error) {
        throw std::runtime_error("the contract cannot be read: " + std::string(error.what()));
    }
    const auto title = escaped(text_of(root["info"]["title"]));
    DocsPage page;
    page.html =
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
        title + "</title><style>" + std::string(style) + "</style></head><body><main><h1>" + title + " " +
        escaped(text_of(root["info"]["version"])) + "</h1><p>" + prose(root["info"]["summary"]) + "</p><p>" +
        prose(root["info"]["description"]) +
        "</p><p><a href=\"/api/openapi.yaml\">openapi.yaml</a> · <a href=\"/api/problems\">error "
        "codes</a></p>" +
        operations_html(root) + schemas_html(root["components"]["schemas"]) + "</main></body></html>\n";
    page.policy = "default-src 'none'; style-src 'sha256-" + style_digest() +
                  "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return page;
}

}  // namespace qingqian::api
