#include "cases/audit.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>
#include <stdexcept>

#include "cases/heads.hpp"
#include "cases/watch.hpp"
#include "commands/commands.hpp"
#include "commands/heads.hpp"
#include "store/reference.hpp"

namespace qingqian::commands {

namespace {

/// Keeps when all histories were last gone through, for the administrator's page.
void keep(store::Store& store, const cases::AuditReport& report, base::UtcMillis now) {
    const auto text = boost::json::serialize(boost::json::object{
        {"at", now}, {"cases", report.cases}, {"events", report.events}, {"faults", report.faults.size()}});
    const auto kept = store.write_now<bool>([&text](store::WriteTx& tx) -> base::Result<bool> {
        store::reference::put_setting(tx, "audit_verified", text);
        return true;
    });
    // The finding stands whether or not it can be kept: a copy may be read only.
    if (!kept) std::cerr << "When this was verified could not be kept: " << kept.error().code << '\n';
}

}  // namespace

int audit_verify(Context& context, const std::string& number, const std::string& heads) {
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    const auto audited = number.empty() ? cases::audit_all(*store, environment)
                                        : cases::audit_one(*store, environment, number);
    if (!audited && audited.error().status == 404) {
        std::cerr << fmt::format("There is no case {}.\n", number);
        return exit_code::findings;
    }
    auto report = value_or_throw(audited);
    if (number.empty()) value_or_throw(cases::audit_watch(*store, report));
    if (!heads.empty()) {
        const auto lines = read_heads(heads);
        if (lines.empty()) throw std::runtime_error("there are no heads in " + heads);
        value_or_throw(cases::audit_heads(*store, lines, report));
    }
    if (number.empty()) keep(*store, report, context.clock.now());
    if (context.json) {
        boost::json::array faults;
        for (const auto& fault : report.faults) {
            faults.push_back({{"number", fault.number},
                              {"seq", fault.seq},
                              {"code", fault.code},
                              {"sentences", {{"zh-CN", fault.sentence.zh}, {"en", fault.sentence.en}}}});
        }
        std::cout << boost::json::serialize(boost::json::object{
                         {"cases", report.cases}, {"events", report.events}, {"faults", std::move(faults)}})
                  << '\n';
    } else {
        for (const auto& fault : report.faults) {
            std::cout << fmt::format("{} #{} {}: {}\n", fault.number, fault.seq, fault.code,
                                     fault.sentence.en);
        }
        std::cout << fmt::format("{} cases, {} events, {} faults.\n", report.cases, report.events,
                                 report.faults.size());
    }
    return report.faults.empty() ? exit_code::ok : exit_code::findings;
}

}  // namespace qingqian::commands
