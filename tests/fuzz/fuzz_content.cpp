// A file that somebody uploads: its name, its type, and the look inside.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "files/content_check.hpp"
#include "files/file_name.hpp"
#include "files/file_type.hpp"
#include "files/pdf_objects.hpp"
#include "fuzz.hpp"

using namespace qingqian;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto content = fuzz::text_of(data, size);
    const auto name = fuzz::take_line(content);
    const auto clean = files::clean_file_name(name);
    fuzz::must(files::clean_file_name(clean) == clean, "a clean name stays as it is");
    const auto harmful = [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20 || letter == '/' || letter == '\\' || letter == 0x7F;
    };
    fuzz::must(std::ranges::none_of(clean, harmful), "a clean name holds nothing that leads elsewhere");

    static const int file = memfd_create("upload", 0);
    fuzz::must(file >= 0 && ftruncate(file, 0) == 0, "a file in memory");
    fuzz::must(pwrite(file, content.data(), content.size(), 0) == static_cast<ssize_t>(content.size()),
               "written");
    static const std::string path = "/proc/self/fd/" + std::to_string(file);
    // The type is found by libmagic for real uploads; every check sees every file here.
    // A PDF in this process, where the sanitizers see it; the program gives it one of its own.
    for (const auto& found : {files::look_into_pdf(path), files::check_content(path, "image/jpeg"),
                              files::check_content(path, "image/png")}) {
        fuzz::must(found.verdict == "clean" || found.verdict == "unscannable", "a verdict that there is");
    }
    files::extension_of(name);
    return 0;
}
