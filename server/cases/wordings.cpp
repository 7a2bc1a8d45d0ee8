#include "wordings.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <tuple>

#include "cases/reference_change.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
namespace rows = store::wordings;
using base::FieldFault;
using rows::Entry;
using rows::Key;
using rows::Table;

constexpr std::int64_t longest_paragraph = 1000;

std::string channels_json(const std::vector<std::string>& channels) {
    return json::serialize(json::array(channels.begin(), channels.end()));
}

std::vector<std::string> channels_of(std::string_view content) {
    const auto document = json::parse(content);
    std::vector<std::string> channels;
    for (const auto& channel : document.as_array())
        channels.emplace_back(std::string_view(channel.as_string()));
    return channels;
}

std::string id_of(std::string_view content) {
    return std::string(std::string_view(json::parse(content).as_string()));
}

using Shipped = std::map<std::tuple<std::string, std::string, std::string>, std::string>;

void seed_table(store::WriteTx& tx, Table table, const Shipped& shipped) {
    std::map<std::tuple<std::string, std::string, std::string>, Entry> known;
    for (auto& entry : rows::in_force(tx, table)) {
        const std::tuple key(entry.event, entry.party, entry.language);
        known.emplace(key, std::move(entry));
    }
    for (const auto& [key, content] : shipped) {
        const auto found = known.find(key);
        const bool there = found != known.end();
        if (there && (found->second.officer != 0 || found->second.content == content)) continue;
        Entry entry;
        std::tie(entry.event, entry.party, entry.language) = key;
        entry.version = there ? found->second.version + 1 : 1;
        entry.content = content;
        entry.at = tx.now();
        rows::insert(tx, table, entry);
    }
}

base::Problem changed(Table table, const Entry& now) {
    auto problem = base::problem("wording_changed", {{"version", std::to_string(now.version)}});
    problem.extra["in_force"] = saved_json(table, {now, {}});
    return problem;
}

/// The row a change builds on: the newest, or version 0 of a template that was never set.
base::Result<Entry> base_of(store::ReadTx& tx, Table table, const Key& key, std::int64_t version) {
    auto now = rows::newest(tx, table, key);
    if (!now) {
        if (table != Table::templates) return base::refuse("wording_not_found");
        now.emplace();
        now->event = key.event;
        now->party = key.party;
        now->language = key.language;
    }
    if (now->version != version) return std::unexpected(changed(table, *now));
    return std::move(*now);
}

/// What an older version said.
base::Result<std::string> content_of(store::ReadTx& tx, Table table, const Key& key, std::int64_t version) {
    for (auto& entry : rows::versions(tx, table, key)) {
        if (entry.version == version) return std::move(entry.content);
    }
    return std::unexpected(base::invalid_input({base::fault("/restores", "not_a_choice")}));
}

base::Result<WordingSaved> put(store::WriteTx& tx, const Environment&, const records::Actor& actor,
                               Table table, Entry entry, std::string content,
                               const std::optional<std::string>& note) {
    if (content == entry.content) return WordingSaved{std::move(entry), {}};
    entry.version += 1;
    entry.content = std::move(content);
    entry.officer = actor.officer;
    entry.author = actor.name;
    entry.at = tx.now();
    entry.note = note.value_or("");
    if (!rows::insert(tx, table, entry)) {
        const auto now = rows::newest(tx, table, {entry.event, entry.party, entry.language});
        return std::unexpected(changed(table, now.value_or(entry)));
    }
    note_reference_change(tx);
    return WordingSaved{std::move(entry), {}};
}

/// Whether anybody is told by this voice over the channel.
bool told_by(const notifier::Catalogue& catalogue, const Key& key, std::string_view channel) {
    for (const auto& [route, channels] : catalogue.routes()) {
        const auto voice = catalogue.voices().find(route.second);
        if (route.first == key.event && voice != catalogue.voices().end() && voice->second == key.party &&
            std::ranges::find(channels, channel) != channels.end())
            return true;
    }
    return false;
}

void check_whole(const notifier::Catalogue& catalogue, const Key& key, const notifier::WordingText& text,
                 std::vector<FieldFault>& faults) {
    const bool read = told_by(catalogue, key, "mail") || told_by(catalogue, key, "site");
    if (text.title.empty() && read) faults.push_back(base::fault("/title", "required"));
    // Officers may choose an SMS of whatever they are told.
    if (text.sms.empty() && (told_by(catalogue, key, "sms") || (read && key.party == "officer")))
        faults.push_back(base::fault("/sms", "wording_routed"));
    if (text.paragraphs.empty() && read) faults.push_back(base::fault("/paragraphs", "wording_routed"));
    for (std::size_t i = 0; i < text.paragraphs.size(); ++i) {
        const auto pointer = "/paragraphs/" + std::to_string(i);
        const auto length = base::code_points(text.paragraphs[i]);
        if (length == 0) faults.push_back(base::fault(pointer, "required"));
        if (length > longest_paragraph) {
            faults.push_back(base::fault(pointer, "too_long",
                                         {{"max", std::to_string(longest_paragraph)},
                                          {"over", std::to_string(length - longest_paragraph)}}));
        }
    }
}

/// What of a legal telling would be lost: in the platform, and by SMS or mail.
bool reaches(const std::vector<std::string>& channels) {
    const auto has = [&](std::string_view name) {
        return std::ranges::find(channels, name) != channels.end();
    };
    return has("site") && (has("sms") || has("mail"));
}

