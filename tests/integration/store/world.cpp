#include "integration/store/world.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "integration/support/postgres.hpp"
#include "store/complaints.hpp"
#include "store/identity.hpp"
#include "store/migrations.hpp"

namespace qingqian::test {

TemporaryDirectory::TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "qingqian-store-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

World::World(On engine)
    : database_(engine == On::sqlite ? directory_.path() + "/cases.db"
                                     : PostgresServer::shared().new_database()) {
    store::migrate(database_, clock.now());
    reopen();
}

World::~World() = default;

void World::reopen(store::StoreOptions options) {
    store_.reset();
    options.database = database_;
    options.clock = &clock;
    options.random = &random;
    store_ = store::Store::open(options);
}

records::Complaint some_complaint(World& world, std::int64_t accepting_body) {
    records::Complaint complaint;
    complaint.uid = base::uuid_v7(world.random, world.clock.now());
    complaint.province = "JS";
    complaint.definition = "complaint";
    complaint.state = "SUBMITTED";
    complaint.form = R"({"subject":"货款"})";
    complaint.complainant_name = "苏州精工机械有限公司";
    complaint.complainant_code = "91320500MA1ABCDE05";
    complaint.respondent_name = "南京大发建设集团";
    complaint.respondent_code = "91320100MA1XYZXY17";
    complaint.respondent_type = "large_enterprise";
    complaint.respondent_division = "320100";
    complaint.arrears_fen = 1'234'500;
    complaint.accepting_body = accepting_body;
    complaint.created_at = world.clock.now();
    complaint.received_at = world.clock.now();
    complaint.updated_at = world.clock.now();
    return complaint;
}

records::Body some_body(World& world, const std::string& code, std::int64_t parent) {
    return world.write([&](store::WriteTx& tx) {
        records::Body body;
        body.code = code;
        body.name = "部门" + code;
        body.kind = "accepting";
        body.division = "320000";
        body.parent = parent;
        store::identity::insert_body(tx, body);
        return body;
    });
}

}  // namespace qingqian::test
