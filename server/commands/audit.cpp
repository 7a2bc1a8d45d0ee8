#include "cases/audit.hpp"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <iostream>

#include "commands/commands.hpp"

namespace qingqian::commands {

int audit_verify(Context& context, const std::string& number) {
    const auto store = open_store(context);
    const auto environment = open_environment(context, *store);
    const auto audited = number.empty() ? cases::audit_all(*store, environment)
                                        : cases::audit_one(*store, environment, number);
    if (!audited && audited.error().status == 404) {
        std::cerr << fmt::format("There is no case {}.\n", number);
        return exit_code::findings;
    }
    const auto report = value_or_throw(audited);
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
