#include "file_type.hpp"

#include <magic.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "file_name.hpp"

namespace qingqian::files {
namespace {

using namespace std::string_view_literals;

struct Accepted {
    std::string_view extension;
    std::string_view type;
    std::string_view begins;
};

constexpr std::array accepted{
    Accepted{"pdf", "application/pdf", "%PDF-"sv},
    Accepted{"jpg", "image/jpeg", "\xFF\xD8\xFF"sv},
    Accepted{"jpeg", "image/jpeg", "\xFF\xD8\xFF"sv},
    Accepted{"png", "image/png", "\x89PNG\r\n\x1A\n"sv},
};

struct Words {
    std::string_view type;  ///< a type, or the front of several
    std::string_view zh;
    std::string_view en;
};

// Looked through in order: a special type stands before the group it belongs to.
constexpr std::array words{
    Words{"application/pdf", "PDF 文件", "a PDF"},
    Words{"image/jpeg", "JPG 图片", "a JPG picture"},
    Words{"image/png", "PNG 图片", "a PNG picture"},
    Words{"application/x-dosexec", "可执行程序", "a program"},
    Words{"application/vnd.microsoft.portable-executable", "可执行程序", "a program"},
    Words{"application/x-executable", "可执行程序", "a program"},
    Words{"application/x-pie-executable", "可执行程序", "a program"},
    Words{"application/x-sharedlib", "可执行程序", "a program"},
    Words{"application/x-mach-binary", "可执行程序", "a program"},
    Words{"application/x-msi", "安装程序", "an installer"},
    Words{"application/java-archive", "程序包", "a program package"},
    Words{"application/vnd.android", "安装程序", "an installer"},
    Words{"application/x-ms-shortcut", "快捷方式", "a shortcut"},
    Words{"application/zip", "压缩包", "an archive"},
    Words{"application/x-rar", "压缩包", "an archive"},
    Words{"application/x-7z", "压缩包", "an archive"},
    Words{"application/gzip", "压缩包", "an archive"},
    Words{"application/x-bzip2", "压缩包", "an archive"},
    Words{"application/x-xz", "压缩包", "an archive"},
    Words{"application/x-tar", "压缩包", "an archive"},
    Words{"application/msword", "Word 文档", "a Word document"},
    Words{"application/vnd.openxmlformats-officedocument.wordprocessingml", "Word 文档", "a Word document"},
    Words{"application/vnd.openxmlformats-officedocument.spreadsheetml", "Excel 表格", "an Excel sheet"},
    Words{"application/vnd.ms-excel", "Excel 表格", "an Excel sheet"},
    Words{"application/vnd.openxmlformats-officedocument", "Office 文档", "an Office document"},
    Words{"application/vnd.ms-", "Office 文档", "an Office document"},
    Words{"application/CDFV2", "旧版 Office 文档", "an old Office document"},
    Words{"application/x-ole-storage", "旧版 Office 文档", "an old Office document"},
    Words{"text/html", "网页", "a web page"},
    Words{"image/svg", "矢量图（SVG）", "an SVG drawing"},
    Words{"text/x-", "程序脚本", "a script"},
    Words{"application/javascript", "程序脚本", "a script"},
    Words{"application/x-shellscript", "程序脚本", "a script"},
    Words{"text/", "文本文件", "a text file"},
    Words{"application/json", "文本文件", "a text file"},
    Words{"image/", "其他格式的图片", "a picture of another format"},
    Words{"video/", "视频", "a video"},
    Words{"audio/", "音频", "a sound file"},
};

struct CloseMagic {
    void operator()(magic_t cookie) const { magic_close(cookie); }
};

/// One database a thread: a cookie must not be shared, and loading it anew for every file would be slow.
magic_t magic_of_thread() {
    thread_local const std::unique_ptr<std::remove_pointer_t<magic_t>, CloseMagic> cookie = [] {
        std::unique_ptr<std::remove_pointer_t<magic_t>, CloseMagic> opened(magic_open(MAGIC_MIME_TYPE));
        if (!opened || magic_load(opened.get(), nullptr) != 0) {
            throw std::runtime_error("libmagic's database cannot be loaded");
        }
        return opened;
    }();
    return cookie.get();
}

std::string by_magic(std::string_view head) {
    const char* type = magic_buffer(magic_of_thread(), head.data(), head.size());
    return type != nullptr ? type : "application/octet-stream";
}

const Accepted* accepted_by_extension(std::string_view extension) {
    for (const auto& one : accepted) {
        if (one.extension == extension) return &one;
    }
    return nullptr;
}

void put(std::string& text, std::string_view words) {
    constexpr std::string_view place = "{actual}";
    if (const auto at = text.find(place); at != std::string::npos) text.replace(at, place.size(), words);
}

std::unexpected<base::Problem> mismatch(std::string_view name, std::string_view type) {
    auto problem = base::problem("file_type_mismatch", {{"name", std::string(name)}});
    const auto actual = type_words(type);
    put(problem.sentence.zh, actual.zh);
    put(problem.sentence.en, actual.en);
    return std::unexpected(std::move(problem));
}

}  // namespace

std::string sniffed_type(std::string_view head) {
    // libmagic calls the front of a program text or just bytes where the rest is cut or made up.
    if (head.starts_with("\x7F"
                         "ELF"sv) ||
        head.starts_with("MZ"sv))
        return "application/x-executable";
    auto type = by_magic(head.substr(0, sniffed_bytes));
    for (const auto& one : accepted) {
        // libmagic finds "%PDF-" further inside, too, and weighs several answers: a file that two readers
        // could take for different things is none of ours.
        if (type == one.type && !head.starts_with(one.begins)) return "application/octet-stream";
    }
    return type;
}

base::Sentence type_words(std::string_view type) {
    for (const auto& one : words) {
        if (type.starts_with(one.type)) return {std::string(one.zh), std::string(one.en)};
    }
    return {"其他文件", "another kind of file"};
}

std::optional<base::Problem> refused_name(std::string_view name) {
    if (accepted_by_extension(extension_of(name)) != nullptr) return std::nullopt;
    return base::problem("file_type_refused", {{"name", std::string(name)}});
}

base::Result<std::string> accepted_type(std::string_view name, std::string_view head) {
    const auto* expected = accepted_by_extension(extension_of(name));
    if (expected == nullptr) return std::unexpected(*refused_name(name));
    auto type = sniffed_type(head);
    if (type != expected->type) return mismatch(name, type);
    return type;
}

}  // namespace qingqian::files
