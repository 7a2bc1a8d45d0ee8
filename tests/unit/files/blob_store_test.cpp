#include "files/blob_store.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/random.hpp"
#include "files/upload.hpp"

using namespace qingqian;
namespace fs = std::filesystem;

namespace {

struct Folder {
    Folder() : path(fs::temp_directory_path() / ("qq-blobs-" + base::random_hex(random, 6))) {}
    ~Folder() { fs::remove_all(path); }
    base::SystemRandom random;
    fs::path path;
};

std::string read_all(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::size_t files_in(const fs::path& path) {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path)) count += entry.is_regular_file() ? 1 : 0;
    return count;
}

}  // namespace

TEST_CASE("a kept blob lies under its digest; the same content is kept once") {
    Folder folder;
    const files::BlobStore blobs(folder.path.string());
    const auto first = blobs.put("evidence");
    const auto second = blobs.put("evidence");
    REQUIRE(first.has_value());
    CHECK(*first == base::sha256_hex("evidence"));
    CHECK(*first == *second);
    CHECK(read_all(blobs.path_of(*first)) == "evidence");
    CHECK(files_in(folder.path) == 1);
}

TEST_CASE("what is not kept leaves nothing; what an interrupted upload left is removed on demand") {
    Folder folder;
    const files::BlobStore blobs(folder.path.string());
    {
        const auto incoming = blobs.begin();
        incoming->append(std::string_view("half"));
        CHECK(files_in(folder.path) == 1);
    }
    CHECK(files_in(folder.path) == 0);
    std::ofstream(folder.path / "blobs/incoming/left-behind") << "half";
    files::BlobStore(folder.path.string()).remove_leftovers();
    CHECK(files_in(folder.path) == 0);
}

TEST_CASE("Content-Digest: sha-256 in base64, other digests are not ours") {
    // RFC 9530, appendix D: the digest of {"hello": "world"} and a line feed.
    const auto announced =
        files::announced_sha256("sha-512=:AA==:, sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
    REQUIRE(announced.has_value());
    CHECK(announced->value() == base::sha256_hex("{\"hello\": \"world\"}\n"));
    CHECK(files::announced_sha256("md5=:AAAA:")->has_value() == false);
    CHECK(files::announced_sha256("")->has_value() == false);
    CHECK(files::announced_sha256("sha-256=:short:").error().code == "malformed_request");
}
