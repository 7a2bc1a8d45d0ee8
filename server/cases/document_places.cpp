#include "document_places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <string>
#include <string_view>

#include "access.hpp"
#include "base/decode.hpp"
#include "store/attachments.hpp"
#include "store/history.hpp"
#include "workflow/ledger.hpp"
#include "workflow/money.hpp"

namespace qingqian::cases {
namespace {

namespace json = boost::json;
using records::Complaint;
using records::Event;

std::string sum(std::int64_t fen) {
    const auto capital = workflow::capital_yuan(fen);
    const auto figures = workflow::format_yuan(fen) + "元";
    return capital ? fmt::format("{}（{}）", figures, *capital) : figures;
}

std::string day(std::string_view iso) {
    const auto read = base::parse_day(iso);
    return read ? base::to_chinese(*read) : std::string(iso);
}

std::string day_of(base::UtcMillis at) {
    return base::to_chinese(base::legal_day(at));
}

std::string text_at(const json::object& object, std::string_view member) {
    const auto* value = object.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::int64_t number_at(const json::object& object, std::string_view member) {
    const auto* value = object.if_contains(member);
    return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

// Codes of the law's own lists, N06 or O3, stand after their words.
std::string choice(const workflow::InputField& field, std::string_view code) {
    const auto found = std::ranges::find(field.choices, code, &workflow::Choice::code);
    if (found == field.choices.end()) return std::string(code);
    const bool listed =
        code.size() > 1 && (code[0] == 'N' || code[0] == 'O') && code[1] >= '0' && code[1] <= '9';
    return listed ? fmt::format("{}（{}）", found->label.zh, code) : found->label.zh;
}

template <class Each>
std::string joined(const json::value& list, std::string_view between, Each each) {
    std::string out;
    if (!list.is_array()) return out;
    std::size_t place = 0;
    for (const auto& item : list.get_array()) {
        if (!out.empty()) out += between;
        out += each(item, ++place);
    }
    return out;
}

/// Fills the places from one history.
class Filling {
  public:
    Filling(const Environment& env, const Complaint& complaint, const DocumentHistory& history,
            std::int64_t seq)
        : env_(env),
          complaint_(complaint),
          definition_(env.definition(complaint.definition, complaint.definition_version)),
          seq_(seq),
          values_(history.values) {}

    void step(const Event& event) {
        const auto payload = json::parse(event.payload);
        const auto& changes = payload.at("changes").as_object();
        const auto* action = definition_.action(event.action);
        note_bodies(changes);
        note_clocks(changes, event.seq == seq_);
        if (action == nullptr || action->restricted) return;
        note_course(event, changes, *action);
        if (receives(*action)) places_["received"] = day_of(event.at);
        const auto prefix = event.type + ".";
        // Of steps of one kind the latest speaks, and it alone.
        std::erase_if(places_, [&](const auto& place) { return place.first.starts_with(prefix); });
        places_[prefix + "on"] = day_of(event.at);
        places_[prefix + "document"] = document_of(changes);
        for (const auto& field : action->fields) {
            auto text = field_text(event, changes, field);
            if (event.seq == seq_ && !text.empty()) places_[field.name] = text;
            places_[prefix + field.name] = std::move(text);
        }
        note_outcome(changes, *action);
    }

    void parties(const Event& issued) {
        places_["day"] = day_of(issued.at);
        places_["complainant"] = complaint_.complainant_name;
        places_["respondent"] = complaint_.respondent_name;
        places_["accepting_body"] = body_name(accepting_ == 0 ? complaint_.accepting_body : accepting_);
        places_["handling_body"] = body_name(handling_);
        if (complaint_.arrears_fen > 0) places_["arrears"] = sum(complaint_.arrears_fen);
        const auto form = json::parse(complaint_.form);
        const auto* debts = form.as_object().if_contains("debts");
        if (debts != nullptr)
            places_["debts"] = joined(*debts, "\n", [](const json::value& debt, std::size_t) {
                return debt_line(debt.as_object());
            });
    }

    void sums(const workflow::Balance& balance) {
        places_["sum_claimed"] = sum(balance.claimed);
        if (balance.assessed) {
            places_["sum_verified"] = sum(balance.verified);
            places_["sum_undisputed"] = sum(balance.undisputed);
            places_["sum_disputed"] = sum(balance.disputed);
        }
        places_["sum_paid"] = sum(balance.paid);
        if (balance.waived != 0) places_["sum_waived"] = sum(balance.waived);
        places_["sum_remaining"] = sum(balance.remaining());
    }

    /// Every term that ran, as it stood last: from when, until when.
    void terms() {
        std::string out;
        for (const auto& clock : definition_.clocks) {
            const auto kind = "clock." + clock.kind;
            const auto due = places_.find(kind + ".due");
            if (due == places_.end()) continue;
            if (!out.empty()) out += "\n";
            out += fmt::format("{}：{}起，{}届满{}", clock.label.zh, places_[kind + ".began"], due->second,
                               late_[kind] ? "，逾期" : "");
        }
        places_["terms"] = std::move(out);
    }

    /// Evidence of the form as it had come by then; proof of single steps is no part of what is handed on.
    void materials(const std::vector<records::Attachment>& files, base::UtcMillis issued) {
        const auto& form = env_.form_of(complaint_.definition);
        std::string out;
        std::size_t place = 0;
        for (const auto& file : files) {
            if (is_proof(file.kind) || file.created_at > issued) continue;
            if (file.removed_at != 0 && file.removed_at <= issued) continue;
            const auto* material = form.material(file.kind);
            if (!out.empty()) out += "\n";
            out += fmt::format("{}. {}：{}", ++place, material == nullptr ? file.kind : material->label.zh,
                               file.name);
        }
        places_["materials"] = std::move(out);
    }

    notifier::Places take() { return std::move(places_); }

  private:
    static bool receives(const workflow::Action& action) {
        return std::ranges::find(action.effects, "receive") != action.effects.end();
    }

    std::string body_name(std::int64_t id) const {
        const auto* body = env_.body(id);
        return body == nullptr ? std::string{} : body->name;
    }

    // Which departments had the case then: the row knows only who has it now.
    void note_bodies(const json::object& changes) {
        for (auto [member, body] :
             {std::pair{"accepting_body", &accepting_}, {"handling_body", &handling_}}) {
            const auto* change = changes.if_contains(member);
            if (change != nullptr && change->at(1).is_int64()) *body = change->at(1).get_int64();
        }
    }

    void note_clocks(const json::object& changes, bool own) {
        const auto* notes = changes.if_contains("clocks");
        if (notes == nullptr || !notes->at(1).is_array()) return;
        for (const auto& each : notes->at(1).get_array()) {
            const auto& note = each.as_object();
            const auto kind = "clock." + text_at(note, "kind");
            if (note.contains("late")) late_[kind] = note.at("late").as_bool();
            if (const auto began = text_at(note, "started_day"); !began.empty())
                places_[kind + ".began"] = day(began);
            if (const auto before = text_at(note, "due_before"); own && !before.empty())
                places_[kind + ".before"] = day(before);
            const auto due = text_at(note, "due_legal");
            if (due.empty()) continue;
            const auto* provisional = note.if_contains("provisional");
            const bool open = provisional != nullptr && provisional->is_bool() && provisional->get_bool();
            places_[kind + ".due"] = day(due) + (open ? "（暂定）" : "");
        }
    }

    // The index of a file (卷宗目录): what was done when, and the papers that came of it.
    void note_course(const Event& event, const json::object& changes, const workflow::Action& action) {
        const auto add = [](std::string& list, const std::string& line) {
            list += (list.empty() ? "" : "\n") + line;
        };
        if (!action.transition.empty())
            add(places_["course"], fmt::format("{}　{}", day_of(event.at), action.label.zh));
        const auto* documents = changes.if_contains("documents");
        if (documents == nullptr || !documents->at(1).is_array()) return;
        for (const auto& each : documents->at(1).get_array()) {
            const auto& note = each.as_object();
            const auto* kind = definition_.document(text_at(note, "type"));
            add(places_["papers"], fmt::format("{}. {}　{}　{}", ++papers_,
                                               kind == nullptr ? text_at(note, "type") : kind->label.zh,
                                               text_at(note, "number"), day_of(event.at)));
        }
    }

    static std::string document_of(const json::object& changes) {
        const auto* documents = changes.if_contains("documents");
        if (documents == nullptr || !documents->at(1).is_array() || documents->at(1).get_array().empty())
            return {};
        return text_at(documents->at(1).get_array().front().as_object(), "number");
    }

    // Free text stands with the event's values, all else beside the changes of the case row.
    std::string field_text(const Event& event, const json::object& changes,
                           const workflow::InputField& field) const {
        if (field.personal) {
            const auto pointer = base::pointer_to("/values", field.name);
            for (const auto& value : values_) {
                if (value.event == event.id && value.pointer == pointer)
                    return words(field, json::parse(value.value));
            }
            return {};
        }
        const auto* change = changes.if_contains(field.name);
        return change == nullptr || !change->is_array() ? std::string{} : words(field, change->at(1));
    }

    // A result that is the same as before is no change of the row.
    void note_outcome(const json::object& changes, const workflow::Action& action) {
        const auto field = std::ranges::find(action.fields, "outcome", &workflow::InputField::name);
        const auto* change = changes.if_contains("outcome");
        if (field != action.fields.end() && change != nullptr)
            places_["outcome"] = words(*field, change->at(1));
    }

    std::string words(const workflow::InputField& field, const json::value& value) const {
        if (value.is_null()) return {};
        if (value.is_bool()) return value.get_bool() ? "是" : "";
        if (value.is_int64()) {
            if (field.type == "money") return sum(value.get_int64());
            return field.type == "body" ? body_name(value.get_int64()) : std::to_string(value.get_int64());
        }
        if (value.is_string()) return text_words(field, value.get_string());
        return list_words(field, value);
    }

    std::string text_words(const workflow::InputField& field, std::string_view text) const {
        if (field.type == "date") return day(text);
        if (field.type == "choice" || field.type == "choices") return choice(field, text);
        if (field.type != "body" && field.type != "bodies") return std::string(text);
        const auto* body = env_.body_by_code(text);
        return body == nullptr ? std::string(text) : body->name;
    }

    std::string list_words(const workflow::InputField& field, const json::value& value) const {
        if (field.type == "items") {
            return joined(value, "\n", [](const json::value& item, std::size_t place) {
                const auto& row = item.as_object();
                return fmt::format("{}. {}。补正方法：{}。", place, text_at(row, "defect"),
                                   text_at(row, "cure"));
            });
        }
        if (field.type == "plan") {
            return joined(value, "\n", [](const json::value& item, std::size_t place) {
                const auto& row = item.as_object();
                return fmt::format("第{}期：{}前（含当日）支付{}", place, day(text_at(row, "due")),
                                   sum(number_at(row, "amount_fen")));
            });
        }
        return joined(value, "、", [&](const json::value& item, std::size_t) {
            return item.is_string() ? text_words(field, item.get_string()) : std::string{};
        });
    }

    // Enough to find the contract in the books; no word of the complaint.
    static std::string debt_line(const json::object& debt) {
        std::string line = "《" + text_at(debt, "contract_name") + "》";
        if (const auto number = text_at(debt, "contract_number"); !number.empty())
            line += fmt::format("（{}）", number);
        if (const auto signed_on = text_at(debt, "signed_on"); !signed_on.empty())
            line += fmt::format("，{}签订", day(signed_on));
        if (const auto arrears = number_at(debt, "arrears_fen"); arrears > 0)
            line += fmt::format("，反映尚欠{}元", workflow::format_yuan(arrears));
        return line;
    }

    const Environment& env_;
    const Complaint& complaint_;
    const workflow::Definition& definition_;
    std::int64_t seq_;
    const std::vector<records::EventValue>& values_;
    std::int64_t accepting_ = 0;
    std::int64_t handling_ = 0;
    int papers_ = 0;
    std::map<std::string, bool> late_;
    notifier::Places places_;
};

}  // namespace

DocumentHistory document_history(store::ReadTx& tx, std::int64_t complaint) {
    return {store::history::events(tx, complaint), store::history::values(tx, complaint),
            store::history::entries(tx, complaint), store::attachments::of_case(tx, complaint)};
}

notifier::Places document_places_at(const Environment& env, const Complaint& complaint,
                                    const DocumentHistory& history, std::int64_t seq) {
    Filling filling(env, complaint, history, seq);
    const auto issued = std::ranges::find(history.events, seq, &Event::seq);
    if (issued == history.events.end()) return {};
    for (const auto& event : history.events) {
        if (event.seq <= seq) filling.step(event);
    }
    filling.parties(*issued);
    filling.terms();
    auto entries = history.entries;
    std::erase_if(entries, [&](const records::LedgerEntry& entry) { return entry.event > issued->id; });
    filling.sums(workflow::balance_of(entries));
    filling.materials(history.files, issued->at);
    return filling.take();
}

}  // namespace qingqian::cases
