#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "cases/bodies.hpp"
#include "commands/commands.hpp"
#include "store/identity.hpp"

namespace qingqian::commands {

int body_list(Context& context) {
    const auto store = open_store(context);
    const auto bodies = value_or_throw(store->read_now<std::vector<records::Body>>(
        [](store::ReadTx& tx) -> base::Result<std::vector<records::Body>> {
            return store::identity::bodies(tx, "");
        }));
    boost::json::array rows;
    for (const auto& body : bodies) {
        const auto parent = std::ranges::find(bodies, body.parent, &records::Body::id);
        const std::string superior = parent == bodies.end() ? "" : parent->code;
        if (context.json) {
            rows.push_back({{"code", body.code},
                            {"name", body.name},
                            {"name_en", body.name_en},
                            {"kind", body.kind},
                            {"division", body.division},
                            {"parent", superior},
                            {"phone", body.phone},
                            {"prefix", body.prefix}});
        } else {
            std::cout << fmt::format("{}\t{}\t{}\t{}\t{}\t{}\t{}\n", body.code, body.kind, body.division,
                                     superior, body.prefix, body.phone, body.name);
        }
    }
    if (context.json) std::cout << boost::json::serialize(rows) << '\n';
    return exit_code::ok;
}

int body_set(Context& context, const BodyFacts& facts) {
    const auto store = open_store(context);
    const cases::BodyChange change{.code = facts.code,
                                   .name = facts.name,
                                   .name_en = facts.name_en,
                                   .kind = facts.kind,
                                   .division = facts.division,
                                   .parent = facts.parent,
                                   .phone = facts.phone,
                                   .prefix = facts.prefix};
    const auto added = store->write_now<bool>([&change](store::WriteTx& tx) {
        auto done = cases::set_body(tx, change);
        if (done) note_command(tx, "set_body", change.code);
        return done;
    });
    if (!added) {
        for (const auto& fault : added.error().fields)
            std::cerr << fault.pointer << ": " << fault.sentence.zh << " / " << fault.sentence.en << '\n';
        if (added.error().fields.empty()) throw_problem(added.error());
        return exit_code::findings;
    }
    std::cout << fmt::format("{} is {}.\n", facts.code, *added ? "added" : "changed");
    return exit_code::ok;
}

}  // namespace qingqian::commands
