#include "base/config.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/shown_value.hpp"

using namespace qingqian::base;

namespace {

struct TemporaryFile {
    std::string path;
    explicit TemporaryFile(const std::string& text)
        : path((std::filesystem::temp_directory_path() / ("qq-config-" + std::to_string(::getpid())))
                   .string()) {
        std::ofstream(path) << text;
    }
    ~TemporaryFile() { std::filesystem::remove(path); }
};

}  // namespace

TEST_CASE("flag beats environment beats file beats default, and each says where it came from") {
    const TemporaryFile file("listen = \"0.0.0.0:1\"\nprovince = \"ZJ\"\nmax_connections = 10\n");
    ConfigSources sources;
    sources.file = file.path;
    sources.environment = [](const std::string& name) -> std::optional<std::string> {
        if (name == "QINGQIAN_LISTEN") return "0.0.0.0:2";
        if (name == "QINGQIAN_MAX_CONNECTIONS") return "20";
        return std::nullopt;
    };
    sources.flags = {{"listen", "0.0.0.0:3"}};
    const auto config = load_config(sources);
    REQUIRE(config);
    CHECK(config->text("listen") == "0.0.0.0:3");
    CHECK(config->value("listen").origin == Config::Origin::flag);
    CHECK(config->integer("max_connections") == 20);
    CHECK(config->value("max_connections").origin == Config::Origin::environment);
    CHECK(config->text("province") == "ZJ");
    CHECK(config->value("province").origin == Config::Origin::file);
    CHECK(config->integer("max_attachment_bytes") == 20 * 1024 * 1024);
    CHECK(config->value("max_attachment_bytes").origin == Config::Origin::built_in);
}

TEST_CASE("every fault of a configuration is reported at once") {
    const TemporaryFile file(
        "listn = \"x\"\nmax_connections = \"many\"\nlog_level = 3.5\ntls_cert = \"a.pem\"\n");
    ConfigSources sources;
    sources.file = file.path;
    const auto config = load_config(sources);
    REQUIRE_FALSE(config);
    CHECK(config.error().size() == 4);
    CHECK(config.error()[0] == "file: listn is not a setting");
}

TEST_CASE("a broken TOML file is named with its line") {
    const TemporaryFile file("listen = \"a\"\nprovince = = 2\n");
    ConfigSources sources;
    sources.file = file.path;
    const auto config = load_config(sources);
    REQUIRE_FALSE(config);
    CHECK(config.error()[0].find("line 2") != std::string::npos);
}

TEST_CASE("a value is shown without its secrets, also those inside an address") {
    const Setting plain{"database", Setting::Kind::text, "", false, ""};
    const Setting secret{"smtp_password", Setting::Kind::text, "", true, ""};
    CHECK(shown_value(secret, "hunter2") == "********");
    CHECK(shown_value(secret, "") == "");
    CHECK(shown_value(plain, "/var/lib/qingqian/qingqian.db") == "/var/lib/qingqian/qingqian.db");
    CHECK(shown_value(plain, "postgresql://qq:hunter2@db/qq") == "postgresql://qq:********@db/qq");
    CHECK(shown_value(plain, "postgresql://qq:hun@ter2@db:5432/qq") == "postgresql://qq:********@db:5432/qq");
    CHECK(shown_value(plain, "postgresql://qq@db:5432/qq") == "postgresql://qq@db:5432/qq");
    CHECK(shown_value(plain, "postgresql://db/qq?user=qq&password=hunter2&sslmode=require") ==
          "postgresql://db/qq?user=qq&password=********&sslmode=require");
    CHECK(shown_value(plain, "postgresql://db:5432/qq") == "postgresql://db:5432/qq");
    CHECK(shown_value(plain, "清欠平台 <noreply@qingqian.example>") == "清欠平台 <noreply@qingqian.example>");
}
