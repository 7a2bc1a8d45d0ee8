#include "notifier/channels/signature.hpp"

#include <doctest/doctest.h>

using namespace qingqian::notifier::channels;

TEST_CASE("f.7: the published vector") {
    const FormFields fields{{"CallSid", "CA1234567890ABCDE"},
                            {"Caller", "+14158675309"},
                            {"Digits", "1234"},
                            {"From", "+14158675309"},
                            {"To", "+18005551212"}};
    const auto* url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    CHECK(twilio_signature("12345", url, fields) == "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
    CHECK(signature_valid("12345", url, fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    CHECK_FALSE(signature_valid("12346", url, fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    CHECK_FALSE(signature_valid("12345", "https://mycompany.com/myapp.php?foo=1&bar=3", fields,
                                "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
    CHECK_FALSE(signature_valid("12345", url, fields, ""));
    CHECK_FALSE(signature_valid("12345", url, fields, "RSOYDt4T1cUTdK1PDd93/VVr8B8"));
}

TEST_CASE("f.7: of a repeated key the distinct values count, sorted") {
    const auto* url = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const FormFields fields{{"Sid", "CA123"},
                            {"SidAccount", "AC123"},
                            {"Digits", "5678"},
                            {"Digits", "1234"},
                            {"Digits", "1234"}};
    CHECK(twilio_signature("12345", url, fields) == "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
}

TEST_CASE("f.7: a body that is no form is signed by its hash in the address") {
    const auto* body = R"({"property": "value", "boolean": true})";
    const std::string url =
        "https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256="
        "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
    const auto header = twilio_signature("12345", url, {});
    CHECK(body_signature_valid("12345", url, body, header));
    CHECK_FALSE(body_signature_valid("12345", url, "{}", header));
    CHECK_FALSE(body_signature_valid("12345", "https://mycompany.com/myapp.php", body, header));
    CHECK_FALSE(body_signature_valid("54321", url, body, header));
}

TEST_CASE("no token signs nothing") {
    CHECK_FALSE(signature_valid("", "https://a", {}, twilio_signature("", "https://a", {})));
}

TEST_CASE("forms are decoded as they were sent") {
    const auto fields =
        parse_form("To=%2B8613800138000&Body=a+b%20c&Empty=&Flag&Broken=%zz%2&&Name=%E4%B8%AD");
    REQUIRE(fields.size() == 6);
    CHECK(fields[0].second == "+8613800138000");
    CHECK(fields[1].second == "a b c");
    CHECK(fields[2].second.empty());
    CHECK(fields[3].first == "Flag");
    CHECK(fields[4].second == "%zz%2");
    CHECK(fields[5].second == "中");
}
