#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Bytes that strangers wrote, made text that can be kept and shown. All of it is bounded and never fails.
namespace qingqian::notifier::inbound {

/// `bytes` in the charset that was declared (empty: none was) as UTF-8. GB2312 and GBK are read as GB18030,
/// which holds both. What does not fit the declared charset, or has none, is read as UTF-8 where it is that,
/// otherwise as GB18030; a byte that means nothing becomes U+FFFD.
std::string to_utf8(std::string_view bytes, std::string_view charset);

/// Valid UTF-8 with line feeds and tabs, without other control characters and without characters that turn
/// the direction of writing; CRLF as LF, no more than two empty lines in a row, no blanks at the ends; at
/// most `most` bytes, cut between characters.
std::string tidy_text(std::string_view text, std::size_t most);
/// The same on one line.
std::string tidy_line(std::string_view text, std::size_t most);

/// What somebody reads of a web page (HTML5): no tags, comments, styles, scripts or hidden heads; blocks as
/// lines, list items with a dash, cells with a tab, character references resolved, links as their text alone.
/// Nothing of it is ever shown as HTML.
std::string html_text(std::string_view html);

}  // namespace qingqian::notifier::inbound
