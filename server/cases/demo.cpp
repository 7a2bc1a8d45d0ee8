#include "demo.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>

#include "access.hpp"
#include "demo_dice.hpp"
#include "demo_words.hpp"
#include "file.hpp"
#include "perform.hpp"
#include "records/reasons.hpp"
#include "routing.hpp"
#include "store/attachments.hpp"
#include "store/history.hpp"
#include "store/identity.hpp"

namespace qingqian::cases {
namespace {

namespace reasons = records::reasons;
namespace json = boost::json;
using base::UtcMillis;
using demo::Dice;
using records::Actor;
using records::Complaint;

constexpr UtcMillis hour = 60LL * 60 * 1000;
constexpr UtcMillis day = 24 * hour;
constexpr std::string_view mute_reason = reasons::demo_data;
// Rendering its messages costs more than the rest of a case; a database this large is for measuring, not for
// reading.
constexpr std::int64_t told_max = 2000;
constexpr std::array<std::string_view, 4> asked_kinds{"complaint_letter", "licence", "contract",
                                                      "debt_proof"};

/// Where a case is to end up, how often, and how long ago at most it came there.
struct Aim {
    std::string_view state;
    int weight;
    std::int64_t days;
};
constexpr std::array aims{Aim{"DRAFT", 4, 30},           Aim{"SUBMITTED", 15, 17}, Aim{"SUPPLEMENT", 7, 11},
                          Aim{"REFUSED", 9, 200},        Aim{"ACCEPTED", 11, 17},  Aim{"TRANSFERRED", 8, 5},
                          Aim{"HANDLING", 17, 36},       Aim{"REPLIED", 8, 9},     Aim{"CLOSED", 17, 200},
                          Aim{"TERMINATED", 4, 200},     Aim{"RETURNED", 3, 5},    Aim{"FOLLOWUP", 5, 25},
                          Aim{"WITHDRAW_PENDING", 2, 4}, Aim{"WITHDRAWN", 3, 200}};

/// One case to be made: everything about it follows from its seed.
struct Plan {
    std::string_view aim;
    UtcMillis filed_at = 0;
    UtcMillis last_at = 0;
    bool detour = false;  ///< sent back for supplement once
    std::uint64_t seed = 0;
};

/// Who acts in the demo.
struct Cast {
    Actor intake, intake_head;
    std::map<std::string, Actor> handlers;                    ///< by body code
    std::vector<std::pair<std::string, std::int64_t>> blobs;  ///< SHA-256 and size, one per kind asked for
};

Actor actor_of(const records::Officer& officer) {
    Actor actor;
    actor.kind = "officer";
    actor.officer = officer.id;
    actor.name = officer.name;
    actor.body = officer.body;
    actor.roles = officer.roles;
    return actor;
}

// The least number of days between the filing and the last step of a way to a state.
std::int64_t days_on_the_way(Dice& dice, std::string_view aim, bool detour) {
    std::int64_t days = 0;
    if (aim == "DRAFT" || aim == "SUBMITTED") return detour ? 6 : 0;
    days += dice.between(1, 9);
    if (aim == "TERMINATED") return days + 24;
    const bool ended = aim == "CLOSED" || aim == "FOLLOWUP";
    const bool replied = aim == "REPLIED" || ended;
    const bool handled = aim == "HANDLING" || replied;
    if (aim == "TRANSFERRED" || aim == "RETURNED" || handled) days += dice.between(1, 9);
    if (aim == "RETURNED" || handled) days += dice.between(1, 3);
    if (replied) days += dice.between(8, 29);
    if (ended) days += dice.between(1, 6);
    return days + (detour ? 6 : 0);
}

Plan make_plan(const DemoOptions& options, std::int64_t index) {
    Plan plan;
    plan.seed = options.seed * 1'000'003 + static_cast<std::uint64_t>(index);
    Dice dice(plan.seed);
    int total = 0;
    for (const auto& aim : aims) total += aim.weight;
    // The first cases go round the states, so that a small demo has each of them.
    const Aim* aim = &aims[static_cast<std::size_t>(index) % aims.size()];
    if (index >= std::ssize(aims) * 2) {
        auto left = dice.below(total);
        aim = aims.data();
        while (left >= aim->weight) left -= (aim++)->weight;
    }
    plan.aim = aim->state;
    plan.detour =
        plan.aim != "DRAFT" && plan.aim != "TERMINATED" && plan.aim != "SUPPLEMENT" && dice.chance(12);
    plan.last_at = options.now - dice.below(aim->days * 24) * hour - dice.between(5, 55) * 60'000;
    plan.filed_at = plan.last_at - days_on_the_way(dice, plan.aim, plan.detour) * day;
    return plan;
}

/// Makes one case step by step, each at its own time, inside one unit of work.
class Making {
  public:
    Making(store::WriteTx& tx, const Environment& env, const Cast& cast, const Plan& plan)
        : tx_(tx),
          env_(env),
          cast_(cast),
          plan_(plan),
          dice_(plan.seed ^ 0x9E3779B97F4A7C15ULL),
          at_(plan.filed_at) {}

