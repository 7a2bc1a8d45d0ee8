#pragma once

#include "records/body.hpp"

namespace qingqian::cases {

/// Who acts when nobody does: timers and recounts.
inline records::Actor the_system() {
    records::Actor actor;
    actor.kind = "system";
    actor.name = "系统";
    return actor;
}

}  // namespace qingqian::cases
