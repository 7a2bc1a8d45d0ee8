#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>

#include "notifier/channels/mail.hpp"
#include "notifier/channels/sms_provider.hpp"
#include "records/message.hpp"

namespace qingqian::notifier {

/// What holds for every line to a carrier.
struct LineOptions {
    std::chrono::milliseconds connect;
    std::chrono::milliseconds total;
    std::string authorities;  ///< PEM file of certificate authorities beside the system's; empty for none
};

/// One libcurl transfer: an SMS or mail on its way, or a question to the carrier. Owns its handle and all
/// that libcurl reads from while it runs.
class Transfer {
  public:
    enum class Kind { sms, mail, question };

    /// `carrier_template` is what a gateway's request names as `{template}`.
    static std::unique_ptr<Transfer> sms(const channels::SmsProvider& provider,
                                         std::string_view carrier_template, records::Message message,
                                         base::UtcMillis now, const LineOptions& line);
    static std::unique_ptr<Transfer> mail(const channels::MailConfig& config, records::Message message,
                                          base::UtcMillis now, const LineOptions& line);
    static std::unique_ptr<Transfer> question(const channels::TwilioConfig& config, records::Message message,
                                              const std::string& url, const LineOptions& line);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    CURL* handle() const { return handle_; }
    Kind kind() const { return kind_; }
    const records::Message& message() const { return message_; }
    /// What the end of an SMS or mail means.
    channels::Outcome outcome(CURLcode result) const;
    /// The answer to a question; empty when it failed.
    std::string answer(CURLcode result) const;

  private:
    Transfer(Kind kind, records::Message message, const LineOptions& line);
    void post(const std::string& url);
    void use_account(const channels::TwilioConfig& config);
    channels::Outcome http_outcome(CURLcode result) const;
    channels::Outcome smtp_outcome(CURLcode result) const;
    static std::size_t take(char* data, std::size_t size, std::size_t count, void* self);
    static std::size_t hear(char* data, std::size_t size, std::size_t count, void* self);

    Kind kind_;
    records::Message message_;
    const channels::SmsProvider* provider_ = nullptr;  // outlives the transfer: it is part of the options
    CURL* handle_ = nullptr;
    curl_slist* headers_ = nullptr;
    curl_slist* recipients_ = nullptr;
    curl_mime* mime_ = nullptr;
    std::string request_;
    std::string received_;
    std::string message_id_;
    std::string refusal_;
};

}  // namespace qingqian::notifier
