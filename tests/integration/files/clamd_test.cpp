#include "files/clamd.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "integration/support/clamav.hpp"
#include "support/sample_files.hpp"

using namespace qingqian;

namespace {

/// A file that goes with the object.
struct File {
    explicit File(const std::string& content) : path("/tmp/qq-clamd-test-" + std::to_string(::getpid())) {
        std::ofstream(path, std::ios::binary) << content;
    }
    ~File() { std::filesystem::remove(path); }
    std::string path;
};

std::string said(const files::Clamd& clamd, const std::string& content) {
    const File file(content);
    const auto found = clamd.scan(file.path);
    if (!found) return "unreachable";
    return found->detail.empty() ? found->verdict : found->verdict + " " + found->detail;
}

}  // namespace

TEST_CASE("the real clamd names the EICAR test file, alone and inside a PDF, and lets others pass") {
    test::ClamAv daemon;
    const files::Clamd clamd(*files::read_clamd_address("unix:" + daemon.socket()));
    REQUIRE(clamd.version().has_value());
    CHECK(clamd.version()->starts_with("ClamAV "));
    const auto infected = std::string("infected virus:") + test::ClamAv::signature;
    CHECK(said(clamd, test::eicar()) == infected);
    CHECK(said(clamd, samples::pdf("/Note (" + test::eicar() + ")")) == infected);
    CHECK(said(clamd, samples::pdf()) == "clean");
    CHECK(said(clamd, "") == "clean");
    CHECK(said(clamd, std::string(300'000, 'x')) == "clean");
    CHECK(said(clamd, std::string(3'000'000, 'x')) == "unscannable virus_scan_too_large");
    CHECK(clamd.scan("/nonexistent")->detail == "missing");
    daemon.stop();
    CHECK(said(clamd, samples::pdf()) == "unreachable");
    CHECK_FALSE(clamd.version().has_value());
}

TEST_CASE("a scanner that takes the file and says nothing holds nobody up") {
    // Nobody accepts here: the connection opens, and no answer comes.
    const auto path = "/tmp/qq-clamd-mute-" + std::to_string(::getpid());
    const int listener = test::listen_mute(path);
    const files::Clamd clamd({.path = path, .host = {}, .port = {}}, std::chrono::milliseconds(300));
    CHECK(said(clamd, samples::pdf()) == "unscannable virus_scan_failed");
    ::close(listener);
    std::filesystem::remove(path);
}

TEST_CASE("where clamd listens is a path or a host with a port") {
    CHECK(files::read_clamd_address("unix:/run/clamav/clamd.ctl")->path == "/run/clamav/clamd.ctl");
    CHECK(files::read_clamd_address("/run/clamav/clamd.ctl")->path == "/run/clamav/clamd.ctl");
    const auto tcp = files::read_clamd_address("tcp://127.0.0.1:3310");
    REQUIRE(tcp.has_value());
    CHECK(tcp->host == "127.0.0.1");
    CHECK(tcp->port == "3310");
    CHECK(files::read_clamd_address("tcp://[::1]:3310")->host == "::1");
    for (const auto* wrong : {"clamd", "tcp://host", "tcp://:3310", "tcp://host:port", "http://host/x:1"})
        CHECK_FALSE(files::read_clamd_address(wrong).has_value());
}
