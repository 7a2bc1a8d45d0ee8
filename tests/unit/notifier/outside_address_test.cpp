#include "notifier/outside_address.hpp"

#include <doctest/doctest.h>

#include "notifier/webhook_sender.hpp"

using namespace qingqian::notifier;

TEST_CASE("only addresses of the outside may be called") {
    for (const char* address :
         {"1.1.1.1", "114.114.114.114", "172.32.0.1", "192.169.0.1", "198.20.0.1", "2400:3200::1",
          "2606:4700:4700::1111", "::ffff:8.8.8.8", "2002:0808:0808::1"}) {
        INFO(address);
        CHECK(is_outside(address));
    }
    for (const char* address : {"0.0.0.0",
                                "10.1.2.3",
                                "100.64.0.1",
                                "127.0.0.1",
                                "127.255.255.255",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.1",
                                "192.168.1.1",
                                "198.18.0.1",
                                "203.0.113.5",
                                "224.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "fe80::1",
                                "fc00::1",
                                "fd12::1",
                                "ff02::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "64:ff9b::a00:1",
                                "2002:7f00:1::",
                                "2001:db8::1",
                                "2001::1",
                                "nonsense",
                                ""}) {
        INFO(address);
        CHECK(!is_outside(address));
    }
}

TEST_CASE("an address is refused before it is kept") {
    CHECK(webhook_url_fault("https://receiver.example.cn/hook?a=b", false).empty());
    CHECK(webhook_url_fault("http://127.0.0.1:8080/", true).empty());
    CHECK(webhook_url_fault("http://receiver.example.cn/", false) == "https_required");
    for (const char* url : {"https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://10.0.0.8/",
                            "https://0x7f000001/", "https://2130706433/"}) {
        INFO(url);
        CHECK(webhook_url_fault(url, false) == "address_refused");
    }
    for (const char* url :
         {"ftp://receiver.example.cn/", "file:///etc/passwd", "https://user:pass@example.cn/", "", "hook"}) {
        INFO(url);
        CHECK(webhook_url_fault(url, true) == "url_bad");
    }
}

TEST_CASE("the signature is the HMAC of time and body") {
    CHECK(webhook_signature("key", 1795399200, R"({"a":1})") ==
          "t=1795399200,v1=c45787534cfadf13b8c9b68172ef6a53d24a032133b5082165a4620e5312b43b");
}