    /// The case and, when it was filed from outside, its receipt code.
    std::pair<Complaint, std::string> run() {
        story_ = demo::tell_story(dice_, base::legal_day(plan_.filed_at));
        file_it();
        if (plan_.aim == "DRAFT") return {complaint_, ""};
        if (plan_.detour) send_back_and_forth();
        if (plan_.aim == "SUPPLEMENT" || plan_.aim == "TERMINATED") {
            step(cast_.intake, "request_supplement", demo::supplement_input(dice_));
            if (plan_.aim == "TERMINATED") lapse();
        } else if (plan_.aim == "REFUSED") {
            const auto refusal = demo::refusal_input(dice_);
            step(cast_.intake, "propose_refusal", refusal);
            step(cast_.intake_head, "refuse", refusal);
        } else if (plan_.aim.starts_with("WITHDRAW")) {
            withdraw();
        } else if (plan_.aim != "SUBMITTED") {
            go_on();
        }
        return {complaint_, code_};
    }

  private:
    template <class T>
    T sure(base::Result<T> result, std::string_view what) {
        if (result) return std::move(*result);
        throw std::logic_error("demo: " + std::string(what) + " of " + std::string(plan_.aim) + ": " +
                               result.error().code + " " + result.error().log_detail + " " +
                               (result.error().fields.empty() ? "" : result.error().fields.front().pointer));
    }

    store::WriteTx past() { return {tx_.session(), at_, dice_, effects_}; }

    json::array declarations() const {
        json::array ticked;
        for (const auto& one : env_.form.declarations) {
            ticked.push_back(json::object{{"code", one.code}, {"version", one.version}});
        }
        return ticked;
    }

    void file_it() {
        NewComplaint input;
        input.form = story_.form;
        const bool from_outside = !cast_.blobs.empty() && (plan_.aim == "DRAFT" || dice_.chance(80));
        auto tx = past();
        if (!from_outside) {
            constexpr std::array<std::string_view, 4> channels{"counter", "phone", "letter", "mail"};
            input.channel = std::string(dice_.pick(channels));
            input.submit = plan_.aim != "DRAFT";
            complaint_ = sure(file(tx, env_, cast_.intake, input), "registering").complaint;
            return;
        }
        Actor nobody;
        complaint_ = sure(file(tx, env_, nobody, input, base::random_hex(dice_, 16)), "drafting").complaint;
        attach();
        if (plan_.aim == "DRAFT") return;
        at_ += dice_.between(5, 50) * 60'000;
        const auto done = step(complainant(), "submit", {{"declarations", declarations()}}, false);
        code_ = done.receipt->code;
    }

    void attach() {
        auto tx = past();
        for (std::size_t i = 0; i < asked_kinds.size(); ++i) {
            if (plan_.aim == "DRAFT" && i >= 2) return;  // a draft has gaps
            records::Attachment file;
            file.uid = base::uuid_v7(dice_, at_);
            file.complaint = complaint_.id;
            file.kind = asked_kinds[i];
            file.name = file.kind + ".pdf";
            file.content_type = "application/pdf";
            file.sha256 = cast_.blobs[i].first;
            file.size = cast_.blobs[i].second;
            file.verdict = "clean";
            file.pages = 1;
            file.created_at = at_;
            store::attachments::insert(tx, file);
        }
    }

