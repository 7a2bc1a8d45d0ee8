// A workflow definition, which an administrator may write.
#include "base/decode.hpp"
#include "fuzz.hpp"
#include "workflow/definition.hpp"
#include "workflow/draw.hpp"
#include "workflow/verify.hpp"

using namespace qingqian;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = base::parse_json(fuzz::text_of(data, size));
    if (!document) return 0;
    const auto definition = workflow::read_definition(*document);
    if (!definition) {
        fuzz::must(!definition.error().empty(), "what is refused is told");
        return 0;
    }
    workflow::verify(*definition, {}, {});
    workflow::draw_mermaid(*definition, "zh-CN");
    workflow::draw_dot(*definition, "en");
    return 0;
}
