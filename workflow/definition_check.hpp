#pragma once

#include "workflow/definition.hpp"
#include "workflow/reader.hpp"

namespace qingqian::workflow {

/// Faults what a definition names twice, and what it refers to and does not hold: states, roles, clocks,
/// tracks, documents, fields; guards and effects that the program does not know.
void check_references(Reader& reader, const Definition& definition);

}  // namespace qingqian::workflow
