#include "transfer.hpp"

#include <algorithm>
#include <ctime>
#include <new>
#include <string_view>
#include <utility>

#include "records/reasons.hpp"

namespace qingqian::notifier {
namespace {

namespace reasons = records::reasons;

constexpr std::size_t longest_answer = 4 * 1024 * 1024;

long milliseconds(std::chrono::milliseconds time) {
    return static_cast<long>(time.count());
}

bool loopback(std::string_view url) {
    return url.find("//127.") != std::string_view::npos ||
           url.find("//localhost") != std::string_view::npos || url.find("//[::1]") != std::string_view::npos;
}

/// Mail has CR LF; a lone LF would come out as "=0A".
std::string crlf(std::string_view text) {
    std::string out;
    for (const char letter : text) {
        if (letter == '\n' && !out.ends_with('\r')) out.push_back('\r');
        out.push_back(letter);
    }
    return out;
}

/// The encoding that is shorter: quoted-printable spends three characters a byte on Chinese.
const char* encoder_for(std::string_view text) {
    const auto high =
        std::ranges::count_if(text, [](char letter) { return static_cast<unsigned char>(letter) >= 0x80; });
    return static_cast<std::size_t>(high) * 6 > text.size() ? "base64" : "quoted-printable";
}

void add_part(curl_mime* mime, const std::string& text, const char* type) {
    curl_mimepart* part = curl_mime_addpart(mime);
    const std::string lines = crlf(text);
    curl_mime_data(part, lines.data(), lines.size());
    curl_mime_type(part, type);
    curl_mime_encoder(part, encoder_for(lines));
}

/// Plain text and HTML as alternatives of one another.
curl_mime* alternatives(CURL* handle, const records::Message& message) {
    curl_mime* whole = curl_mime_init(handle);
    curl_mime* both = curl_mime_init(handle);
    add_part(both, message.text, "text/plain; charset=utf-8");
    if (!message.html.empty()) add_part(both, message.html, "text/html; charset=utf-8");
    curl_mimepart* part = curl_mime_addpart(whole);
    curl_mime_subparts(part, both);
    curl_mime_type(part, "multipart/alternative");
    return whole;
}

}  // namespace

Transfer::Transfer(Kind kind, records::Message message, const LineOptions& line)
    : kind_(kind), message_(std::move(message)), handle_(curl_easy_init()) {
    if (handle_ == nullptr) throw std::bad_alloc();
    curl_easy_setopt(handle_, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle_, CURLOPT_PRIVATE, this);
    curl_easy_setopt(handle_, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(line.connect));
    curl_easy_setopt(handle_, CURLOPT_TIMEOUT_MS, milliseconds(line.total));
    curl_easy_setopt(handle_, CURLOPT_FOLLOWLOCATION, 0L);
    if (!line.authorities.empty()) curl_easy_setopt(handle_, CURLOPT_CAINFO, line.authorities.c_str());
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &Transfer::take);
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, this);
}

Transfer::~Transfer() {
    curl_easy_cleanup(handle_);
    curl_mime_free(mime_);
    curl_slist_free_all(headers_);
    curl_slist_free_all(recipients_);
}

std::size_t Transfer::take(char* data, std::size_t size, std::size_t count, void* self) {
    auto& received = static_cast<Transfer*>(self)->received_;
    const std::size_t bytes = size * count;
    if (received.size() + bytes > longest_answer) return 0;
    received.append(data, bytes);
    return bytes;
}

/// A relay's lines of answer; the last refusal is what explains a failure.
std::size_t Transfer::hear(char* data, std::size_t size, std::size_t count, void* self) {
    const std::string_view line(data, size * count);
    if (line.starts_with('4') || line.starts_with('5')) static_cast<Transfer*>(self)->refusal_ = line;
    return line.size();
}

void Transfer::use_account(const channels::TwilioConfig& config) {
    curl_easy_setopt(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle_, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    curl_easy_setopt(handle_, CURLOPT_USERNAME, config.account_sid.c_str());
    curl_easy_setopt(handle_, CURLOPT_PASSWORD, config.auth_token.c_str());
    headers_ = curl_slist_append(headers_, "Accept: application/json");
    headers_ = curl_slist_append(headers_, "Expect:");
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
}

void Transfer::post(const std::string& url) {
    curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_, CURLOPT_POST, 1L);
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.size()));
    curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, request_.c_str());
    // On a kept connection that breaks before the answer libcurl sends the request a second time by itself;
    // the carrier may have taken the first. A new connection each time is what makes "once" true.
    curl_easy_setopt(handle_, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(handle_, CURLOPT_FORBID_REUSE, 1L);
}

std::unique_ptr<Transfer> Transfer::sms(const channels::SmsProvider& provider,
                                        std::string_view carrier_template, records::Message message,
                                        base::UtcMillis now, const LineOptions& line) {
    std::unique_ptr<Transfer> transfer(new Transfer(Kind::sms, std::move(message), line));
    transfer->provider_ = &provider;
    const auto& own = transfer->message_;
    if (!provider.gateway) {
        transfer->use_account(provider.twilio);
        transfer->request_ = channels::request_body(provider.twilio, own);
        transfer->post(channels::messages_url(provider.twilio));
        return transfer;
    }
    const auto& gateway = *provider.gateway;
    transfer->request_ = channels::request_body(gateway, provider.name, own, carrier_template, now);
    curl_easy_setopt(transfer->handle_, CURLOPT_PROTOCOLS_STR, "http,https");
    const auto add = [&](const std::string& line) {
        transfer->headers_ = curl_slist_append(transfer->headers_, line.c_str());
    };
    add("Content-Type: " + gateway.content_type);
    add("Expect:");
    for (const auto& line : gateway.headers) add(line);
    curl_easy_setopt(transfer->handle_, CURLOPT_HTTPHEADER, transfer->headers_);
    transfer->post(gateway.url);
    return transfer;
}