void check_channels(const Environment& env, const Key& key, const std::vector<std::string>& channels,
                    std::vector<FieldFault>& faults) {
    const auto& catalogue = env.catalogue;
    const auto& names = notifier::channel_names();
    for (std::size_t i = 0; i < channels.size(); ++i) {
        const auto pointer = "/channels/" + std::to_string(i);
        if (std::ranges::find(names, channels[i]) == names.end()) {
            faults.push_back(base::fault(pointer, "not_a_choice"));
            continue;
        }
        if (std::count(channels.begin(), channels.end(), channels[i]) > 1)
            faults.push_back(base::fault(pointer, "repeated"));
        const auto voice = catalogue.voices().find(key.party);
        for (const auto& language : catalogue.languages()) {
            const auto words = catalogue.wordings().find({key.event, voice->second, language});
            const bool there =
                words != catalogue.wordings().end() &&
                (channels[i] == "sms" ? !words->second.sms.empty() : !words->second.paragraphs.empty());
            if (!there) {
                faults.push_back(base::fault(pointer, "wording_channel_missing",
                                             {{"voice", voice->second}, {"language", language}}));
            }
        }
    }
    const auto shipped = catalogue.routes().find({key.event, key.party});
    const bool party = key.party == "complainant" || key.party == "agent";
    if (party && shipped != catalogue.routes().end() && reaches(shipped->second) && !reaches(channels))
        faults.push_back(base::fault("/channels", "route_needs_way"));
}

}  // namespace

void seed_wordings(store::WriteTx& tx) {
    const auto catalogue = notifier::Catalogue::load();
    if (!catalogue) throw std::runtime_error("messages are broken: " + catalogue.error().front());
    Shipped routes;
    Shipped wordings;
    Shipped templates;
    for (const auto& [route, channels] : catalogue->routes())
        routes[{route.first, route.second, ""}] = channels_json(channels);
    for (const auto& [key, wording] : catalogue->wordings())
        wordings[key] = notifier::to_json(notifier::text_of(wording));
    for (const auto& [key, id] : catalogue->templates()) {
        const auto& [provider, event, language] = key;
        templates[{event, provider, language}] = json::serialize(json::value(id));
    }
    seed_table(tx, Table::routes, routes);
    seed_table(tx, Table::wordings, wordings);
    seed_table(tx, Table::templates, templates);
}

void lay_over(store::ReadTx& tx, notifier::Catalogue& catalogue) {
    for (const auto& entry : rows::in_force(tx, Table::routes))
        catalogue.put_route({entry.event, entry.party}, channels_of(entry.content));
    for (const auto& entry : rows::in_force(tx, Table::wordings)) {
        catalogue.put_wording({entry.event, entry.party, entry.language},
                              notifier::wording_text(entry.content));
    }
    for (const auto& entry : rows::in_force(tx, Table::templates))
        catalogue.put_template({entry.party, entry.event, entry.language}, id_of(entry.content));
}

base::Result<WordingSaved> save_wording(store::WriteTx& tx, const Environment& env,
                                        const records::Actor& actor, const Key& key,
                                        const WordingChange& change) {
    auto entry = base_of(tx, Table::wordings, key, change.version);
    if (!entry) return std::unexpected(std::move(entry.error()));
    auto text = notifier::wording_text(entry->content);
    if (change.restores) {
        const auto old = content_of(tx, Table::wordings, key, *change.restores);
        if (!old) return std::unexpected(old.error());
        text = notifier::wording_text(*old);
    } else {
        text = {change.title.value_or(text.title), change.sms.value_or(text.sms),
                change.paragraphs.value_or(text.paragraphs)};
    }
    auto findings = env.catalogue.inspect(key.language, text);
    check_whole(env.catalogue, key, text, findings.faults);
    if (!findings.faults.empty()) return std::unexpected(base::invalid_input(std::move(findings.faults)));
    auto saved =
        put(tx, env, actor, Table::wordings, std::move(*entry), notifier::to_json(text), change.note);
    if (saved) saved->warnings = std::move(findings.warnings);
    return saved;
}

base::Result<WordingSaved> save_route(store::WriteTx& tx, const Environment& env, const records::Actor& actor,
                                      const Key& key, const RouteChange& change) {
    auto entry = base_of(tx, Table::routes, key, change.version);
    if (!entry) return std::unexpected(std::move(entry.error()));
    const auto voice = env.catalogue.voices().find(key.party);
    if (voice == env.catalogue.voices().end()) return base::refuse("wording_not_found");
    // Whoever wrote is answered by the way he came, and a digest goes by that of the notices in it.
    if (voice->first == voice->second && voice->first != "respondent") return base::refuse("route_fixed");
    auto channels = change.channels.value_or(channels_of(entry->content));
    if (change.restores) {
        const auto old = content_of(tx, Table::routes, key, *change.restores);
        if (!old) return std::unexpected(old.error());
        channels = channels_of(*old);
    }
    std::vector<FieldFault> faults;
    check_channels(env, key, channels, faults);
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    return put(tx, env, actor, Table::routes, std::move(*entry), channels_json(channels), change.note);
}

base::Result<WordingSaved> save_template(store::WriteTx& tx, const Environment& env,
                                         const records::Actor& actor, const Key& key,
                                         const TemplateChange& change) {
    const auto& languages = env.catalogue.languages();
    if (!env.catalogue.has_event(key.event) || std::ranges::find(languages, key.language) == languages.end())
        return base::refuse("wording_not_found");
    auto entry = base_of(tx, Table::templates, key, change.version);
    if (!entry) return std::unexpected(std::move(entry.error()));
    auto content = json::serialize(json::value(change.carrier_id.value_or("")));
    if (change.restores) {
        auto old = content_of(tx, Table::templates, key, *change.restores);
        if (!old) return std::unexpected(old.error());
        content = std::move(*old);
    }
    return put(tx, env, actor, Table::templates, std::move(*entry), std::move(content), change.note);
}

}  // namespace qingqian::cases
