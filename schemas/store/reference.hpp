#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace qingqian::store::reference {

/// A notice of the State Council's Office about holidays.
struct Notice {
    std::string id;
    std::string number;
    std::string title;
    std::string address;
    std::string issued;  ///< ISO day
    std::int64_t year = 0;
};

/// One day that a notice rules.
struct NoticeDay {
    std::string notice;
    std::string day;  ///< ISO
    bool off = false;
    std::string name;
};

/// A province's own rest day or working day; it stands over the notices.
struct LocalDay {
    std::string province;
    std::string day;  ///< ISO
    bool off = false;
    std::string name;
    std::string source;  ///< the paper that says so
};

/// Puts a notice with its days; a known one is replaced whole.
void put_notice(WriteTx& tx, const Notice& notice, const std::vector<NoticeDay>& days);
std::vector<Notice> notices(ReadTx& tx);
std::vector<NoticeDay> notice_days(ReadTx& tx);

/// A second row for the same day replaces the first.
void put_local_day(WriteTx& tx, const LocalDay& day);
/// Whether it was there.
bool remove_local_day(WriteTx& tx, std::string_view province, std::string_view day);
std::vector<LocalDay> local_days(ReadTx& tx, std::string_view province);

/// A workflow definition version as loaded (the JSON text), kept for the cases that began with it.
struct DefinitionText {
    std::string name;
    std::int64_t version = 0;
    std::string text;
    std::string checksum;
};
/// Adds a version; a different text under a known version throws std::runtime_error.
void put_definition(WriteTx& tx, const DefinitionText& definition);
std::vector<DefinitionText> definitions(ReadTx& tx);

/// Small values by name: the instance's secret for keyed hashes, the province, seeds.
std::optional<std::string> setting(ReadTx& tx, std::string_view name);
void put_setting(WriteTx& tx, std::string_view name, std::string_view value);

}  // namespace qingqian::store::reference