    Actor complainant() const {
        Actor actor;
        actor.kind = "complainant";
        actor.name = complaint_.complainant_name;
        actor.complaint = complaint_.id;
        return actor;
    }

    // The steps that are left share the time that is left.
    void advance() {
        const auto left = plan_.last_at - at_;
        at_ +=
            left > 2 * hour ? std::max<UtcMillis>(hour, left / std::max<UtcMillis>(1, steps_left_)) : 60'000;
        if (steps_left_ > 1) --steps_left_;
    }

    Performed step(const Actor& actor, std::string_view action, const json::object& input,
                   bool later = true) {
        if (later) advance();
        auto tx = past();
        auto done =
            sure(perform(tx, env_, actor, complaint_.uid, complaint_.revision, action, input), action);
        complaint_ = done.complaint;
        return done;
    }

    void send_back_and_forth() {
        step(cast_.intake, "request_supplement", demo::supplement_input(dice_));
        at_ += 2 * day;
        step(complainant(), "resubmit", {{"note", "已按要求补充材料。"}}, false);
    }

    void lapse() {
        auto reading = past();
        for (const auto& clock : store::history::clocks(reading, complaint_.id)) {
            if (clock.state == "running")
                at_ = base::day_begins(*base::parse_day(clock.due_legal)) + day + 600'000;
        }
        Actor system;
        system.kind = "system";
        system.name = "系统";
        step(system, "lapse", {}, false);
    }

    void withdraw() {
        step(complainant(), "request_withdrawal",
             {{"reason", "双方已经和解，对方承诺本月内付清。"}, {"signed", true}});
        if (plan_.aim == "WITHDRAWN") step(cast_.intake, "confirm_withdrawal", {{"voluntary", true}});
    }

    // Two instalments of what a result left to be paid.
    void follow() {
        const auto first = complaint_.remaining_fen / 2;
        const auto due = [&](int days) {
            return base::to_iso(base::legal_day(at_) + std::chrono::days{days});
        };
        step(cast_.intake, "agree_plan",
             {{"plan", json::array{json::object{{"due", due(60)}, {"amount_fen", first}},
                                   json::object{{"due", due(90)},
                                                {"amount_fen", complaint_.remaining_fen - first}}}}});
    }

    void go_on() {
        steps_left_ = plan_.aim == "ACCEPTED"      ? 1
                      : plan_.aim == "TRANSFERRED" ? 2
                      : plan_.aim == "RETURNED"    ? 3
                      : plan_.aim == "HANDLING"    ? 3
                                                   : 4;
        step(cast_.intake, "accept", {});
        if (plan_.aim == "ACCEPTED") return;
        // As the rules say; where they leave it to the desk, it knows whom to ask.
        const auto routed = route_of(env_, complaint_, base::legal_day(at_));
        const auto& body = routed.body.empty() ? story_.handling_body : routed.body;
        step(cast_.intake, "transfer", {{"handling_body", body}});
        if (plan_.aim == "TRANSFERRED") return;
        const auto& handler = cast_.handlers.at(body);
        if (plan_.aim == "RETURNED") {
            step(handler, "return", {{"reason", "被投诉人不由本部门主管，建议改派其主管部门。"}});
            return;
        }
        step(handler, "sign_for", {});
        if (dice_.chance(30)) step(handler, "note", {{"text", demo::note_text(dice_)}}, false);
        if (plan_.aim == "HANDLING") return;
        const auto reply =
            plan_.aim == "FOLLOWUP" ? demo::promise_input(story_) : demo::reply_input(dice_, story_);
        step(handler, "reply", reply);
        if (plan_.aim == "REPLIED") return;
        if (plan_.aim == "FOLLOWUP") return follow();
        step(cast_.intake_head, "close",
             {{"outcome", reply.at("outcome")}, {"callback", dice_.chance(80) ? "reached" : "not_reached"}});
    }

