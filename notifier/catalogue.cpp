#include "catalogue.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/clock.hpp"
#include "base/embedded.hpp"

namespace qingqian::notifier {
namespace json = boost::json;
namespace {

std::string text_of(const json::value* value) {
    return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string()))
                                                  : std::string();
}

std::vector<std::string> texts_of(const json::value* value) {
    std::vector<std::string> texts;
    if (value == nullptr || !value->is_array()) return texts;
    for (const auto& entry : value->get_array()) texts.push_back(text_of(&entry));
    return texts;
}

/// An object of the table, or a fault and nothing.
const json::object* object_of(const json::value& root, const char* member, std::string_view table,
                              Catalogue::Faults& faults) {
    const json::object* object = root.if_object();
    const json::value* found = object != nullptr ? object->if_contains(member) : nullptr;
    if (found == nullptr || !found->is_object()) {
        faults.push_back(std::string(table) + ": an object \"" + member + "\" is needed");
        return nullptr;
    }
    return &found->get_object();
}

json::value parsed(std::string_view text, std::string_view table, Catalogue::Faults& faults) {
    json::error_code error;
    json::value value = json::parse(text, error);
    if (error) faults.push_back(std::string(table) + ": not JSON: " + error.message());
    return error ? json::value(json::object()) : value;
}

WordingText wording_text_of(const json::object& members) {
    return {text_of(members.if_contains("title")), text_of(members.if_contains("sms")),
            texts_of(members.if_contains("paragraphs"))};
}

std::string join(const std::vector<std::string>& lines, std::string_view between) {
    std::string all;
    for (const auto& line : lines) {
        if (!all.empty()) all += between;
        all += line;
    }
    return all;
}

}  // namespace

const std::vector<std::string>& channel_names() {
    static const std::vector<std::string> names{"sms", "mail", "site"};
    return names;
}

std::string to_json(const WordingText& text) {
    return json::serialize(
        json::object{{"title", text.title},
                     {"sms", text.sms},
                     {"paragraphs", json::array(text.paragraphs.begin(), text.paragraphs.end())}});
}

WordingText wording_text(std::string_view text) {
    Catalogue::Faults faults;
    const auto value = parsed(text, "wording", faults);
    return value.is_object() ? wording_text_of(value.get_object()) : WordingText{};
}

Wording wording_of(const WordingText& text) {
    Wording wording{Pattern(text.title), Pattern(text.sms), {}};
    for (const auto& paragraph : text.paragraphs) wording.paragraphs.emplace_back(paragraph);
    return wording;
}

WordingText text_of(const Wording& wording) {
    WordingText text{wording.title.source(), wording.sms.source(), {}};
    for (const auto& paragraph : wording.paragraphs) text.paragraphs.push_back(paragraph.source());
    return text;
}

std::expected<Catalogue, Catalogue::Faults> Catalogue::load() {
    Faults faults;
    const auto file = [&faults](const char* path) {
        const auto text = base::embedded_text(path);
        if (!text) faults.push_back(std::string(path) + " is missing");
        return text.value_or(std::string_view());
    };
    const auto routing = file("messages/routing.json");
    const auto carrier = file("messages/carrier_templates.json");
    std::vector<std::string_view> wordings;
    for (const auto& wording : base::embedded_files("messages/wording.")) wordings.push_back(wording.content);
    if (wordings.empty()) faults.emplace_back("messages/wording.*.json is missing");
    if (!faults.empty()) return std::unexpected(std::move(faults));
    return read(routing, wordings, carrier);
}

std::expected<Catalogue, Catalogue::Faults> Catalogue::read(std::string_view routing,
                                                            const std::vector<std::string_view>& wordings,
                                                            std::string_view carrier) {
    Catalogue catalogue;
    Faults faults;
    catalogue.read_routing(routing, faults);
    for (const auto text : wordings) catalogue.read_wordings(text, faults);
    catalogue.read_carrier(carrier, faults);
    const auto chinese = std::ranges::find(catalogue.languages_, "zh-CN");
    if (chinese == catalogue.languages_.end()) {
        faults.emplace_back("wording: a table for zh-CN is needed");
    } else {
        std::iter_swap(catalogue.languages_.begin(), chinese);
    }
    if (!faults.empty()) return std::unexpected(std::move(faults));
    return catalogue;
}

