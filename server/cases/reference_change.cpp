#include "reference_change.hpp"

#include <string>

#include "store/reference.hpp"

namespace qingqian::cases {

void note_reference_change(store::WriteTx& tx) {
    const auto stamp = store::reference::setting(tx, reference_stamp).value_or("0");
    store::reference::put_setting(tx, reference_stamp, std::to_string(std::stoll(stamp) + 1));
}

}  // namespace qingqian::cases
