#include <charconv>
#include <stdexcept>
#include <utility>

#include "config.hpp"

namespace qingqian::base {

const Config::Value& Config::value(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) throw std::logic_error("no such setting: " + std::string(key));
    return found->second;
}

const std::string& Config::text(std::string_view key) const {
    return value(key).text;
}

std::int64_t Config::integer(std::string_view key) const {
    // It was checked when it was read.
    const auto& digits = text(key);
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

bool Config::boolean(std::string_view key) const {
    return text(key) == "true";
}

std::string Config::database() const {
    return text("database").empty() ? text("data_dir") + "/qingqian.db" : text("database");
}

void Config::set(std::string_view key, std::string text, Origin origin) {
    values_.insert_or_assign(std::string(key), Value{std::move(text), origin});
}

std::vector<Config> Config::tables(std::string_view name) const {
    const auto found = tables_.find(name);
    return found == tables_.end() ? std::vector<Config>{} : found->second;
}

Config Config::without_tables() const {
    Config config = *this;
    config.tables_.clear();
    return config;
}

void Config::add_table(std::string_view name, Config table) {
    tables_[std::string(name)].push_back(std::move(table));
}

}  // namespace qingqian::base
