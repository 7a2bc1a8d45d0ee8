#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "support/first_calls.hpp"

int main(int argc, char** argv) {
    for (const auto first : qingqian::test::first_calls()) first(argc, argv);
    return doctest::Context(argc, argv).run();
}
