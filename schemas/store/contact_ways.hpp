#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "records/complaint.hpp"
#include "store/store.hpp"

/// How the people of a case are reached now. The form's contacts stay as they were filed (the case's history
/// vouches for them); what somebody proved or chose later stands beside them.
namespace qingqian::store::contact_ways {

/// A number or mail address that its owner has proven by a code.
struct Way {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t contact = 0;
    std::string channel;  ///< sms or mail
    std::string address;  ///< 11 digits, or a mail address
    base::UtcMillis verified_at = 0;
    base::UtcMillis ended_at = 0;  ///< when another took its place; 0 while it holds
};

/// What a contact chose about being told.
struct Choice {
    std::int64_t complaint = 0;
    std::int64_t contact = 0;
    std::string language;  ///< "zh-CN", "en"
    bool consent_sms = false;
    bool consent_email = false;
    base::UtcMillis at = 0;
};

/// A code under way to an address.
struct Code {
    std::int64_t id = 0;
    std::int64_t complaint = 0;
    std::int64_t contact = 0;
    std::string channel;
    std::string address;
    std::string code_hash{};
    std::int64_t tries = 0;  ///< wrong ones
    base::UtcMillis created_at = 0;
    base::UtcMillis expires_at = 0;
    base::UtcMillis ended_at = 0;  ///< used, replaced or used up; 0 while it is open
};

/// A contact as messages reach it, and when its number and mail were proven (0: never).
struct Reached {
    records::Contact contact;  ///< mobile, email and consent as they are now
    std::string language{};    ///< empty: that of the case
    base::UtcMillis mobile_verified_at = 0;
    base::UtcMillis email_verified_at = 0;
};
/// The people of a case by the order of filing.
std::vector<Reached> reached(ReadTx& tx, std::int64_t complaint);
/// The same over contacts that the caller has at hand.
std::vector<Reached> reached(ReadTx& tx, std::int64_t complaint, std::vector<records::Contact> contacts);

/// Takes the place of the way before it on the same channel.
/// The proven way of this contact and channel counts no more; what was filed does.
void end_way(WriteTx& tx, const Way& way);
void put_way(WriteTx& tx, Way way);
void put_choice(WriteTx& tx, const Choice& choice);

/// Adds a code and ends the one that was open; sets `id`.
void add_code(WriteTx& tx, Code& code);
/// The newest code of a contact and channel, whether open or not.
std::optional<Code> newest_code(ReadTx& tx, std::int64_t contact, std::string_view channel);
void update_code(WriteTx& tx, const Code& code);
/// How many codes went to this address since `since`.
std::int64_t codes_since(ReadTx& tx, std::string_view address, base::UtcMillis since);
/// How many codes a contact had sent since `since`, to whatever address.
std::int64_t codes_of(ReadTx& tx, std::int64_t contact, base::UtcMillis since);

}  // namespace qingqian::store::contact_ways
