#include "server.hpp"

#include <doctest/doctest.h>

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

#include "cases/officer_notice.hpp"
#include "files/pdf_check.hpp"
#include "identity/password.hpp"
#include "store/identity.hpp"
#include "store/migrations.hpp"
#include "support/first_calls.hpp"
#include "support/sample_files.hpp"

namespace qingqian::test {
namespace {

const bool registered = call_first(files::serve_pdf_check);

// Monday, 23 November 2026, 10:00 in Shanghai.
constexpr base::UtcMillis monday = 1'795'399'200'000;

constexpr std::string_view form = R"json({
 "complainant": {"name": "南京启明机械有限公司", "credit_code": "913201061234567883", "division": "320106",
  "address": "南京市鼓楼区中山北路 1 号", "industry": "industry", "size_year": 2025, "employees": 42,
  "revenue_fen": 50000000000, "size": "small", "legal_representative": "王建国", "contact_name": "李会计",
  "mobile": "13912345678", "email": "kuaiji@example.cn", "consent_sms": true, "consent_email": true,
  "told_sme": "yes"},
 "respondent": {"name": "江苏某市交通运输局", "credit_code": "1132010012345685X8", "type": "organ", "level": "city",
  "central_soe": false, "division": "320106", "address": "南京市建邺区", "contact_name": "办公室",
  "phone": "025-83300000"},
 "debts": [{"contract_name": "护栏采购合同", "contract_number": "HL-2025-01", "purchase": "goods",
  "signed_on": "2025-06-20", "contract_fen": 48600000, "delivered_on": "2025-08-31", "settlement": "once",
  "payment_days": 30, "payable_fen": 48600000, "paid_fen": 29950000, "arrears_fen": 18650000,
  "undisputed_fen": 18650000, "disputed_fen": 0, "due_on": "2025-09-30", "reasons": ["no_funds"]}],
 "claim": {"request": "请求督促被投诉人支付拖欠的货款 186500 元。",
  "facts": "我公司按合同于 2025 年 8 月 31 日交付护栏并验收，对方至今未付清余款，多次催要无果。",
  "in_court": "no", "repeated": "no"}
})json";

std::string make_folder() {
    base::SystemRandom random;
    const auto path = std::filesystem::temp_directory_path() / ("qq-server-" + base::random_hex(random, 8));
    std::filesystem::create_directories(path);
    return path.string();
}

/// One hash for all officers: hashing is dear, and what is tested is not the salt.
const std::string& shared_hash() {
    static const std::string hash = identity::hash_password(password);
    return hash;
}

void add_body(store::WriteTx& tx, std::string code, std::string name, std::string kind) {
    records::Body body{.code = std::move(code),
                       .name = std::move(name),
                       .name_en = {},
                       .kind = std::move(kind),
                       .division = "320000",
                       .phone = "025-83000000"};
    store::identity::insert_body(tx, body);
}

void add_officer(store::WriteTx& tx, std::string login, std::string role, std::string_view body) {
    records::Officer officer;
    officer.name = "officer " + login;
    officer.login = std::move(login);
    officer.body = store::identity::body_by_code(tx, body)->id;
    officer.roles = {std::move(role)};
    officer.password_hash = shared_hash();
    officer.created_at = tx.now();
    store::identity::insert_officer(tx, officer);
}

void seed(store::WriteTx& tx) {
    cases::seed_reference(tx);
    add_body(tx, "JS-ACC", "江苏省投诉受理中心", "accepting");
    add_body(tx, "JS-H1", "南京市交通运输局", "handling");
    add_body(tx, "JS-H2", "苏州市住房和城乡建设局", "handling");
    for (const char* role :
         {"intake", "intake_head", "supervisor", "caller", "statistics", "hotline", "admin", "auditor"}) {
        add_officer(tx, role, role, "JS-ACC");
    }
    add_officer(tx, "handler", "handler", "JS-H1");
    add_officer(tx, "handling_head", "handling_head", "JS-H1");
    add_officer(tx, "foreign", "handler", "JS-H2");
}

