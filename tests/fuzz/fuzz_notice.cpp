// A notice of holidays, which an administrator may load.
#include <chrono>

#include "fuzz.hpp"
#include "workflow/calendar_data.hpp"

using namespace qingqian;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto notice = workflow::read_notice(fuzz::text_of(data, size));
    if (!notice) {
        fuzz::must(!notice.error().empty(), "what is refused is told");
        return 0;
    }
    for (const auto& ruling : notice->days) {
        const int year = static_cast<int>(std::chrono::year_month_day(ruling.day).year());
        fuzz::must(year == notice->year || year == notice->year - 1,
                   "a day of the year or the December before");
    }
    workflow::build_calendar({*notice});
    return 0;
}
