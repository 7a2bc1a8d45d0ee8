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

/// One ruled day with the notice that ruled it last.
struct CalendarDay {
    std::string day;  ///< ISO
    bool off = false;
    std::string name;
    std::string notice;
};

/// Adds a notice and its days; a later notice overrules an earlier one day by day. Nothing when it is there.
void put_notice(WriteTx& tx, const Notice& notice, const std::vector<CalendarDay>& days);
std::vector<Notice> notices(ReadTx& tx);
std::vector<CalendarDay> calendar_days(ReadTx& tx);

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
