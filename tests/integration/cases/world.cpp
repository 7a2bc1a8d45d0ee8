#include "world.hpp"

#include "integration/support/postgres.hpp"
#include "store/session.hpp"

namespace qingqian::test {

namespace {

std::filesystem::path new_directory() {
    std::string name = std::filesystem::temp_directory_path() / "qingqian-cases-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    return name;
}

/// A directory that goes with the program.
struct Shelf {
    std::filesystem::path directory = new_directory();
    ~Shelf() { std::filesystem::remove_all(directory); }
};

std::string copy_of(const std::string& database, const std::filesystem::path& directory) {
    if (database.starts_with("postgresql:")) return PostgresServer::shared().copy_of(database);
    const auto path = directory / "test.db";
    std::filesystem::copy_file(database, path);
    return path.string();
}

}  // namespace

World::World(std::string database)
    : directory(new_directory()),
      path(std::move(database)),
      clock(base::day_begins(*base::parse_day("2026-11-23")) + 10 * 3600 * 1000) {
    settings.sms_provider = "sms";
    settings.mail_provider = "smtp";
    settings.public_url = "https://example.cn";
    settings.wake = [this] { ++woken; };
}

World::World(const Beginning& beginning) : World(std::string{}) {
    path = copy_of(beginning.database, directory);
    open();
    auto own = std::make_shared<cases::Environment>(*beginning.env);
    own->settings = settings;
    env = std::move(own);
}

World::World()
    : World([]() -> const Beginning& {
          static const Shelf shelf;
          static const Beginning filled = fill((shelf.directory / "filled.db").string());
          return filled;
      }()) {}

World::Beginning World::fill(const std::string& database) {
    World world(database);
    store::migrate(world.path, world.clock.now());
    world.open();
    world.write([](store::WriteTx& tx) {
        cases::seed_reference(tx);
        cases::seed_people(tx, {});
    });
    world.load();
    return {database, world.env};
}

const World::Beginning& World::filled_postgres() {
    static const Beginning filled = fill(PostgresServer::shared().new_database());
    return filled;
}

OnPostgres::OnPostgres() : World(filled_postgres()) {}

std::int64_t World::number(const std::string& sql) {
    std::int64_t found = -1;
    read([&](store::ReadTx& tx) {
        store::Statement statement(tx.session(), sql, store::out(found));
        statement.one();
    });
    return found;
}

void World::change(const std::string& sql) {
    write([&](store::WriteTx& tx) {
        store::Statement statement(tx.session(), sql);
        if (statement.run() == 0) throw std::runtime_error("nothing was changed: " + sql);
    });
}

json::object good_form() {
    return json::parse(R"({
      "complainant": {"name": "苏州澜岳机电有限公司", "credit_code": "91350100M000100Y43", "division": "320506",
        "address": "苏州市安心路8号", "industry": "industry", "size_year": 2025, "employees": 40,
        "revenue_fen": 300000000, "size": "small", "legal_representative": "王建平", "contact_name": "李晓燕",
        "mobile": "13900001234", "email": "lianxi@example.cn", "consent_sms": true, "consent_email": true,
        "told_sme": "yes"},
      "respondent": {"name": "苏州市临澜区水务管理局", "credit_code": "12100000425006117P", "type": "organ",
        "level": "county", "central_soe": false, "division": "320506", "address": "苏州市水岸大道1号",
        "contact_name": "张科长", "phone": "0512-81234567"},
      "debts": [{"contract_name": "配电设备采购合同", "purchase": "goods", "signed_on": "2025-07-01",
        "contract_fen": 18650000, "delivered_on": "2025-09-01", "settlement": "once",
        "payment_term": "none", "payable_fen": 18650000,
        "paid_fen": 0, "arrears_fen": 18650000, "undisputed_fen": 18000000, "disputed_fen": 650000,
        "due_on": "2025-10-08", "reasons": ["no_funds"]}],
      "claim": {"request": "请督促支付拖欠的设备款186500元。",
        "facts": "合同签订后我单位按期交付设备，对方验收使用，经多次催收至今没有付款，现提出投诉请求处理。",
        "in_court": "no", "repeated": "no"}})")
        .as_object();
}

json::array all_declarations(const cases::Environment& env) {
    json::array ticked;
    for (const auto& one : env.form.declarations) {
        ticked.push_back(json::object{{"code", one.code}, {"version", one.version}});
    }
    return ticked;
}

json::object good_reply() {
    return {{"result", "经核查，合同关系属实，被投诉人已将拖欠款项全部支付到位，投诉人确认收到。"},
            {"outcome", "O1"},
            {"verified", 18650000},
            {"undisputed", 18650000},
            {"disputed", 0},
            {"paid", 18650000},
            {"planned", 0}};
}

records::Complaint World::draft() {
    cases::NewComplaint input;
    input.form = good_form();
    auto filed = file(records::Actor{}, input);
    if (!filed) throw std::runtime_error(filed.error().code);
    write([&](store::WriteTx& tx) {
        for (const std::string kind : {"complaint_letter", "licence", "contract", "debt_proof"}) {
            records::Attachment file;
            file.uid = base::uuid_v7(tx.random(), tx.now());
            file.complaint = filed->complaint.id;
            file.kind = kind;
            file.name = kind + ".pdf";
            file.content_type = "application/pdf";
            file.size = 1000;
            file.sha256 = base::sha256_hex(kind);
            file.verdict = "clean";
            file.created_at = tx.now();
            store::attachments::insert(tx, file);
        }
    });
    return filed->complaint;
}

cases::Performed World::submitted() {
    const auto complaint = draft();
    auto done =
        perform(complainant(complaint), complaint, "submit", {{"declarations", all_declarations(*env)}});
    if (!done) throw std::runtime_error(done.error().code);
    return std::move(*done);
}

records::Complaint World::must(const records::Actor& actor, const records::Complaint& complaint,
                               std::string_view action, const json::object& input) {
    auto done = perform(actor, complaint, action, input);
    if (!done) throw std::runtime_error(std::string(action) + ": " + done.error().code);
    return done->complaint;
}

}  // namespace qingqian::test
