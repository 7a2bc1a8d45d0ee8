#include "offers.hpp"

#include <algorithm>
#include <string>

#include "routing.hpp"
#include "store/identity.hpp"
#include "view_parts.hpp"
#include "workflow/standing.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Actor;
using workflow::InputField;

json::object choice_json(std::string_view code, const base::Sentence& label, std::string_view basis) {
    json::object one{{"code", code}, {"label", parts::sentences(label)}};
    if (!basis.empty()) one["basis"] = basis;
    return one;
}

constexpr std::string_view size_body = "size_body";

/// Who and what a field may name, where these are few.
class Named {
  public:
    Named(store::ReadTx& tx, const Environment& env, const workflow::CaseView& view, const Actor& reader)
        : tx_(tx), env_(env), view_(view), reader_(reader) {}

    json::array choices(const workflow::Action& action, const InputField& field) const {
        json::array out;
        if (field.type == "officer") {
            add_officers(action, out);
        } else if (field.name == "co_body") {
            for (const auto& part : view_.parts) {
                if (part.role == "co" && part.until == 0) add_body(part.body, out);
            }
        } else if (field.name == size_body) {
            // Of whatever kind, and for whoever may ask: nobody need be allowed to list the bodies.
            for (const auto& [id, body] : env_.bodies) {
                if (body.kind != "supervising") add_body(id, out);
            }
        } else {
            const auto today = base::to_iso(base::legal_day(tx_.now()));
            for (const auto& choice : field.choices) {
                if (choice.open_to(view_.complaint.province, today))
                    out.push_back(choice_json(choice.code, choice.label, choice.basis));
            }
        }
        return out;
    }

    /// What the rules propose for a field; empty when they say nothing of it.
    std::string proposed(const InputField& field) const {
        if (field.name != size_body) return {};
        return size_body_of(env_, view_.complaint, base::legal_day(tx_.now()));
    }

  private:
    void add_officers(const workflow::Action& action, json::array& out) const {
        for (const auto& officer : store::identity::officers_of(tx_, reader_.body)) {
            if (officer.disabled_at == 0 && workflow::may_have_in_hand(action, officer.roles))
                out.push_back(choice_json(officer.login, {officer.name, officer.name}, ""));
        }
    }

    void add_body(std::int64_t id, json::array& out) const {
        if (const auto* body = env_.body(id))
            out.push_back(choice_json(body->code, {body->name, body->name_en}, ""));
    }

    store::ReadTx& tx_;
    const Environment& env_;
    const workflow::CaseView& view_;
    const Actor& reader_;
};

json::object field_json(const InputField& field, const workflow::Offer& offer, const Named& named) {
    json::object out{{"name", field.name},
                     {"type", field.type},
                     {"label", parts::sentences(field.label)},
                     {"required", field.required}};
    if (!field.help.zh.empty()) out["help"] = parts::sentences(field.help);
    if (field.min != 0) out["min"] = field.min;
    if (field.max != 0) out["max"] = field.max;
    if (const auto days = offer.days.find(field.name); days != offer.days.end()) {
        if (!days->second.min.empty()) out["not_before"] = days->second.min;
        if (!days->second.max.empty()) out["not_after"] = days->second.max;
    }
    auto choices = named.choices(*offer.action, field);
    if (!choices.empty()) out["choices"] = std::move(choices);
    if (auto code = named.proposed(field); !code.empty()) out["proposed"] = std::move(code);
    return out;
}

json::array audiences_of(const workflow::Action& action) {
    json::array out;
    for (const auto& row : action.tells) {
        for (const auto& audience : row.audiences) {
            if (std::ranges::find(out, json::value(audience)) == out.end()) out.emplace_back(audience);
        }
    }
    return out;
}

json::array documents_of(const workflow::Definition& definition, const workflow::Action& action) {
    json::array out;
    for (const auto& type : action.documents) {
        if (const auto* kind = definition.document(type)) out.push_back(parts::sentences(kind->label));
    }
    return out;
}

// Whom the reader stands in for when he takes this action; null when he acts for himself.
json::value acting_for(const workflow::Definition& definition, const workflow::Offer& offer,
                       const workflow::CaseView& view, const Actor& reader) {
    const auto acting = workflow::acting_on(definition, *offer.action, view, reader);
    if (!acting.substitute) return nullptr;
    const auto other =
        std::ranges::find(reader.represents, acting.substitute->acting_for, &records::Represented::officer);
    return other == reader.represents.end() ? json::value(nullptr) : json::value(other->name);
}

json::object offer_json(const workflow::Definition& definition, const workflow::Offer& offer,
                        const Named& named) {
    const auto& action = *offer.action;
    json::array reasons;
    for (const auto& reason : offer.reasons) {
        reasons.push_back(
            json::object{{"code", reason.code}, {"sentences", parts::sentences(reason.sentence)}});
    }
    json::array fields;
    for (const auto& field : action.fields) fields.push_back(field_json(field, offer, named));
    return {{"action", action.name},
            {"transition", action.transition},
            {"label", parts::sentences(action.label)},
            {"effect", parts::sentences(action.effect)},
            {"basis", action.basis},
            {"irreversible", action.irreversible},
            {"restricted", action.restricted},
            {"possible", offer.reasons.empty()},
            {"reasons", std::move(reasons)},
            {"tells", audiences_of(action)},
            {"documents", documents_of(definition, action)},
            {"fields", std::move(fields)}};
}

bool belongs_here(const workflow::Offer& offer) {
    return std::ranges::none_of(offer.reasons, [](const base::Problem& reason) {
        return reason.code == "wrong_state" || reason.code == "wrong_body";
    });
}

}  // namespace

json::array offers_json(store::ReadTx& tx, const Environment& env, const workflow::CaseView& view,
                        const Actor& reader) {
    const auto& definition = env.definition(view.complaint.definition, view.complaint.definition_version);
    const Named named(tx, env, view, reader);
    json::array out;
    for (const auto& offer : workflow::offers(definition, view, reader, env.calendar, env.terms, tx.now())) {
        if (!belongs_here(offer)) continue;
        auto shown = offer_json(definition, offer, named);
        shown["acting_for"] = acting_for(definition, offer, view, reader);
        out.push_back(std::move(shown));
    }
    return out;
}

}  // namespace qingqian::cases