void Catalogue::read_routing(std::string_view text, Faults& faults) {
    const json::value root = parsed(text, "routing", faults);
    if (const auto* voices = object_of(root, "voices", "routing", faults)) {
        for (const auto& [audience, voice] : *voices) voices_[audience] = text_of(&voice);
    }
    const auto* routes = object_of(root, "routes", "routing", faults);
    if (routes == nullptr) return;
    for (const auto& [event, audiences] : *routes) {
        if (!audiences.is_object()) {
            faults.push_back("routing: " + std::string(event) + " is not an object");
            continue;
        }
        for (const auto& [audience, channels] : audiences.get_object()) {
            const std::string where = "routing: " + std::string(event) + " to " + std::string(audience);
            if (!voices_.contains(audience)) faults.push_back(where + ": the audience has no voice");
            auto names = texts_of(&channels);
            if (names.empty()) faults.push_back(where + ": no channel");
            for (const auto& name : names) {
                if (std::ranges::find(channel_names(), name) == channel_names().end()) {
                    faults.push_back(where + ": unknown channel \"" + name + "\"");
                }
            }
            routes_[{event, audience}] = std::move(names);
        }
    }
}

void Catalogue::read_wordings(std::string_view text, Faults& faults) {
    const json::value root = parsed(text, "wording", faults);
    const std::string language = root.is_object() ? text_of(root.get_object().if_contains("language")) : "";
    if (language.empty()) faults.emplace_back("wording: \"language\" is needed");
    languages_.push_back(language);
    const std::string table = "wording " + language;
    if (const auto* layouts = object_of(root, "layouts", table, faults)) {
        const auto layout = [&](const char* name) {
            const auto* lines = layouts->if_contains(name);
            if (lines == nullptr) faults.push_back(table + ": layout \"" + name + "\" is needed");
            return Pattern(join(texts_of(lines), "\n"));
        };
        layouts_[language] = {layout("sms"), layout("subject"), layout("mail_text"), layout("mail_html")};
    }
    const auto* wordings = object_of(root, "wordings", table, faults);
    if (wordings == nullptr) return;
    for (const auto& [event, voices] : *wordings) {
        if (!voices.is_object()) {
            faults.push_back(table + ": " + std::string(event) + " is not an object");
            continue;
        }
        for (const auto& [voice, entry] : voices.get_object()) {
            if (!entry.is_object()) {
                faults.push_back(table + ": " + std::string(event) + " " + std::string(voice) +
                                 " is not an object");
                continue;
            }
            wordings_[{event, voice, language}] = wording_of(wording_text_of(entry.get_object()));
        }
    }
}

void Catalogue::read_carrier(std::string_view text, Faults& faults) {
    const json::value root = parsed(text, "carrier templates", faults);
    if (const auto* provinces = object_of(root, "signatures", "carrier templates", faults)) {
        for (const auto& [province, languages] : *provinces) {
            if (!languages.is_object()) continue;
            for (const auto& [language, signature] : languages.get_object()) {
                signatures_[{province, language}] = text_of(&signature);
            }
        }
    }
    if (const auto* providers = object_of(root, "templates", "carrier templates", faults)) {
        for (const auto& [provider, events] : *providers) {
            if (!events.is_object()) continue;
            for (const auto& [event, languages] : events.get_object()) {
                if (!languages.is_object()) continue;
                for (const auto& [language, id] : languages.get_object()) {
                    templates_[{provider, event, language}] = text_of(&id);
                }
            }
        }
    }
    if (root.is_object()) forbidden_ = texts_of(root.get_object().if_contains("forbidden"));
}

const Wording* Catalogue::wording(std::string_view event, std::string_view audience,
                                  std::string_view language) const {
    const auto voice = voices_.find(audience);
    if (voice == voices_.end()) return nullptr;
    const auto found = wordings_.find(Key{event, voice->second, language});
    return found == wordings_.end() ? nullptr : &found->second;
}

bool Catalogue::has_wording(std::string_view event, std::string_view audience, std::string_view language,
                            std::string_view channel) const {
    const Wording* words = wording(event, audience, language);
    if (words == nullptr) return false;
    return channel == "sms" ? !words->sms.empty() : !words->paragraphs.empty();
}

