#include "recount_turn.hpp"

#include <charconv>
#include <string>
#include <string_view>

#include "base/random.hpp"
#include "store/reference.hpp"

namespace qingqian::cases::recount_turn {
namespace {

constexpr std::string_view setting = "recount_turn";
constexpr base::UtcMillis lost_after = 10'000;

const std::string& me() {
    static const std::string name = [] {
        base::SystemRandom random;
        return base::random_hex(random, 8);
    }();
    return name;
}

bool has_it(std::string_view name, std::string_view kept, base::UtcMillis now) {
    const auto space = kept.find(' ');
    if (space == std::string_view::npos || kept.substr(0, space) != name) return false;
    base::UtcMillis used = 0;
    std::from_chars(kept.data() + space + 1, kept.data() + kept.size(), used);
    return now >= used && now - used < lost_after;
}

bool another_has_it(std::string_view kept, base::UtcMillis now) {
    const auto name = kept.substr(0, kept.find(' '));
    return !name.empty() && name != me() && has_it(name, kept, now);
}

}  // namespace

bool keep(store::WriteTx& tx) {
    if (another_has_it(store::reference::setting(tx, setting).value_or(""), tx.now())) return false;
    seize(tx);
    return true;
}

void seize(store::WriteTx& tx) {
    store::reference::put_setting(tx, setting, me() + " " + std::to_string(tx.now()));
}

void give_back(store::WriteTx& tx) {
    if (store::reference::setting(tx, setting).value_or("").starts_with(me()))
        store::reference::put_setting(tx, setting, "");
}

base::Result<bool> is_anothers(store::Store& store) {
    return store.read_now<bool>([](store::ReadTx& tx) -> base::Result<bool> {
        return another_has_it(store::reference::setting(tx, setting).value_or(""), tx.now());
    });
}

}  // namespace qingqian::cases::recount_turn
