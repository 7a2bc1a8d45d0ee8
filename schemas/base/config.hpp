#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qingqian::base {

/// One thing that can be set: key in the TOML file, flag `--key-with-dashes`, environment QINGQIAN_KEY.
struct Setting {
    enum class Kind { text, integer, boolean };
    std::string_view key;  ///< "data_dir"
    Kind kind = Kind::text;
    std::string_view fallback;  ///< built-in default
    bool secret = false;        ///< masked wherever it is shown
    std::string_view meaning;   ///< a sentence, with the unit
    std::int64_t min = 0;
    std::int64_t max = 0;  ///< for integers; 0 = no bound
};

/// Every setting of the program, in the order in which it is shown.
std::span<const Setting> settings();

/// A table that may stand several times in the TOML file, `[[sms_provider]]`, with the keys that each has.
/// Every one has a `name` of its own. Flags and environment know only its secrets:
/// QINGQIAN_SMS_PROVIDER_<NAME>_AUTH_TOKEN.
struct TableSetting {
    std::string_view name;
    std::span<const Setting> keys;
};
std::span<const TableSetting> table_settings();

/// Name of the environment variable of a setting: "data_dir" → "QINGQIAN_DATA_DIR".
std::string environment_name(std::string_view key);

/// Effective values and where each came from.
class Config {
  public:
    enum class Origin { built_in, file, environment, flag };
    struct Value {
        std::string text;
        Origin origin = Origin::built_in;
    };

    const std::string& text(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    bool boolean(std::string_view key) const;
    const Value& value(std::string_view key) const;
    /// The tables of a name in the order of the file, each with every key.
    std::vector<Config> tables(std::string_view name) const;
    void add_table(std::string_view name, Config table);
    Config without_tables() const;

    /// The database: `database` when set, else `<data_dir>/qingqian.db`.
    std::string database() const;

    void set(std::string_view key, std::string text, Origin origin);

  private:
    std::map<std::string, Value, std::less<>> values_;
    std::map<std::string, std::vector<Config>, std::less<>> tables_;
};

std::string_view origin_name(Config::Origin origin);

/// What configuration is read from.
struct ConfigSources {
    std::string file;  ///< path of a TOML file; empty = none
    std::function<std::optional<std::string>(const std::string&)> environment;
    std::map<std::string, std::string> flags;  ///< by key
};

/// Built-in defaults < file < environment < flags. An unknown key, a wrong type or a broken bound is an
/// error; all of them are reported at once, a sentence each.
std::expected<Config, std::vector<std::string>> load_config(const ConfigSources& sources);

}  // namespace qingqian::base