const std::vector<std::string>& Catalogue::channels(std::string_view event, std::string_view audience) const {
    static const std::vector<std::string> none;
    const auto route = routes_.find({std::string(event), std::string(audience)});
    return route == routes_.end() ? none : route->second;
}

std::set<Catalogue::Covered> Catalogue::covered() const {
    std::set<Covered> all;
    for (const auto& [route, channels] : routes_) {
        for (const auto& language : languages_) {
            if (wording(route.first, route.second, language) != nullptr) {
                all.emplace(route.first, route.second, language);
            }
        }
    }
    return all;
}

const std::string& Catalogue::signature(std::string_view province, std::string_view language) const {
    static const std::string none;
    for (const std::string_view key : {province, std::string_view("*")}) {
        const auto found = signatures_.find({std::string(key), std::string(language)});
        if (found != signatures_.end()) return found->second;
    }
    return none;
}

std::string Catalogue::carrier_template(std::string_view provider, std::string_view event,
                                        std::string_view language) const {
    const auto found = templates_.find(Template{provider, event, language});
    return found == templates_.end() ? std::string() : found->second;
}

std::string_view Catalogue::language_or_default(std::string_view language) const {
    const auto found = std::ranges::find(languages_, language);
    return found == languages_.end() ? std::string_view("zh-CN") : std::string_view(*found);
}

bool Catalogue::has_event(std::string_view event) const {
    const auto first = routes_.lower_bound({std::string(event), std::string()});
    return first != routes_.end() && first->first.first == event;
}

void Catalogue::put_route(const Route& route, std::vector<std::string> channels) {
    if (const auto known = routes_.find(route); known != routes_.end()) known->second = std::move(channels);
}

void Catalogue::put_wording(const Key& key, const WordingText& text) {
    if (const auto known = wordings_.find(key); known != wordings_.end()) known->second = wording_of(text);
}

void Catalogue::put_template(const Template& key, std::string id) {
    if (has_event(std::get<1>(key))) templates_[key] = std::move(id);
}

Rendered Catalogue::render(std::string_view event, std::string_view audience, std::string_view language,
                           std::string_view channel, std::string_view province, const Places& given) const {
    const Wording* words = wording(event, audience, language);
    return words == nullptr ? Rendered{} : render(*words, language, channel, province, given);
}

Rendered Catalogue::render(const Wording& wording, std::string_view language, std::string_view channel,
                           std::string_view province, const Places& given) const {
    const Wording* words = &wording;
    const auto layouts = layouts_.find(language);
    if (layouts == layouts_.end()) return {};
    const auto& layout = layouts->second;
    Places places = given;
    for (auto& [name, value] : places) {
        if (auto day = prose_day(value, language); !day.empty()) value = std::move(day);
    }
    places["service"] = signature(province, language);

    Rendered rendered;
    if (channel == "sms") {
        places["text"] = words->sms.fill(places);
        rendered.text = layout.sms.fill(places);
        return rendered;
    }
    places["title"] = words->title.fill(places);
    std::vector<std::string> paragraphs;
    for (const auto& paragraph : words->paragraphs) {
        // A paragraph whose only sentence was dropped for want of its place is no paragraph.
        if (auto filled = paragraph.fill(places); !filled.empty()) paragraphs.push_back(std::move(filled));
    }
    if (channel == "site") {
        rendered.subject = places["title"];
        rendered.text = join(paragraphs, "\n");
        return rendered;
    }
    rendered.subject = layout.subject.fill(places);
    rendered.text = layout.mail_text.fill(places, Escape::none, paragraphs);
    rendered.html = layout.mail_html.fill(places, Escape::html, paragraphs);
    return rendered;
}

std::string prose_day(std::string_view iso, std::string_view language) {
    const auto day = base::parse_day(iso);
    if (!day) return {};
    if (language == "zh-CN") return base::to_chinese(*day);
    static constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
    const std::chrono::year_month_day date(*day);
    return std::to_string(static_cast<unsigned>(date.day())) + " " +
           months[static_cast<unsigned>(date.month()) - 1] + " " +
           std::to_string(static_cast<int>(date.year()));
}

}  // namespace qingqian::notifier
