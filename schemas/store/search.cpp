#include "store/search.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <utility>

#include "store/scope.hpp"

namespace qingqian::store {
namespace {

// Decodes one code point of valid UTF-8 and moves on; a broken byte counts as a separator.
char32_t next_code_point(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 0;
    if (length == 0 || length > text.size()) {
        text.remove_prefix(1);
        return U' ';
    }
    char32_t code = length == 1 ? lead : lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i)
        code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    text.remove_prefix(length);
    return code;
}

void append_utf8(std::string& out, char32_t code) {
    const auto byte = [&out](char32_t value) { out.push_back(static_cast<char>(value)); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) {
        byte(0xC0U | (code >> 6U));
    } else if (code < 0x10000) {
        byte(0xE0U | (code >> 12U));
        byte(0x80U | ((code >> 6U) & 0x3FU));
    } else {
        byte(0xF0U | (code >> 18U));
        byte(0x80U | ((code >> 12U) & 0x3FU));
        byte(0x80U | ((code >> 6U) & 0x3FU));
    }
    byte(0x80U | (code & 0x3FU));
}

// Full-width forms (Ａ１（) become their ASCII twins, Latin capitals small letters.
char32_t normalised(char32_t code) {
    if (code >= 0xFF01 && code <= 0xFF5E) code -= 0xFEE0;
    if (code >= U'A' && code <= U'Z') code += 32;
    return code;
}

bool is_han(char32_t code) {
    return (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0x20000 && code <= 0x3FFFF) || code == U'〇';
}

bool is_word(char32_t code) {
    return (code >= U'a' && code <= U'z') || (code >= U'0' && code <= U'9') ||
           (code >= 0xC0 && code <= 0x24F);
}

using TakeRun = std::function<void(const std::u32string& run, bool han)>;

// Cuts a text into runs of Chinese characters and runs of letters and digits; everything else separates.
void each_run(std::string_view text, const TakeRun& take) {
    std::u32string run;
    bool han = false;
    const auto flush = [&] {
        if (!run.empty()) take(run, han);
        run.clear();
    };
    while (!text.empty()) {
        const char32_t code = normalised(next_code_point(text));
        const bool is = is_han(code);
        if (!is && !is_word(code)) {
            flush();
            continue;
        }
        if (is != han) flush();
        han = is;
        run.push_back(code);
    }
    flush();
}

std::string utf8(std::u32string_view run) {
    std::string text;
    for (const char32_t code : run) append_utf8(text, code);
    return text;
}

std::vector<std::string> once_each(std::vector<std::string> tokens) {
    std::ranges::sort(tokens);
    const auto repeated = std::ranges::unique(tokens);
    tokens.erase(repeated.begin(), repeated.end());
    return tokens;
}

// No text holds these signs as parts of words, so that nobody can type them into a question.
const std::string beginning_mark = "‹";
const std::string whole_mark = "¶";
/// Beginnings are kept of words up to this length: a credit code's, a case number's.
constexpr std::size_t beginnings_below = 18;

}  // namespace

std::vector<std::string> search_tokens(std::string_view text) {
    std::vector<std::string> tokens;
    each_run(text, [&tokens](const std::u32string& run, bool han) {
        if (!han) return tokens.push_back(utf8(run));
        const std::u32string_view all(run);
        for (std::size_t i = 0; i + 1 < all.size(); ++i) tokens.push_back(utf8(all.substr(i, 2)));
        tokens.push_back(utf8(all.substr(all.size() - 1)));
    });
    return once_each(std::move(tokens));
}

std::vector<std::string> search_parts(std::string_view text) {
    std::vector<std::string> tokens;
    each_run(text, [&tokens](const std::u32string& run, bool han) {
        const std::u32string_view all(run);
        if (han) {
            for (std::size_t i = 0; i < all.size(); ++i) {
                tokens.push_back(utf8(all.substr(i, 1)));
                if (i + 1 < all.size()) tokens.push_back(utf8(all.substr(i, 2)));
            }
            return;
        }
        tokens.push_back(utf8(run));
        for (std::size_t length = 1; length < std::min(all.size(), beginnings_below); ++length)
            tokens.push_back(beginning_mark + utf8(all.substr(0, length)));
    });
    return once_each(std::move(tokens));
}

std::string whole_token(std::string_view text) {
    std::string whole;
    each_run(text, [&whole](const std::u32string& run, bool) { whole += utf8(run); });
    return whole.empty() ? whole : whole_mark + whole;
}

std::vector<dialect::Word> search_words(std::string_view text) {
    constexpr std::size_t words_max = 16;
    std::vector<dialect::Word> words;
    each_run(text, [&words](const std::u32string& run, bool han) {
        const std::u32string_view all(run);
        const auto whole = utf8(all);
        if (!han) {
            // Few words are as long as this, and what begins so is gathered quickly.
            if (all.size() >= beginnings_below) return words.push_back({whole, {}, true});
            return words.push_back({whole, beginning_mark + whole});
        }
        if (all.size() == 1) return words.push_back({whole});
        for (std::size_t i = 0; i + 1 < all.size(); ++i) words.push_back({utf8(all.substr(i, 2))});
    });
    if (words.size() > words_max) words.resize(words_max);
    return words;
}

