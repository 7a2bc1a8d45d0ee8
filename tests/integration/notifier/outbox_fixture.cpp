#include "integration/notifier/outbox_fixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "store/complaints.hpp"
#include "store/migrations.hpp"
#include "store/outbox.hpp"

namespace qingqian::test {
namespace {

template <class T>
T must(base::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + ": " + result.error().log_detail);
    return std::move(*result);
}

}  // namespace

OutboxFixture::OutboxFixture() {
    char name[] = "/tmp/qingqian-outbox-XXXXXX";
    if (mkdtemp(name) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    const auto database = directory_ + "/outbox.db";
    store::migrate(database, clock_.now());
    store::StoreOptions options;
    options.database = database;
    options.readers = 1;
    options.clock = &clock_;
    options.random = &random_;
    store_ = store::Store::open(options);
    complaint_ =
        must(store_->write_now<std::int64_t>([this](store::WriteTx& tx) -> base::Result<std::int64_t> {
            records::Complaint complaint;
            complaint.uid = base::uuid_v7(random_, tx.now());
            complaint.province = "JS";
            complaint.number = "JSTS20261123000123";
            complaint.definition = "complaint";
            complaint.state = "SUBMITTED";
            complaint.form = "{}";
            store::complaints::insert(tx, complaint);
            return complaint.id;
        }));
}

OutboxFixture::~OutboxFixture() {
    stop();
    store_->close();
    store_.reset();
    std::filesystem::remove_all(directory_);
}

std::int64_t OutboxFixture::insert(records::Message message) {
    const auto now = clock_.now();
    message.uid = base::uuid_v7(random_, now);
    message.complaint = complaint_;
    ++events_;
    if (message.event == 0) message.event = events_;
    if (message.event_name.empty()) message.event_name = "SUBMITTED";
    if (message.recipient.empty()) message.recipient = "complainant:" + std::to_string(events_);
    message.language = "zh-CN";
    if (message.created_at == 0) message.created_at = now;
    message.next_try_at = message.updated_at = now;
    const auto id =
        must(store_->write_now<std::int64_t>([message](store::WriteTx& tx) -> base::Result<std::int64_t> {
            auto row = message;
            if (!store::outbox::insert(tx, row)) throw std::runtime_error("the message is there already");
            return row.id;
        }));
    if (dispatcher_) dispatcher_->wake();
    return id;
}

std::int64_t OutboxFixture::put(records::Message message) {
    if (message.provider.empty()) message.provider = message.channel == "mail" ? "smtp" : "twilio";
    return insert(std::move(message));
}

std::int64_t OutboxFixture::sms(const std::string& number, const std::string& text) {
    records::Message message;
    message.channel = "sms";
    message.provider = "twilio";
    message.address = number;
    message.text = text;
    return insert(std::move(message));
}

std::int64_t OutboxFixture::mail(const std::string& address, const std::string& subject,
                                 const std::string& text, const std::string& html) {
    records::Message message;
    message.channel = "mail";
    message.provider = "smtp";
    message.address = address;
    message.subject = subject;
    message.text = text;
    message.html = html;
    return insert(std::move(message));
}

notifier::channels::SmsProvider OutboxFixture::provider(const std::string& name, const std::string& url) {
    notifier::channels::SmsProvider provider;
    provider.name = name;
    provider.twilio = {url, Sandbox::account_sid, Sandbox::auth_token, "+8610690000", "http://127.0.0.1:9"};
    return provider;
}

notifier::DispatchOptions OutboxFixture::options() const {
    using namespace std::chrono_literals;
    notifier::DispatchOptions options;
    options.sms.push_back(provider("twilio", sandbox.http()));
    options.mail = notifier::channels::MailConfig{.url = sandbox.smtp(),
                                                  .user = "",
                                                  .password = "",
                                                  .from = "江苏中小企业服务 <noreply@qq.example.cn>",
                                                  .bounce_to = "bounce@qq.example.cn",
                                                  .reply_to = "reply@qq.example.cn",
                                                  .secret = "secret of the tests"};
    options.connect_timeout = 1s;
    options.total_timeout = 1500ms;
    options.back_off = {100ms, 400ms, 4};
    options.poll = 200ms;
    options.ask_after = 200ms;
    options.grace = 1000ms;
    options.breaker_failures = 1000;
    return options;
}

void OutboxFixture::start(const notifier::DispatchOptions& options) {
    stop();
    dispatcher_ = std::make_unique<notifier::Dispatcher>(*store_, clock_, random_, options);
    dispatcher_->start();
}

void OutboxFixture::stop() {
    dispatcher_.reset();
}

records::Message OutboxFixture::message(std::int64_t id) {
    return must(store_->read_now<records::Message>([id](store::ReadTx& tx) -> base::Result<records::Message> {
        return store::outbox::find_by_id(tx, id).value();
    }));
}

std::ptrdiff_t OutboxFixture::count(const std::vector<std::int64_t>& ids, const std::string& state) {
    return must(store_->read_now<std::ptrdiff_t>([&](store::ReadTx& tx) -> base::Result<std::ptrdiff_t> {
        return std::ranges::count_if(
            ids, [&](std::int64_t id) { return store::outbox::find_by_id(tx, id).value().state == state; });
    }));
}

std::vector<records::Attempt> OutboxFixture::attempts(std::int64_t id) {
    return must(store_->read_now<std::vector<records::Attempt>>(
        [id](store::ReadTx& tx) -> base::Result<std::vector<records::Attempt>> {
            return store::outbox::attempts(tx, id);
        }));
}

void OutboxFixture::change(std::int64_t id, const std::function<void(records::Message&)>& change) {
    must(store_->write_now<bool>([&](store::WriteTx& tx) -> base::Result<bool> {
        auto row = store::outbox::find_by_id(tx, id).value();
        change(row);
        store::outbox::update(tx, row);
        return true;
    }));
}

notifier::ReceiptOutcome OutboxFixture::report(std::int64_t id, const std::string& sid,
                                               const std::string& status, const std::string& code) {
    const auto uid = message(id).uid;
    return must(store_->write_now<notifier::ReceiptOutcome>(
        [&](store::WriteTx& tx) -> base::Result<notifier::ReceiptOutcome> {
            return notifier::record_status(tx, uid, {sid, status, code}, tx.now());
        }));
}

bool OutboxFixture::reaches(std::int64_t id, const std::vector<std::string>& states) {
    for (int tries = 0; tries < 600; ++tries) {
        if (std::ranges::find(states, message(id).state) != states.end()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    const auto last = message(id);
    MESSAGE("still " << last.state << " (" << last.reason << ")");
    for (const auto& attempt : attempts(id)) {
        MESSAGE(attempt.at << " " << attempt.outcome << " " << attempt.code << " " << attempt.detail);
    }
    return false;
}

}  // namespace qingqian::test
