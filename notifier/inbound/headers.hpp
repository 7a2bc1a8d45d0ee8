#pragma once

#include <gmime/gmime.h>

#include <string>
#include <string_view>
#include <vector>

#include "notifier/inbound/mail.hpp"

namespace qingqian::notifier::inbound {

/// How GMime is to read what does not say its charset.
GMimeParserOptions* parser_options();

/// A header as it stands in the mail, unfolded, undecoded; empty when it is not there. The first of several.
std::string raw_header(GMimeObject* object, const char* name);
/// How often it is there.
std::size_t header_count(GMimeObject* object, const char* name);

/// Encoded words (RFC 2047) and bare 8-bit text as UTF-8 on one line.
std::string decoded_header(std::string_view raw, std::size_t most);

/// A parameter of Content-Type or Content-Disposition (RFC 2231, and encoded words where they may not be).
std::string file_name_of(GMimeObject* object);

/// Fills everything of a mail that its own headers say, kind and reason as far as they tell it.
void read_headers(GMimeMessage* message, const std::vector<std::string>& own, const Bounds& bounds,
                  Mail& mail);

/// Lower-case letters of ASCII.
std::string lowered(std::string_view text);

}  // namespace qingqian::notifier::inbound
