#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "cases/inbound.hpp"
#include "integration/cases/world.hpp"
#include "store/inbound.hpp"

namespace qingqian::test {

inline constexpr std::string_view intake = "intake@qingqian.example";

/// A world with our mailbox, and what one does with it.
struct Post : World {
    Post() {
        settings.mailboxes = {std::string(intake), "bounce@qingqian.example"};
        load();
    }

    std::string sms(std::string_view sender, std::string_view text, std::string_view sid = {},
                    std::string_view carrier = {}) {
        cases::inbound::Sms sms{sid.empty() ? "SM" + std::to_string(++sids) : std::string(sid),
                                std::string(sender), std::string(text), std::string(carrier)};
        clock.advance(1000);
        const auto answer = store->write_now<std::string>(
            [&](store::WriteTx& tx) { return cases::inbound::take_sms(tx, *env, sms); });
        REQUIRE(answer.has_value());
        return *answer;
    }

    bool letter(cases::inbound::Letter letter) {
        if (letter.place.empty()) letter.place = "INBOX;1;" + std::to_string(++sids);
        if (letter.max_case_bytes == 0) letter.max_case_bytes = 100'000'000;
        clock.advance(1000);
        const auto taken = store->write_now<bool>(
            [&](store::WriteTx& tx) { return cases::inbound::take_letter(tx, *env, letter); });
        REQUIRE(taken.has_value());
        return *taken;
    }

    std::vector<records::Inbound> all(std::string_view state = {}) {
        std::vector<records::Inbound> rows;
        read([&](store::ReadTx& tx) {
            store::inbound::Query query;
            query.body = env->accepting_body;
            if (!state.empty()) query.states = {std::string(state)};
            const auto page = store::inbound::list(tx, query).value();
            for (const auto& row : page.rows) rows.push_back(store::inbound::find(tx, row.uid).value());
        });
        return rows;
    }

    std::vector<records::Message> messages(std::int64_t complaint) {
        std::vector<records::Message> found;
        read([&](store::ReadTx& tx) { found = store::outbox::of_case(tx, complaint); });
        return found;
    }

    std::string last_event(std::int64_t complaint) {
        std::string type;
        read([&](store::ReadTx& tx) {
            const auto events = store::history::events(tx, complaint);
            type = events.empty() ? "" : events.back().type;
        });
        return type;
    }

    std::string mobile_of(const records::Complaint& complaint) {
        std::string mobile;
        read([&](store::ReadTx& tx) {
            mobile = "+86" + store::complaints::contacts(tx, complaint.id).front().mobile;
        });
        return mobile;
    }

    /// A case with a result that waits for its evaluation.
    records::Complaint replied() {
        auto complaint = submitted().complaint;
        complaint = must(officer("shouli"), complaint, "accept");
        complaint = must(officer("shouli"), complaint, "transfer", {{"handling_body", "320500-GXJ"}});
        const auto handler = officer("suzhou");
        complaint = must(handler, complaint, "sign_for");
        return must(handler, complaint, "reply", good_reply());
    }

    int sids = 0;
};

inline cases::inbound::Letter letter_from(std::string_view sender, std::string_view subject,
                                          std::string_view text) {
    cases::inbound::Letter letter;
    letter.mail.sender = sender;
    letter.mail.sender_name = "李伟";
    letter.mail.subject = subject;
    letter.mail.text = text;
    letter.mail.message_id = std::string(subject) + "@example.com";
    letter.mail.recipients = {std::string(intake)};
    return letter;
}

inline records::InboundFile pdf(std::string_view name) {
    records::InboundFile file;
    file.name = name;
    file.content_type = "application/pdf";
    file.size = 100;
    file.sha256 = base::sha256_hex(name);
    return file;
}

}  // namespace qingqian::test