cases::EnvironmentPtr load(store::Store& store) {
    auto environment =
        store.read_now<cases::EnvironmentPtr>([](store::ReadTx& tx) -> base::Result<cases::EnvironmentPtr> {
            cases::Settings settings;
            settings.public_url = "https://qq.example.cn";
            settings.sms_provider = "twilio";
            settings.mail_provider = "smtp";
            settings.wake = [] {};
            return cases::load_environment(tx, settings);
        });
    REQUIRE(environment.has_value());
    return std::move(*environment);
}

/// What every server begins with. Filling a database takes long, so it is done once a program and copied.
struct Beginning {
    std::string folder = make_folder();
    std::string database = folder + "/filled.db";
    cases::EnvironmentPtr environment;

    Beginning() {
        base::ManualClock clock(monday);
        base::SystemRandom random;
        store::migrate(database, clock.now());
        const auto store = store::Store::open({.database = database, .clock = &clock, .random = &random});
        const auto seeded = store->write_now<bool>([](store::WriteTx& tx) -> base::Result<bool> {
            seed(tx);
            return true;
        });
        REQUIRE(seeded.has_value());
        environment = load(*store);
    }
    ~Beginning() { std::filesystem::remove_all(folder); }
};

const Beginning& beginning() {
    static const Beginning filled;
    return filled;
}

cases::EnvironmentPtr environment_with(std::function<void()> live) {
    auto environment = std::make_shared<cases::Environment>(*beginning().environment);
    environment->settings.live = std::move(live);
    return environment;
}

}  // namespace

TestServer::TestServer(bool scanning, std::function<void(api::Settings&)> change, api::HubOptions hub,
                       std::optional<files::Clamd> clamd)
    : folder_(make_folder()), clock_(monday) {
    const auto database = folder_ + "/qingqian.db";
    std::filesystem::copy_file(beginning().database, database);
    store_ = store::Store::open({.database = database, .readers = 2, .clock = &clock_, .random = &random_});
    live_ = std::make_unique<api::LiveHub>(*store_, clock_, identity::SessionRules{}, hub);
    environment_ = std::make_unique<cases::EnvironmentSource>(environment_with([this] { live_->wake(); }));
    live_->start(*environment_);
    workers_ = std::make_unique<http::Workers>(2);
    blobs_ = std::make_unique<files::BlobStore>(folder_);
    scanner_ = std::make_unique<files::Scanner>(
        *store_, *blobs_, [](std::string_view) {}, std::move(clamd));
    sign_in_ = std::make_unique<identity::SignIn>(*store_, *workers_, identity::SessionRules{});
    sign_in_->tell_of_failures([this](store::WriteTx& tx, const records::Officer& officer) {
        cases::tell_of_tried_login(tx, *environment_->get(), officer);
    });
    api::Settings settings;
    settings.public_url = "https://qq.example.cn";
    settings.sms.resize(1);
    settings.sms[0].twilio.auth_token = "token";
    settings.version = "0.0.0";
    if (change) change(settings);
    services_ = std::make_unique<api::Services>(api::Services{
        *store_, *environment_, *blobs_, *scanner_, *sign_in_, *workers_, clock_, *live_, settings});
    router_ = std::make_unique<http::Router>(api::build_routes(*services_));
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.threads = 2;
    options.public_url = settings.public_url;
    options.on_error = [](std::string_view id, std::string_view detail) {
        std::fprintf(stderr, "server: %.*s %.*s\n", static_cast<int>(id.size()), id.data(),
                     static_cast<int>(detail.size()), detail.data());
    };
    server_ = std::make_unique<http::Server>(*router_, *workers_, clock_, options);
    server_->start();
    if (scanning) scanner_->start();
}

TestServer::~TestServer() {
    server_->drain(std::chrono::seconds(5));
    live_->stop();
    scanner_->stop();
    workers_->stop();
    store_->close();
    std::error_code error;
    std::filesystem::remove_all(folder_, error);
}

