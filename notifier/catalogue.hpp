#pragma once

#include <cstddef>
#include <expected>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/problem.hpp"
#include "pattern.hpp"

namespace qingqian::notifier {

/// One wording of one event for one voice in one language, before its places are filled.
struct Wording {
    Pattern title;                    ///< heading in the platform and first half of a mail's subject
    Pattern sms;                      ///< without signature; empty where the voice gets no SMS
    std::vector<Pattern> paragraphs;  ///< of the mail and of the message in the platform
};

/// A wording as people write it, and as the database keeps it (JSON).
struct WordingText {
    std::string title;
    std::string sms;
    std::vector<std::string> paragraphs;
    bool operator==(const WordingText&) const = default;
};
std::string to_json(const WordingText& text);
/// Empty texts where the JSON holds none.
WordingText wording_text(std::string_view json);

/// What is wrong with a wording: code, sentence and place ("/sms", "/paragraphs/2") of each. A fault is
/// refused, a warning is for a person to weigh.
struct Findings {
    std::vector<base::FieldFault> faults;
    std::vector<base::FieldFault> warnings;
};

/// What stands around the wordings of one language.
struct Layouts {
    Pattern sms;
    Pattern subject;
    Pattern mail_text;
    Pattern mail_html;
};

/// A wording with its places filled, as it is stored with the message.
struct Rendered {
    std::string subject;
    std::string text;
    std::string html;  ///< mail only
};

/// What an SMS costs. Parts by the rule of the networks: GSM-7 160 (153 a part of several), otherwise UCS-2
/// 70 (67), counted in UTF-16 code units.
struct SmsSize {
    bool ucs2 = false;
    std::size_t units = 0;
    std::size_t parts = 0;
};
SmsSize sms_size(std::string_view text);

/// The three tables of schemas/messages: routing (event × audience → channels), wording (event × voice ×
/// language), and what is registered with the carrier (signatures, template ids). Immutable; safe to share.
class Catalogue {
  public:
    Catalogue() = default;

    /// Everything that is wrong with the tables, one sentence each.
    using Faults = std::vector<std::string>;
    /// An event told to an audience in a language.
    using Covered = std::tuple<std::string, std::string, std::string>;

    /// Reads the tables of the binary (or of the override directory). Says all faults of form at once.
    static std::expected<Catalogue, Faults> load();
    /// The same from texts: routing, the wordings of each language, carrier templates.
    static std::expected<Catalogue, Faults> read(std::string_view routing,
                                                 const std::vector<std::string_view>& wordings,
                                                 std::string_view carrier);

    /// Faults of content, all at once: a routed event without wording in a language, or without an SMS for
    /// officers, who may choose one; a complainant not told in the platform and by SMS or mail; an unknown
    /// place; an SMS over one part (signature, an 18-character number and the longest date counted in); a
    /// word family that carriers refuse; a link, a telephone number or 【】 in an SMS. Empty when all is
    /// well.
    Faults check() const;

    /// What is wrong with one wording: a place that nobody fills, a section without its end; in the SMS a
    /// word family that carriers refuse, a link, a telephone number, 【】, the name of a party or a sum. More
    /// than one part of an SMS (the longest signature, number and date counted in) is a warning.
    Findings inspect(std::string_view language, const WordingText& text) const;

    /// Every (event, audience, language) that has both a route and a wording, for `workflow::verify`.
    std::set<Covered> covered() const;

    /// Channels (sms, mail, site) by which `audience` is told of `event`; empty when it is not told.
    const std::vector<std::string>& channels(std::string_view event, std::string_view audience) const;

    /// Whether there is a wording for `event` in the voice of `audience` over a channel.
    bool has_wording(std::string_view event, std::string_view audience, std::string_view language,
                     std::string_view channel) const;

    /// Fills a wording for a channel. Dates in `places` are ISO days and come out as prose ("2026年12月7日",
    /// "7 December 2026"). The SMS carries the province's signature. Empty when there is no wording.
    Rendered render(std::string_view event, std::string_view audience, std::string_view language,
                    std::string_view channel, std::string_view province, const Places& places) const;

    /// The same with a wording that is not in force, for whoever weighs it.
    Rendered render(const Wording& wording, std::string_view language, std::string_view channel,
                    std::string_view province, const Places& places) const;

    using Route = std::pair<std::string, std::string>;                   ///< event, audience
    using Key = std::tuple<std::string, std::string, std::string>;       ///< event, voice, language
    using Template = std::tuple<std::string, std::string, std::string>;  ///< provider, event, language

    const std::map<Route, std::vector<std::string>>& routes() const { return routes_; }
    const std::map<Key, Wording>& wordings() const { return wordings_; }
    const std::map<Template, std::string>& templates() const { return templates_; }
    /// Audience → voice.
    const std::map<std::string, std::string, std::less<>>& voices() const { return voices_; }
    bool has_event(std::string_view event) const;

    /// What an administrator put in the place of a shipped row. A key that no table knows any more is passed
    /// over.
    void put_route(const Route& route, std::vector<std::string> channels);
    void put_wording(const Key& key, const WordingText& text);
    void put_template(const Template& key, std::string id);

    /// The signature (短信签名) registered for a province, without its brackets.
    const std::string& signature(std::string_view province, std::string_view language) const;

    /// The carrier's approved template id for an event's SMS; empty when the carrier needs none.
    std::string carrier_template(std::string_view provider, std::string_view event,
                                 std::string_view language) const;

    /// Languages that have a wording table, "zh-CN" first.
    const std::vector<std::string>& languages() const { return languages_; }
    /// `language` when it has a table, otherwise "zh-CN".
    std::string_view language_or_default(std::string_view language) const;

  private:
    const Wording* wording(std::string_view event, std::string_view audience,
                           std::string_view language) const;
    void read_routing(std::string_view text, Faults& faults);
    void read_wordings(std::string_view text, Faults& faults);
    void read_carrier(std::string_view text, Faults& faults);
    void inspect_sms(std::string_view language, const WordingText& text, Findings& findings) const;
    void weigh_sms(std::string_view language, const WordingText& text, Findings& findings) const;

    std::map<std::string, std::string, std::less<>> voices_;  // audience -> voice
    std::map<Route, std::vector<std::string>> routes_;
    std::map<Key, Wording> wordings_;
    std::map<std::string, Layouts, std::less<>> layouts_;                    // language
    std::map<std::pair<std::string, std::string>, std::string> signatures_;  // province, language
    std::map<Template, std::string> templates_;
    std::vector<std::string> forbidden_;
    std::vector<std::string> languages_;
};

/// The channels by which somebody may be told: sms, mail, site.
const std::vector<std::string>& channel_names();

/// Places that `compose` fills, with what they stand for; for those who write wordings.
struct KnownPlace {
    std::string_view name;
    base::Sentence label;
    bool in_sms = true;
};
const std::vector<KnownPlace>& known_places();

/// A wording taken apart.
Wording wording_of(const WordingText& text);
WordingText text_of(const Wording& wording);

/// A day as people write it in the language: "2026年12月7日", "7 December 2026".
std::string prose_day(std::string_view iso, std::string_view language);

}  // namespace qingqian::notifier
