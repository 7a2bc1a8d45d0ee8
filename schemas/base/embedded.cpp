#include "embedded.hpp"

#include <deque>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <utility>

namespace qingqian::base {
namespace {

struct Registry {
    std::map<std::string_view, std::string_view> files;
    std::map<std::string, std::string, std::less<>> overrides;
    std::deque<decltype(overrides)> outdated;  // views of them were given out
    std::string directory;
    std::mutex mutex;
};

// A function-local static, because files are registered during static initialisation of other units.
Registry& registry() {
    static Registry instance;
    return instance;
}

std::optional<std::string_view> read_override(Registry& all, std::string_view path) {
    if (all.directory.empty()) return std::nullopt;
    if (const auto known = all.overrides.find(path); known != all.overrides.end()) return known->second;
    std::ifstream file(std::filesystem::path(all.directory) / path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string text{std::istreambuf_iterator<char>(file), {}};
    return all.overrides.emplace(std::string(path), std::move(text)).first->second;
}

}  // namespace

void register_embedded(const EmbeddedFile* files, std::size_t count) {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    for (std::size_t i = 0; i < count; ++i) all.files.emplace(files[i].path, files[i].content);
}

void set_override_directory(std::string directory) {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    all.directory = std::move(directory);
    if (!all.overrides.empty()) all.outdated.push_back(std::exchange(all.overrides, {}));
}

void reread_override_directory() {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    if (!all.overrides.empty()) all.outdated.push_back(std::exchange(all.overrides, {}));
}

std::optional<std::string_view> embedded_text(std::string_view path) {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    if (auto text = read_override(all, path)) return text;
    const auto found = all.files.find(path);
    if (found == all.files.end()) return std::nullopt;
    return found->second;
}

std::vector<EmbeddedFile> embedded_files(std::string_view prefix) {
    auto& all = registry();
    const std::lock_guard lock(all.mutex);
    std::vector<EmbeddedFile> result;
    for (auto it = all.files.lower_bound(prefix); it != all.files.end() && it->first.starts_with(prefix);
         ++it) {
        const auto replaced = read_override(all, it->first);
        result.push_back({it->first, replaced ? *replaced : it->second});
    }
    return result;
}

}  // namespace qingqian::base