namespace search {
namespace {

struct Insert {
    std::int64_t complaint = 0;
    std::string tokens;
    Statement statement;
    explicit Insert(Session& session)
        : statement(session, dialect::search_insert(session.engine()), in(complaint, tokens)) {}
};
struct Update {
    std::int64_t complaint = 0;
    std::string tokens;
    Statement statement;
    explicit Update(Session& session)
        : statement(session, dialect::search_update(session.engine()), in(tokens, complaint, tokens)) {}
};
struct Delete {
    std::int64_t complaint = 0;
    Statement statement;
    explicit Delete(Session& session)
        : statement(session,
                    "DELETE FROM case_words WHERE " + std::string(dialect::search_key(session.engine())) +
                        " = :complaint",
                    in(complaint)) {}
};

struct Note {
    std::int64_t complaint = 0;
    Statement statement;
    explicit Note(Session& session)
        : statement(session,
                    "INSERT INTO case_words_due (complaint) SELECT c.id FROM complaints c WHERE c.id = "
                    ":complaint AND c.received_at > 0 ON CONFLICT (complaint) DO UPDATE SET complaint = "
                    "excluded.complaint",
                    in(complaint)) {}
};
struct TakeNoted {
    std::int64_t limit = 0;
    std::int64_t complaint = 0;
    Statement statement;
    explicit TakeNoted(Session& session)
        : statement(session,
                    "DELETE FROM case_words_due WHERE complaint IN (SELECT complaint FROM case_words_due "
                    "ORDER BY complaint DESC LIMIT :most" +
                        std::string(dialect::lock_free_rows(session.engine())) + ") RETURNING complaint",
                    in(limit), out(complaint)) {}
};
struct Fill {
    std::int64_t complaint = 0;
    std::string texts;
    Statement statement;
    explicit Fill(Session& session)
        : statement(session, dialect::search_fill(session.engine()), in(texts, complaint)) {}
};

constexpr std::array head{&records::Complaint::number, &records::Complaint::complainant_name,
                          &records::Complaint::complainant_code, &records::Complaint::respondent_name,
                          &records::Complaint::respondent_code};

std::string tokens_of(const records::Complaint& complaint, const std::vector<std::int64_t>& bodies) {
    std::string text;
    for (const auto part : head) text.append(complaint.*part).append("\n");
    std::string tokens;
    for (const auto& token : search_tokens(text)) tokens.append(token).append(" ");
    for (const auto body : bodies) tokens.append(scope::token(body)).append(" ");
    if (!tokens.empty()) tokens.pop_back();
    return tokens;
}

}  // namespace

void refresh(Session& session, const records::Complaint& complaint, const std::vector<std::int64_t>& bodies,
             bool existed) {
    // Before the row itself: whoever reads the texts locks the two in this order.
    if (!bodies.empty()) note(session, complaint.id);
    if (bodies.empty()) {
        if (!existed) return;
        auto& query = session.prepared<Delete>();
        query.complaint = complaint.id;
        query.statement.run();
    } else if (existed) {
        // Most steps change nothing that is searched; the statement then leaves the row alone.
        auto& query = session.prepared<Update>();
        query.complaint = complaint.id;
        query.tokens = tokens_of(complaint, bodies);
        query.statement.run();
    } else {
        auto& query = session.prepared<Insert>();
        query.complaint = complaint.id;
        query.tokens = tokens_of(complaint, bodies);
        query.statement.run();
    }
}

void note(Session& session, std::int64_t complaint) {
    auto& query = session.prepared<Note>();
    query.complaint = complaint;
    query.statement.run();
}

std::vector<std::int64_t> take_noted(WriteTx& tx, std::size_t limit) {
    auto& query = tx.session().prepared<TakeNoted>();
    query.limit = static_cast<std::int64_t>(limit);
    std::vector<std::int64_t> found;
    query.statement.each([&] { found.push_back(query.complaint); });
    return found;
}

void fill(WriteTx& tx, const records::Complaint& complaint, std::string_view texts) {
    std::string all(texts);
    for (const auto part : head) all.append("\n").append(complaint.*part);
    auto tokens = search_parts(all);
    for (const auto part : head) {
        if (auto whole = whole_token(complaint.*part); !whole.empty()) tokens.push_back(std::move(whole));
    }
    auto& query = tx.session().prepared<Fill>();
    query.complaint = complaint.id;
    query.texts.clear();
    for (const auto& token : once_each(std::move(tokens))) query.texts.append(token).append(" ");
    if (!query.texts.empty()) query.texts.pop_back();
    query.statement.run();
}

}  // namespace search
}  // namespace qingqian::store
