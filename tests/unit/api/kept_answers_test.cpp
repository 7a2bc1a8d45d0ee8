#include "api/kept_answers.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace qingqian;
namespace json = boost::json;
using std::chrono::milliseconds;

namespace {

json::object slow(std::atomic<int>& times, milliseconds took) {
    std::this_thread::sleep_for(took);
    return {{"n", ++times}};
}

}  // namespace

TEST_CASE("an answer is kept for as long as it was dear, each key by itself") {
    api::KeptAnswers kept;
    std::atomic<int> times{0};
    CHECK(kept.of("a", [&] { return slow(times, milliseconds(5)); }).at("n") == 1);
    CHECK(kept.of("a", [&] { return slow(times, milliseconds(5)); }).at("n") == 1);
    CHECK(kept.of("b", [&] { return slow(times, milliseconds(5)); }).at("n") == 2);
    // It is forgotten in the end: a hundred times as long, however slow this machine was.
    json::value answer;
    for (int tries = 0; tries < 1500 && times < 3; ++tries) {
        std::this_thread::sleep_for(milliseconds(20));
        answer = kept.of("a", [&] { return slow(times, milliseconds(0)); });
    }
    CHECK(answer.at("n") == 3);
}

TEST_CASE("of many who ask at once one adds up, and none waits for what another asked") {
    api::KeptAnswers kept;
    std::atomic<int> times{0};
    std::vector<std::thread> askers;
    std::atomic<int> right{0};
    for (int i = 0; i < 16; ++i) {
        askers.emplace_back([&] {
            if (kept.of("a", [&] { return slow(times, milliseconds(50)); }).at("n") == 1) ++right;
        });
    }
    for (auto& asker : askers) asker.join();
    CHECK(times == 1);
    CHECK(right == 16);
}

TEST_CASE("a question that fails leaves nothing behind, and the next may ask again") {
    api::KeptAnswers kept;
    CHECK_THROWS_AS(kept.of("a", []() -> json::object { throw std::runtime_error("no"); }),
                    std::runtime_error);
    CHECK(kept.of("a", [] { return json::object{{"n", 1}}; }).at("n") == 1);
}

TEST_CASE("more questions than are kept do no harm") {
    api::KeptAnswers kept;
    for (int i = 0; i < 1000; ++i) {
        const auto answer = kept.of(std::to_string(i), [&] { return json::object{{"n", i}}; });
        CHECK(answer.at("n") == i);
    }
}
