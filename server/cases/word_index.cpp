#include "word_index.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

#include "base/log.hpp"
#include "store/attachments.hpp"
#include "store/complaints.hpp"
#include "store/search.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;

constexpr std::size_t batch = 25;
constexpr std::size_t most_excerpts = 3;

bool is_text(const FormField& field) {
    return field.contact.empty() && (field.type == "text" || field.type == "long_text");
}

void add_texts(const FormSection& section, const json::value& group, std::vector<CaseText>& texts) {
    const auto* object = group.if_object();
    if (object == nullptr) return;
    for (const auto& field : section.fields) {
        if (!is_text(field)) continue;
        const auto* value = object->if_contains(field.key);
        if (value != nullptr && value->is_string() && !value->get_string().empty())
            texts.push_back({"text", std::string(value->get_string())});
    }
}

/// A text of a case cut into its characters, beside each the byte at which it begins.
std::vector<std::size_t> starts_of(std::string_view text) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) starts.push_back(i);
    }
    starts.push_back(text.size());
    return starts;
}

/// Some characters around the byte `at`, in one line.
std::string around(std::string_view text, std::size_t at) {
    constexpr std::ptrdiff_t before = 12;
    constexpr std::ptrdiff_t after = 28;
    const auto starts = starts_of(text);
    const auto here = std::ranges::upper_bound(starts, at) - starts.begin() - 1;
    const auto from = std::max<std::ptrdiff_t>(0, here - before);
    const auto until = std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(starts.size()) - 1, here + after);
    const auto begin = starts[static_cast<std::size_t>(from)];
    const auto end = starts[static_cast<std::size_t>(until)];
    std::string excerpt(text.substr(begin, end - begin));
    std::ranges::replace_if(
        excerpt, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    return (begin > 0 ? "…" : "") + excerpt + (end < text.size() ? "…" : "");
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

bool shown_by(const records::Complaint& complaint, const std::string& word) {
    return std::ranges::any_of(std::array{&records::Complaint::number, &records::Complaint::complainant_name,
                                          &records::Complaint::respondent_name},
                               [&](auto part) { return lower(complaint.*part).contains(word); });
}

}  // namespace

std::vector<CaseText> texts_of(store::ReadTx& tx, const Environment& env,
                               const records::Complaint& complaint) {
    std::vector<CaseText> texts;
    const auto form = json::parse(complaint.form.empty() ? "{}" : complaint.form);
    for (const auto& section : env.form_of(complaint.definition).sections) {
        const auto* part = form.is_object() ? form.get_object().if_contains(section.key) : nullptr;
        if (part == nullptr) continue;
        if (part->is_array()) {
            for (const auto& entry : part->get_array()) add_texts(section, entry, texts);
        } else {
            add_texts(section, *part, texts);
        }
    }
    for (auto& file : store::attachments::of_case(tx, complaint.id))
        texts.push_back({"file", std::move(file.name)});
    return texts;
}

std::size_t index_words(store::Store& store, const Environment& env, std::size_t limit) {
    const auto read = store.write_now<std::size_t>([&](store::WriteTx& tx) -> base::Result<std::size_t> {
        const auto noted = store::search::take_noted(tx, limit);
        for (const auto id : noted) {
            const auto complaint = store::complaints::find_by_id(tx, id);
            if (!complaint || complaint->received_at == 0) continue;
            std::string all;
            for (const auto& each : texts_of(tx, env, *complaint)) all.append(each.text).append("\n");
            store::search::fill(tx, *complaint, all);
        }
        return noted.size();
    });
    return read ? *read : 0;
}

json::array excerpts(store::ReadTx& tx, const Environment& env, std::int64_t id, std::string_view asked) {
    json::array found;
    const auto complaint = store::complaints::find_by_id(tx, id);
    if (!complaint) return found;
    std::vector<std::string> words;
    for (auto& word : store::search_words(asked)) {
        if (!shown_by(*complaint, word.text)) words.push_back(std::move(word.text));
    }
    if (words.empty()) return found;
    auto texts = texts_of(tx, env, *complaint);
    texts.insert(texts.begin(),
                 {{"code", complaint->complainant_code}, {"code", complaint->respondent_code}});
    for (const auto& each : texts) {
        const auto plain = lower(each.text);
        const auto at = std::ranges::min(words, {}, [&](const auto& word) { return plain.find(word); });
        const auto place = plain.find(at);
        if (place == std::string::npos) continue;
        found.push_back(json::object{{"where", each.where}, {"excerpt", around(each.text, place)}});
        std::erase_if(words, [&](const auto& word) { return plain.contains(word); });
        if (words.empty() || found.size() == most_excerpts) break;
    }
    return found;
}

WordIndexer::WordIndexer(store::Store& store, EnvironmentSource& environment,
                         std::chrono::milliseconds interval)
    : store_(store), environment_(environment), interval_(interval) {}

WordIndexer::~WordIndexer() {
    stop();
}

void WordIndexer::start() {
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void WordIndexer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool WordIndexer::wait(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, time, [this] { return stopping_; });
}

void WordIndexer::run() {
    do {
        std::size_t read = 0;
        do {
            const auto begun = std::chrono::steady_clock::now();
            try {
                read = index_words(store_, *environment_.get(), batch);
            } catch (const std::exception& error) {
                base::log(base::LogLevel::error, "words_not_read", {{"detail", error.what()}});
                read = 0;
            }
            // Filings go first: a long row of cases takes a quarter of the writer's time at most.
            const auto took = std::chrono::steady_clock::now() - begun;
            if (read > 0 && !wait(std::chrono::duration_cast<std::chrono::milliseconds>(took * 3))) return;
        } while (read == batch);
    } while (wait(interval_));
}

}  // namespace qingqian::cases
