#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/config.hpp"
#include "support/paths.hpp"

using namespace qingqian::base;

namespace {

struct TomlFile {
    std::string path;
    explicit TomlFile(const std::string& text)
        : path((std::filesystem::temp_directory_path() / ("qq-tables-" + std::to_string(::getpid())))
                   .string()) {
        std::ofstream(path) << text;
    }
    ~TomlFile() { std::filesystem::remove(path); }
};

std::expected<Config, std::vector<std::string>> load(const std::string& path) {
    ConfigSources sources;
    sources.file = path;
    sources.environment = [](const std::string& name) -> std::optional<std::string> {
        if (name == "QINGQIAN_SMS_PROVIDER_TWILIO_HK_AUTH_TOKEN") return "from the environment";
        return std::nullopt;
    };
    return load_config(sources);
}

}  // namespace

TEST_CASE("the example of several providers is read, its secrets out of the environment") {
    const auto config = load(qingqian::test::source_dir() / "deploy/providers.example.toml");
    const auto faults = config ? std::string() : config.error().front();
    CAPTURE(faults);
    REQUIRE(config);
    CHECK(config->text("quiet_hours") == "21:00-08:00");
    const auto tables = config->tables("sms_provider");
    REQUIRE(tables.size() == 2);
    CHECK(tables[0].text("name") == "twilio_hk");
    CHECK(tables[0].text("kind") == "twilio");
    CHECK(tables[0].text("auth_token") == "from the environment");
    CHECK(tables[0].value("auth_token").origin == Config::Origin::environment);
    CHECK(tables[0].integer("per_second") == 50);
    CHECK(tables[0].integer("validity_s") == 14400);
    CHECK(tables[1].text("kind") == "http");
    CHECK(tables[1].text("wrong_number") == "1002, 1003");
    CHECK(config->tables("nothing").empty());
}

TEST_CASE("what is wrong with a provider is said, all at once") {
    const TomlFile file(R"(
[[sms_provider]]
name = "a b"
[[sms_provider]]
name = "one"
base_ur = "x"
priority = "high"
kind = "post"
[[sms_provider]]
name = "one"
base_url = "x"
[[other]]
name = "x"
)");
    const auto config = load(file.path);
    REQUIRE_FALSE(config);
    const auto says = [&](std::string_view part) {
        return std::ranges::any_of(
            config.error(), [&](const std::string& fault) { return fault.find(part) != std::string::npos; });
    };
    CHECK(says("[[other]] is not a setting"));
    CHECK(says("needs a name of its own"));
    CHECK(says("base_ur is not a setting"));
    CHECK(says("priority must be a whole number"));
    CHECK(says("one has kind twilio or http"));
    CHECK(says("one needs base_url"));
}

TEST_CASE("mailboxes that cannot have sub-addresses are refused") {
    for (const char* odd :
         {"nobody", "@example.cn", "notice+x@example.cn", "a-name-of-21-letters-@example.cn"}) {
        const TomlFile file(std::string("mail_reply_to = \"") + odd + "\"\n");
        const auto config = load(file.path);
        REQUIRE_FALSE(config);
        CHECK(config.error().front().starts_with("mail_reply_to must be an address"));
    }
}