std::unique_ptr<Transfer> Transfer::question(const channels::TwilioConfig& config, records::Message message,
                                             const std::string& url, const LineOptions& line) {
    std::unique_ptr<Transfer> transfer(new Transfer(Kind::question, std::move(message), line));
    transfer->use_account(config);
    curl_easy_setopt(transfer->handle_, CURLOPT_URL, url.c_str());
    return transfer;
}

std::unique_ptr<Transfer> Transfer::mail(const channels::MailConfig& config, records::Message message,
                                         base::UtcMillis now, const LineOptions& line) {
    std::unique_ptr<Transfer> transfer(new Transfer(Kind::mail, std::move(message), line));
    CURL* handle = transfer->handle_;
    const auto& own = transfer->message_;
    const auto to = channels::parse_mailbox(own.address).address;
    transfer->message_id_ = channels::message_id(config, own);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(handle, CURLOPT_URL, config.url.c_str());
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &Transfer::hear);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, transfer.get());
    // A password goes over an open line only to this machine.
    const bool must_encrypt = config.require_tls || (!config.user.empty() && !loopback(config.url));
    curl_easy_setopt(handle, CURLOPT_USE_SSL,
                     static_cast<long>(must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!config.user.empty()) {
        curl_easy_setopt(handle, CURLOPT_USERNAME, config.user.c_str());
        curl_easy_setopt(handle, CURLOPT_PASSWORD, config.password.c_str());
    }
    const auto from = "<" + channels::envelope_sender(config, own) + ">";
    curl_easy_setopt(handle, CURLOPT_MAIL_FROM, from.c_str());
    transfer->recipients_ = curl_slist_append(nullptr, ("<" + to + ">").c_str());
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, transfer->recipients_);
    for (const auto& line : channels::mail_headers(config, own, now)) {
        transfer->headers_ = curl_slist_append(transfer->headers_, line.c_str());
    }
    curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers_);
    transfer->mime_ = alternatives(handle, own);
    curl_easy_setopt(handle, CURLOPT_MIMEPOST, transfer->mime_);
    return transfer;
}

namespace {

// RFC 9110, 10.2.3: a number of seconds, or a date, which is measured by the clock of whoever wrote it.
std::string seconds_to_wait(CURL* handle, const char* header) {
    const bool is_date = std::string_view(header).contains(' ');
    const auto until = is_date ? curl_getdate(header, nullptr) : -1;
    if (until < 0) return header;
    curl_header* date = nullptr;
    const bool dated = curl_easy_header(handle, "Date", 0, CURLH_HEADER, -1, &date) == CURLHE_OK;
    const auto theirs = dated ? curl_getdate(date->value, nullptr) : -1;
    const auto now = theirs < 0 ? std::time(nullptr) : theirs;
    return std::to_string(std::max<std::time_t>(0, until - now));
}

}  // namespace

channels::Outcome Transfer::outcome(CURLcode result) const {
    return kind_ == Kind::mail ? smtp_outcome(result) : http_outcome(result);
}

channels::Outcome Transfer::http_outcome(CURLcode result) const {
    if (result == CURLE_OK) {
        long status = 0;
        curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
        curl_header* retry_after = nullptr;
        const bool has =
            curl_easy_header(handle_, "Retry-After", 0, CURLH_HEADER, -1, &retry_after) == CURLHE_OK;
        const std::string wait = has ? seconds_to_wait(handle_, retry_after->value) : std::string();
        if (provider_ != nullptr && provider_->gateway)
            return channels::read_answer(*provider_->gateway, message_, status, received_, wait);
        return channels::read_answer(status, received_, wait);
    }
    long request_bytes = 0;
    curl_off_t ready = 0;
    curl_easy_getinfo(handle_, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(handle_, CURLINFO_PRETRANSFER_TIME_T, &ready);
    channels::Outcome outcome;
    const bool nothing_left = request_bytes == 0 && ready == 0;
    outcome.kind = nothing_left ? channels::Outcome::Kind::retry : channels::Outcome::Kind::unknown;
    outcome.code = result == CURLE_OPERATION_TIMEDOUT ? reasons::timeout : reasons::connection;
    outcome.detail = curl_easy_strerror(result);
    outcome.reason = nothing_left ? reasons::gateway_unavailable : outcome.code;
    outcome.provider_fault = true;
    return outcome;
}

channels::Outcome Transfer::smtp_outcome(CURLcode result) const {
    long code = 0;
    curl_off_t sent = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &code);
    curl_easy_getinfo(handle_, CURLINFO_SIZE_UPLOAD_T, &sent);
    auto outcome = channels::read_smtp_end(result == CURLE_OK, result == CURLE_LOGIN_DENIED,
                                           result == CURLE_OPERATION_TIMEDOUT, code, sent);
    if (result != CURLE_OK) outcome.detail = channels::with_words(curl_easy_strerror(result), refusal_);
    outcome.provider_id = message_id_;
    return outcome;
}

std::string Transfer::answer(CURLcode result) const {
    long status = 0;
    curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
    return result == CURLE_OK && status == 200 ? received_ : std::string();
}

}  // namespace qingqian::notifier
