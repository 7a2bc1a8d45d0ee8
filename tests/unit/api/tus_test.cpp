#include "api/tus.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace qingqian;

namespace {

/// A header of one field, or of none.
struct Head {
    Head() = default;
    Head(std::string_view name, std::string_view value) { head.fields.push_back({name, value}); }
    http::RequestHead head;
};

}  // namespace

TEST_CASE("metadata is read pair by pair, and what nobody asks for passed over") {
    const auto read =
        api::tus::metadata("kind Y29udHJhY3Q=,name 5ZCI5ZCMLnBkZg==, filetype YXBwbGljYXRpb24vcGRm,empty");
    REQUIRE(read.has_value());
    CHECK(read->kind == "contract");
    CHECK(read->name == "合同.pdf");
    CHECK(read->sha256.empty());
    CHECK(api::tus::metadata("filename YS5wZGY=")->name == "a.pdf");
    CHECK(api::tus::metadata("name YS5wZGY=,filename Yi5wZGY=")->name == "a.pdf");
    CHECK(api::tus::metadata("")->name.empty());
}

TEST_CASE("metadata that cannot be meant is refused") {
    const std::string long_value(2000, 'A');
    for (const std::string field : {"name !!!", "name YQ", "name YQ==,name YQ==", ",",
                                    "name YQ==,,kind YQ==", "sha256 YQ==", "name YQ== YQ=="}) {
        CAPTURE(field);
        const auto read = api::tus::metadata(field);
        REQUIRE_FALSE(read.has_value());
        CHECK(read.error().code == "upload_header_wrong");
        CHECK(read.error().status == 400);
    }
    CHECK_FALSE(api::tus::metadata("name " + long_value).has_value());
}

TEST_CASE("a checksum is sha1 or sha256 in base64 of the right length") {
    const auto of = [](std::string_view value) {
        const Head head("Upload-Checksum", value);
        return api::tus::checksum(head.head);
    };
    const auto sha1 = of("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=");
    REQUIRE(sha1.has_value());
    CHECK((*sha1)->hex == "a9993e364706816aba3e25717850c26c9cd0d89d");
    const auto sha256 = of("sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    REQUIRE(sha256.has_value());
    CHECK((*sha256)->hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    for (const auto* wrong : {"", "sha1", "sha1 ", "sha1 YQ==", "md5 kAFQmDzST7DWlj99KOF/cg==",
                              "sha256 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "SHA1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}) {
        CAPTURE(wrong);
        CHECK_FALSE(of(wrong).has_value());
    }
    CHECK_FALSE(api::tus::checksum(Head().head).value().has_value());
}

TEST_CASE("version, numbers and the type of a piece") {
    CHECK_FALSE(api::tus::refused_version(Head("Tus-Resumable", "1.0.0").head));
    CHECK(api::tus::refused_version(Head("Tus-Resumable", "0.2.2").head)->status == 412);
    CHECK(api::tus::refused_version(Head().head)->code == "tus_version");
    for (const auto* wrong : {"", "-1", "1.5", "0x10", "18446744073709551616", "1 2", "+1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(api::tus::number(Head("Upload-Offset", wrong).head, "Upload-Offset").has_value());
    }
    CHECK(api::tus::number(Head("upload-offset", "7").head, "Upload-Offset").value() == 7);
    CHECK(api::tus::has_piece(Head("content-type", "Application/Offset+Octet-Stream").head));
    CHECK_FALSE(api::tus::has_piece(Head("content-type", "application/octet-stream").head));
}