    store::WriteTx& tx_;
    const Environment& env_;
    const Cast& cast_;
    const Plan& plan_;
    Dice dice_;
    UtcMillis at_;
    UtcMillis steps_left_ = 2;
    store::WriteTx::Effects effects_;  // nobody is to be woken
    demo::Story story_;
    Complaint complaint_;
    std::string code_;
};

Cast gather(store::ReadTx& tx, const Environment& env, const BlobWriter& blobs) {
    Cast cast;
    const auto officer = [&](std::string_view login) {
        return actor_of(store::identity::officer_by_login(tx, login).value());
    };
    cast.intake = officer("shouli");
    cast.intake_head = officer("shenhe");
    for (const auto& [id, body] : env.bodies) {
        if (body.kind != "handling") continue;
        for (const auto& one : store::identity::officers_of(tx, id)) {
            if (std::ranges::find(one.roles, "handler") != one.roles.end())
                cast.handlers[body.code] = actor_of(one);
        }
    }
    if (!blobs) return cast;
    for (const auto kind : asked_kinds) {
        const auto content = demo::plain_pdf("Demo material: " + std::string(kind));
        cast.blobs.emplace_back(blobs(content), static_cast<std::int64_t>(content.size()));
    }
    return cast;
}

struct Made {
    Complaint complaint;
    std::string code;
};

void note(DemoReport& report, const Made& made) {
    ++report.cases;
    report.events += made.complaint.event_count;
    if (made.code.empty() || made.complaint.state != "HANDLING") return;
    report.tracking_number = made.complaint.number;
    report.tracking_code = made.code;
    const auto& credit = made.complaint.complainant_code;
    report.tracking_credit_code_tail = credit.substr(credit.size() - 6);
}

// One batch is one unit of work and, since nothing else waits for the writer, one transaction: it needs no
// savepoints, whose journal would cost more than a case does.
base::Result<DemoReport> make_all(store::Store& store, const Environment& env, const Cast& cast,
                                  std::span<const Plan> plans, const DemoOptions& options) {
    constexpr std::size_t batch_size = 256;
    using Batch = std::vector<Made>;
    DemoReport report;
    for (std::size_t i = 0; i < plans.size(); i += batch_size) {
        const auto batch = plans.subspan(i, std::min(batch_size, plans.size() - i));
        const auto made = store.write_now<Batch>([&](store::WriteTx& tx) -> base::Result<Batch> {
            Batch cases;
            for (const auto& plan : batch) {
                auto [complaint, code] = Making(tx, env, cast, plan).run();
                cases.push_back({std::move(complaint), std::move(code)});
            }
            return cases;
        });
        if (!made) return std::unexpected(made.error());
        for (const auto& one : *made) note(report, one);
        if (options.progress) options.progress(report.cases);
    }
    return report;
}

}  // namespace

base::Result<DemoReport> seed_demo(store::Store& store, const Settings& settings,
                                   const DemoOptions& options) {
    using Logins = std::vector<DemoLogin>;
    auto logins = store.write_now<Logins>([&](store::WriteTx& tx) -> base::Result<Logins> {
        seed_reference(tx);
        return seed_people(tx, options.hash_password);
    });
    if (!logins) return std::unexpected(std::move(logins.error()));
    Settings quiet = settings;
    quiet.mute = mute_reason;
    quiet.wake = {};
    quiet.silent = options.cases > told_max;
    EnvironmentPtr env;
    auto cast = store.read_now<Cast>([&](store::ReadTx& tx) -> base::Result<Cast> {
        env = load_environment(tx, quiet);
        return gather(tx, *env, options.blobs);
    });
    if (!cast) return std::unexpected(std::move(cast.error()));
    std::vector<Plan> plans;
    for (std::int64_t i = 0; i < options.cases; ++i) plans.push_back(make_plan(options, i));
    // In the order of their filing, so that numbers and keys rise with time as they do in life.
    std::ranges::stable_sort(plans, {}, &Plan::filed_at);
    auto report = make_all(store, *env, *cast, plans, options);
    if (report) report->logins = std::move(*logins);
    return report;
}

}  // namespace qingqian::cases
