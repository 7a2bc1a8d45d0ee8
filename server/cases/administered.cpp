#include "administered.hpp"

#include <string>

#include "base/log.hpp"

namespace qingqian::cases {

void administered(store::WriteTx& tx, const records::Actor& actor, std::string_view act,
                  std::string_view of) {
    tx.after_commit([officer = actor.officer, act = std::string(act), of = std::string(of)] {
        base::log(base::LogLevel::info, "administered", {{"officer", officer}, {"act", act}, {"of", of}});
    });
}

}  // namespace qingqian::cases