Reply TestServer::get(std::string_view target, Headers headers) const {
    return send(port(), "GET", target, headers);
}

Reply TestServer::post(std::string_view target, Headers headers, std::string_view json) const {
    headers.emplace_back("Content-Type", "application/json");
    return send(port(), "POST", target, headers, json);
}

Reply TestServer::patch(std::string_view target, Headers headers, std::string_view json) const {
    headers.emplace_back("Content-Type", "application/json");
    return send(port(), "PATCH", target, headers, json);
}

Reply TestServer::remove(std::string_view target, Headers headers) const {
    return send(port(), "DELETE", target, headers);
}

Reply TestServer::upload(std::string_view complaint, Headers headers, std::string_view query,
                         std::string_view content) const {
    headers.emplace_back("Content-Type", "application/octet-stream");
    return send(port(), "POST",
                "/api/v1/complaints/" + std::string(complaint) + "/attachments?" + std::string(query),
                headers, content);
}

std::pair<std::string, std::string> TestServer::signed_in(std::string_view login) const {
    const boost::json::object input{{"kind", "officer"}, {"login", login}, {"password", password}};
    const auto reply = post("/api/v1/sessions", {}, boost::json::serialize(input));
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    return {"Cookie", reply.cookie()};
}

TestServer::Draft TestServer::ready_draft(std::string_view with) const {
    const auto begun = post("/api/v1/complaints", {secret(with), fresh_key()},
                            boost::json::serialize(boost::json::object{{"form", complete_form()}}));
    INFO(begun.body);
    REQUIRE(begun.status == 201);
    Draft draft{std::string(begun.json().at("complaint").at("uid").as_string()), begun.header("ETag")};
    for (const char* kind : {"complaint_letter", "licence", "contract", "debt_proof"}) {
        const auto reply = upload(draft.uid, {secret(with), fresh_key()},
                                  "name=a.pdf&kind=" + std::string(kind), samples::pdf(kind));
        INFO(reply.body);
        REQUIRE(reply.status == 201);
    }
    return draft;
}

Reply TestServer::submit(const Draft& draft, Headers headers) const {
    const boost::json::object step{{"action", "submit"},
                                   {"input", boost::json::object{{"declarations", all_declarations()}}}};
    return post("/api/v1/complaints/" + draft.uid + "/transitions", std::move(headers),
                boost::json::serialize(step));
}

TestServer::FiledCase TestServer::file_complaint(std::string_view with) const {
    const auto draft = ready_draft(with);
    const auto reply = submit(draft, {secret(with), fresh_key(), if_match(draft.etag)});
    INFO(reply.body);
    REQUIRE(reply.status == 201);
    const auto value = reply.json();
    const auto text = [](const boost::json::value& one) { return std::string(one.as_string()); };
    return {draft.uid, text(value.at("complaint").at("number")), text(value.at("receipt").at("code")),
            reply.header("ETag")};
}

std::pair<std::string, std::string> fresh_key() {
    static base::SystemRandom random;
    return {"Idempotency-Key", base::random_hex(random, 16)};
}

std::pair<std::string, std::string> secret(std::string_view text) {
    return {"Draft-Secret", std::string(text)};
}

std::pair<std::string, std::string> if_match(std::string_view etag) {
    return {"If-Match", std::string(etag)};
}

boost::json::object complete_form() {
    return boost::json::parse(form).as_object();
}

boost::json::array all_declarations() {
    boost::json::array ticked;
    for (const char* code : {"not_before_court", "truthful", "sme_with_contract", "personal_data"}) {
        ticked.push_back({{"code", code}, {"version", 1}});
    }
    return ticked;
}

std::string complete_filing() {
    return boost::json::serialize(boost::json::object{
        {"form", complete_form()}, {"submit", true}, {"declarations", all_declarations()}});
}

}  // namespace qingqian::test
