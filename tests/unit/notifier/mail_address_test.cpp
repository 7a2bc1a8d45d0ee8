#include "notifier/mail_address.hpp"

#include <doctest/doctest.h>

#include <string>

using qingqian::notifier::read_sub_address;
using qingqian::notifier::sub_address;

namespace {

constexpr const char* mailbox = "notice@qq.example.cn";
constexpr const char* uid = "019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5b";
constexpr const char* secret = "a secret of this instance";

}  // namespace

TEST_CASE("a sub-address names its message") {
    const auto address = sub_address(mailbox, uid, secret);
    CAPTURE(address);
    CHECK(address.starts_with("notice+"));
    CHECK(address.ends_with("@qq.example.cn"));
    CHECK(address.find('@') <= 64);
    CHECK(read_sub_address(address, mailbox, secret) == uid);
}

TEST_CASE("a relay may change the case of a sub-address") {
    auto address = sub_address(mailbox, uid, secret);
    for (char& letter : address) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    CHECK(read_sub_address(address, mailbox, secret) == uid);
}

TEST_CASE("nobody makes up a sub-address") {
    const auto address = sub_address(mailbox, uid, secret);
    CHECK_FALSE(read_sub_address(address, mailbox, "another secret"));
    CHECK_FALSE(read_sub_address(address, "others@qq.example.cn", secret));
    CHECK_FALSE(read_sub_address(address, "notice@qq.example.com", secret));
    for (std::size_t at = 0; at < address.size(); ++at) {
        auto changed = address;
        changed[at] = changed[at] == 'b' ? 'c' : 'b';
        CHECK_FALSE(read_sub_address(changed, mailbox, secret));
        CHECK_FALSE(read_sub_address(address.substr(0, at), mailbox, secret));
    }
    for (const std::string odd : {"", "@", "+", "notice+@qq.example.cn", "notice@qq.example.cn"}) {
        CHECK_FALSE(read_sub_address(odd, mailbox, secret));
        CHECK_FALSE(read_sub_address(odd, odd, secret));
    }
}

TEST_CASE("what cannot have sub-addresses has none") {
    CHECK(sub_address("nobody", uid, secret).empty());
    CHECK(sub_address("@qq.example.cn", uid, secret).empty());
    CHECK(sub_address("notice+x@qq.example.cn", uid, secret).empty());
    CHECK(sub_address("a-name-of-21-letters-@qq.example.cn", uid, secret).empty());
    CHECK(sub_address(mailbox, "019ab1c2", secret).empty());
    CHECK(sub_address(mailbox, "019ab1c2-d3e4-7f56-8a9b-0c1d2e3f4a5z", secret).empty());
}
