#include "idempotent.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <stdexcept>
#include <vector>

#include "access.hpp"
#include "base/random.hpp"
#include "step.hpp"
#include "store/complaints.hpp"
#include "store/history.hpp"
#include "store/idempotency.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using Bytes = std::vector<unsigned char>;

constexpr std::string_view seal_context = "qingqian idempotent answer";

std::array<unsigned char, crypto_secretbox_KEYBYTES> seal_key(std::string_view idempotency_key) {
    static_assert(crypto_secretbox_KEYBYTES == crypto_auth_hmacsha256_BYTES);
    std::array<unsigned char, crypto_secretbox_KEYBYTES> key{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(seal_context.data()),
                                seal_context.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(idempotency_key.data()),
                                  idempotency_key.size());
    crypto_auth_hmacsha256_final(&state, key.data());
    return key;
}

// Whoever reads the database alone cannot open it: the key is never stored, only its hash with the actor's
// name.
std::string seal(std::string_view text, std::string_view idempotency_key, base::Random& random) {
    Bytes box(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size());
    random.fill(box.data(), crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box.data() + crypto_secretbox_NONCEBYTES,
                          reinterpret_cast<const unsigned char*>(text.data()), text.size(), box.data(),
                          seal_key(idempotency_key).data());
    std::string encoded(sodium_base64_ENCODED_LEN(box.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(encoded.data(), encoded.size(), box.data(), box.size(), sodium_base64_VARIANT_ORIGINAL);
    encoded.pop_back();
    return encoded;
}

std::string open(std::string_view sealed, std::string_view idempotency_key) {
    Bytes box(sealed.size());
    std::size_t size = 0;
    if (sodium_base642bin(box.data(), box.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        size < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES) {
        throw std::runtime_error("a stored answer is damaged");
    }
    std::string text(size - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(
            reinterpret_cast<unsigned char*>(text.data()), box.data() + crypto_secretbox_NONCEBYTES,
            size - crypto_secretbox_NONCEBYTES, box.data(), seal_key(idempotency_key).data()) != 0) {
        throw std::runtime_error("a stored answer cannot be opened with its key");
    }
    return text;
}

std::string key_hash_of(const IdempotencyKey& key) {
    return base::sha256_hex(key.actor + "\n" + key.key);
}

json::value receipt_note(const std::optional<Receipt>& receipt) {
    if (!receipt) return nullptr;
    json::array missing;
    for (const auto& kind : receipt->missing) missing.emplace_back(kind);
    return json::object{
        {"code", receipt->code}, {"seq", receipt->event_count}, {"missing", std::move(missing)}};
}

std::optional<Receipt> receipt_again(store::ReadTx& tx, const records::Complaint& complaint,
                                     const json::value& note) {
    if (note.is_null()) return std::nullopt;
    auto receipt = receipt_at(tx, complaint, note.at("seq").as_int64());
    receipt.code = note.at("code").as_string();
    for (const auto& kind : note.at("missing").as_array()) receipt.missing.emplace_back(kind.as_string());
    return receipt;
}

// Answers kept by an older version lack what it did not know.
std::string text_of(const json::value& note, std::string_view member) {
    const auto* value = note.as_object().if_contains(member);
    return value == nullptr ? std::string{} : std::string(value->as_string());
}

records::Complaint complaint_again(store::ReadTx& tx, const json::value& note) {
    auto complaint = store::complaints::find(tx, std::string_view(note.at("uid").as_string()));
    if (!complaint) throw std::runtime_error("a stored answer names a case that is not there");
    return std::move(*complaint);
}

}  // namespace

std::string key_owner(const records::Actor& actor, std::string_view draft_secret) {
    if (actor.kind == "officer") return "officer:" + std::to_string(actor.officer);
    if (!draft_secret.empty()) return "draft:" + draft_secret_hash(draft_secret);
    if (actor.kind == "complainant") return "complaint:" + std::to_string(actor.complaint);
    if (actor.kind == "respondent") return "respondent:" + std::to_string(actor.complaint);
    return actor.kind;
}

bool is_idempotency_key(std::string_view text) {
    return text.size() >= 16 && text.size() <= 128 && std::ranges::all_of(text, [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
           });
}

std::string request_hash(std::string_view method, std::string_view path, std::string_view body) {
    std::string text;
    text.reserve(method.size() + path.size() + body.size() + 2);
    text.append(method).append("\n").append(path).append("\n").append(body);
    return base::sha256_hex(text);
}

bool has_answer(store::ReadTx& tx, const IdempotencyKey& key) {
    return store::idempotency::find(tx, key_hash_of(key)).has_value();
}

base::Result<json::value> idempotent_json(store::WriteTx& tx, const IdempotencyKey& key,
                                          const std::function<base::Result<json::value>()>& work) {
    const auto key_hash = key_hash_of(key);
    if (const auto known = store::idempotency::find(tx, key_hash)) {
        if (known->body_hash != key.body_hash) return base::refuse("idempotency_key_reused");
        return json::parse(open(known->answer, key.key));
    }
    auto answer = work();
    if (!answer) return answer;
    store::idempotency::insert(
        tx, {key_hash, key.body_hash, 201, seal(json::serialize(*answer), key.key, tx.random()), tx.now()});
    return answer;
}

base::Result<Filed> idempotent(store::WriteTx& tx, const IdempotencyKey& key,
                               const std::function<base::Result<Filed>()>& work) {
    std::optional<Filed> fresh;
    auto note = idempotent_json(tx, key, [&]() -> base::Result<json::value> {
        auto filed = work();
        if (!filed) return std::unexpected(std::move(filed.error()));
        fresh = std::move(*filed);
        return json::object{{"uid", fresh->complaint.uid},
                            {"number", fresh->complaint.number},
                            {"state", fresh->complaint.state},
                            {"revision", fresh->complaint.revision},
                            {"receipt", receipt_note(fresh->receipt)},
                            {"earlier", fresh->earlier}};
    });
    if (!note) return std::unexpected(std::move(note.error()));
    if (fresh) return std::move(*fresh);
    Filed filed;
    filed.complaint = complaint_again(tx, *note);
    filed.receipt = receipt_again(tx, filed.complaint, note->at("receipt"));
    filed.complaint.number = note->at("number").as_string();
    filed.complaint.state = note->at("state").as_string();
    filed.complaint.revision = note->at("revision").as_int64();
    const auto* earlier = note->as_object().if_contains("earlier");
    if (earlier != nullptr) filed.earlier = earlier->as_array();
    return filed;
}

base::Result<Performed> idempotent(store::WriteTx& tx, const IdempotencyKey& key,
                                   const std::function<base::Result<Performed>()>& work) {
    std::optional<Performed> fresh;
    auto note = idempotent_json(tx, key, [&]() -> base::Result<json::value> {
        auto performed = work();
        if (!performed) return std::unexpected(std::move(performed.error()));
        fresh = std::move(*performed);
        return json::object{{"uid", fresh->complaint.uid},
                            {"seq", fresh->event.seq},
                            {"receipt", receipt_note(fresh->receipt)},
                            {"access_code", fresh->access_code},
                            {"draft", fresh->draft},
                            {"draft_secret", fresh->draft_secret}};
    });
    if (!note) return std::unexpected(std::move(note.error()));
    if (fresh) return std::move(*fresh);
    Performed performed;
    performed.complaint = complaint_again(tx, *note);
    for (auto& event : store::history::events(tx, performed.complaint.id)) {
        if (event.seq == note->at("seq").as_int64()) performed.event = std::move(event);
    }
    performed.receipt = receipt_again(tx, performed.complaint, note->at("receipt"));
    performed.access_code = text_of(*note, "access_code");
    performed.draft = text_of(*note, "draft");
    performed.draft_secret = text_of(*note, "draft_secret");
    return performed;
}

}  // namespace qingqian::cases
