#include "notice_choices.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "api/access.hpp"
#include "api/route.hpp"
#include "cases/notice_choices.hpp"
#include "store/notice_choices.hpp"

namespace qingqian::api::notice_choices {
namespace {

using Shown = base::Result<http::Response>;

enum class Way { now, digest, off };
BOOST_DESCRIBE_ENUM(Way, now, digest, off)
enum class SmsWay { now, off };
BOOST_DESCRIBE_ENUM(SmsWay, now, off)

/// One of `ChosenNotices` of the contract.
struct Chosen {
    std::string family;
    Way mail = Way::now;
    std::optional<SmsWay> sms;  ///< not given: as it is
};
BOOST_DESCRIBE_STRUCT(Chosen, (), (family, mail, sms))

constexpr auto bounds_of(const Chosen*) {
    return std::array{base::Bound{"family", 1, 40}};
}

/// `ChosenNotices` of the contract.
struct ChosenNotices {
    std::vector<Chosen> families;
};
BOOST_DESCRIBE_STRUCT(ChosenNotices, (), (families))

constexpr auto bounds_of(const ChosenNotices*) {
    return std::array{base::Bound{"families", 0, 20}};
}

std::string name_of(Way way) {
    if (way == Way::digest) return "digest";
    return way == Way::off ? "off" : "now";
}

Shown show(store::ReadTx& tx, const Call& call) {
    return answer(200, cases::notice_choices_json(tx, call.environment(), call.actor().officer));
}

base::Result<bool> save(store::WriteTx& tx, const Call& call, const ChosenNotices& input) {
    std::vector<base::FieldFault> faults;
    for (std::size_t i = 0; i < input.families.size(); ++i) {
        const auto known = std::ranges::any_of(cases::notice_families(), [&](const auto& family) {
            return family.code == input.families[i].family;
        });
        if (!known)
            faults.push_back(base::fault("/families/" + std::to_string(i) + "/family", "not_a_choice"));
    }
    if (!faults.empty()) return std::unexpected(base::invalid_input(std::move(faults)));
    const auto officer = call.actor().officer;
    const auto before = cases::effective_choices(tx, call.environment(), officer);
    for (const auto& chosen : input.families) {
        // Whatever stays as the routing has it is no choice, and follows the routing when that changes.
        const auto& now = *std::ranges::find(before, chosen.family, &cases::EffectiveChoice::family);
        const std::string mail = name_of(chosen.mail);
        if (mail != now.mail) store::notice_choices::put(tx, officer, {chosen.family, "mail", mail});
        if (!chosen.sms) continue;
        const std::string sms = *chosen.sms == SmsWay::now ? "now" : "off";
        if (sms != now.sms) store::notice_choices::put(tx, officer, {chosen.family, "sms", sms});
    }
    return true;
}

Shown show_saved(store::ReadTx& tx, const Call& call, const bool&) {
    return show(tx, call);
}

}  // namespace

void add_routes(http::Router& router, const Services& services) {
    router.add(make(services, read("/api/v1/notice-choices", any_officer, show)));
    router.add(make(services, write("PUT", "/api/v1/notice-choices", any_officer, save, show_saved)));
}

}  // namespace qingqian::api::notice_choices
