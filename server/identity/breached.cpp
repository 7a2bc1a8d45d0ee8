#include <algorithm>
#include <array>
#include <string_view>

#include "password.hpp"
#include "text.hpp"

namespace qingqian::identity {
namespace {

// Passwords of at least the required length that stand on every list of leaked ones, and the keyboard walks
// and local favourites people fall back on when a rule asks for twelve characters. Sorted, lower case.
constexpr auto breached = std::to_array<std::string_view>({
    "!qaz2wsx#edc",    "!qaz@wsx#edc",     "000000000000",     "111111111111",     "112233445566",
    "121212121212",    "123123123123",     "123456123456",     "123456789012",     "1234567890123",
    "12345678901234",  "123456789012345",  "1234567890123456", "1234qwer!@#$",     "1234qwerasdf",
    "13141314131414",  "147258369147",     "1q2w3e4r5t6y",     "1q2w3e4r5t6y7u",   "1qaz!qaz2wsx",
    "1qaz2wsx3edc",    "1qaz2wsx3edc4rfv", "1qaz@wsx3edc",     "1qazxsw23edc",     "222222222222",
    "3edc4rfv5tgb",    "520131452013",     "52013145201314",   "5201314woaini",    "5tgb6yhn7ujm",
    "666666666666",    "888888888888",     "987654321012",     "999999999999",     "a123456789012",
    "a1234567890a",    "aa123456789a",     "aaaaaaaaaaaa",     "abc123456789",     "abc123abc123",
    "abcd12345678",    "abcd1234abcd",     "abcdefg12345",     "abcdefghijkl",     "admin1234567",
    "admin123456789",  "admin888888",      "admin888admin",    "admin@123456",     "admin@12345678",
    "adminadminadmin", "administrator",    "administrator1",   "administrator123", "alibaba12345",
    "asdf12345678",    "asdf1234asdf",     "asdfasdfasdf",     "asdfghjkl123",     "asdfghjkl;'",
    "autumn2025!!",    "baseball1234",     "beijing12345",     "beijing2008a",     "changeme1234",
    "changeme12345",   "changemenow1",     "charlie12345",     "chelsea12345",     "chen12345678",
    "china1234567",    "china1234567890",  "computer1234",     "default12345",     "dragon123456",
    "facebook1234",    "football1234",     "gongxinting1",     "google123456",     "gov123456789",
    "guest1234567",    "huang1234567",     "huawei123456",     "huawei@1234",      "huawei@123456",
    "iloveyou1234",    "iloveyou12345",    "iloveyouforever",  "inspur@12345",     "internet1234",
    "iphone123456",    "jiangsu12345",     "jiangsu123456",    "jordan232323",     "kingdee12345",
    "lenovo123456",    "letmein12345",     "letmein123456",    "li1234567890",     "liu123456789",
    "liverpool123",    "manager12345",     "master123456",     "michael12345",     "microsoft123",
    "mima12345678",    "mima123456789",    "monkey123456",     "mypassword123",    "nanjing12345",
    "nihao1234567",    "oracle123456",     "p@$$w0rd1234",     "p@ssw0rd123!",     "p@ssw0rd1234",
    "p@ssword1234",    "passw0rd1234",     "passw0rd12345",    "password!234",     "password1234",
    "password12345",   "password123456",   "password2024",     "password2025",     "password2026",
    "password@123",    "passwordpassword", "princess1234",     "q1w2e3r4t5y6",     "q1w2e3r4t5y6u7",
    "qazwsxedcrfv",    "qingqian1234",     "qingqian12345",    "qingqian@123",     "qq1234567890",
    "qq123456789a",    "qq123456qq12",     "qwe123qwe123",     "qweasdzxc123",     "qweasdzxcrty",
    "qwer1234asdf",    "qwer1234qwer",     "qwerty123456",     "qwerty12345678",   "qwertyqwerty",
    "qwertyuiop12",    "qwertyuiop123",    "qwertyuiop[]",     "qwertyuiop[]\\",   "qwertyuiopas",
    "qwertyuiopasdf",  "root12345678",     "rootroot1234",     "rootrootroot",     "samsung12345",
    "shadow123456",    "shanghai1234",     "spring2026!!",     "starwars1234",     "summer2025!!",
    "sunshine1234",    "superadmin123",    "superman1234",     "superuser1234",    "system123456",
    "taobao123456",    "tencent12345",     "test12345678",     "test123456789",    "testing12345",
    "testtesttest",    "trustno11234",     "user12345678",     "wang12345678",     "weixin123456",
    "welcome12345",    "welcome123456",    "welcome@1234",     "welcome@2025",     "welcome@2026",
    "whatever1234",    "windows12345",     "winter2025!!",     "woaini123456",     "woaini1314520",
    "woaini5201314",   "woaiwojia123",     "wodemima1234",     "xiaoming1234",     "yang12345678",
    "zaq12wsxcde3",    "zaq1zaq1zaq1",     "zhang1234567",     "zhao12345678",     "zhongguo1234",
    "zhonghua1234",    "zwfw12345678",     "zxcv1234zxcv",     "zxcvbnm,./12",     "zxcvbnm12345",
});
static_assert(std::ranges::is_sorted(breached));

bool repeats_one(std::string_view text) {
    return std::ranges::all_of(text, [&](char c) { return c == text.front(); });
}

}  // namespace

bool is_breached(std::string_view password) {
    return password.empty() || repeats_one(password) ||
           std::ranges::binary_search(breached, lower_case(password));
}

}  // namespace qingqian::identity
