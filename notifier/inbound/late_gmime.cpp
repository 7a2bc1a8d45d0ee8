// GMime and the GLib below it, loaded by the first mail that is read: the functions of them that this room
// calls. See base/late_library.hpp.
#include <gmime/gmime.h>

#include "base/late_library.hpp"

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): a function's name becomes a text.
#define HAND_ON(name, ...)                                          \
    static auto* const found = gmime.find<decltype(::name)>(#name); \
    return found(__VA_ARGS__)

namespace {
// What GMime itself needs is looked through, too.
qingqian::base::LateLibrary gmime("libgmime-3.0.so.0");
}  // namespace

extern "C" {
// One function, one line.
// clang-format off
guchar* g_base64_decode(const gchar* text, gsize* out_len) { HAND_ON(g_base64_decode, text, out_len); }
gchar* g_base64_encode(const guchar* data, gsize len) { HAND_ON(g_base64_encode, data, len); }
void g_free(gpointer mem) { HAND_ON(g_free, mem); }
const char* g_mime_content_disposition_get_disposition(GMimeContentDisposition* disposition) { HAND_ON(g_mime_content_disposition_get_disposition, disposition); }
const char* g_mime_content_disposition_get_parameter(GMimeContentDisposition* disposition, const char* name) { HAND_ON(g_mime_content_disposition_get_parameter, disposition, name); }
GMimeContentDisposition* g_mime_content_disposition_parse(GMimeParserOptions* options, const char* str) { HAND_ON(g_mime_content_disposition_parse, options, str); }
const char* g_mime_content_type_get_media_subtype(GMimeContentType* content_type) { HAND_ON(g_mime_content_type_get_media_subtype, content_type); }
const char* g_mime_content_type_get_media_type(GMimeContentType* content_type) { HAND_ON(g_mime_content_type_get_media_type, content_type); }
const char* g_mime_content_type_get_parameter(GMimeContentType* content_type, const char* name) { HAND_ON(g_mime_content_type_get_parameter, content_type, name); }
GMimeContentType* g_mime_content_type_parse(GMimeParserOptions* options, const char* str) { HAND_ON(g_mime_content_type_parse, options, str); }
ssize_t g_mime_data_wrapper_write_to_stream(GMimeDataWrapper* wrapper, GMimeStream* stream) { HAND_ON(g_mime_data_wrapper_write_to_stream, wrapper, stream); }
const char* g_mime_header_get_name(GMimeHeader* header) { HAND_ON(g_mime_header_get_name, header); }
const char* g_mime_header_get_raw_value(GMimeHeader* header) { HAND_ON(g_mime_header_get_raw_value, header); }
int g_mime_header_list_get_count(GMimeHeaderList* headers) { HAND_ON(g_mime_header_list_get_count, headers); }
GMimeHeader* g_mime_header_list_get_header(GMimeHeaderList* headers, const char* name) { HAND_ON(g_mime_header_list_get_header, headers, name); }
GMimeHeader* g_mime_header_list_get_header_at(GMimeHeaderList* headers, int index) { HAND_ON(g_mime_header_list_get_header_at, headers, index); }
void g_mime_init() { HAND_ON(g_mime_init); }
GMimeObject* g_mime_message_get_mime_part(GMimeMessage* message) { HAND_ON(g_mime_message_get_mime_part, message); }
GMimeMessage* g_mime_message_part_get_message(GMimeMessagePart* part) { HAND_ON(g_mime_message_part_get_message, part); }
GType g_mime_message_part_get_type() { HAND_ON(g_mime_message_part_get_type); }
GType g_mime_message_partial_get_type() { HAND_ON(g_mime_message_partial_get_type); }
int g_mime_multipart_get_count(GMimeMultipart* multipart) { HAND_ON(g_mime_multipart_get_count, multipart); }
GMimeObject* g_mime_multipart_get_part(GMimeMultipart* multipart, int index) { HAND_ON(g_mime_multipart_get_part, multipart, index); }
GType g_mime_multipart_get_type() { HAND_ON(g_mime_multipart_get_type); }
GMimeContentDisposition* g_mime_object_get_content_disposition(GMimeObject* object) { HAND_ON(g_mime_object_get_content_disposition, object); }
GMimeContentType* g_mime_object_get_content_type(GMimeObject* object) { HAND_ON(g_mime_object_get_content_type, object); }
const char* g_mime_object_get_content_type_parameter(GMimeObject* object, const char* name) { HAND_ON(g_mime_object_get_content_type_parameter, object, name); }
GMimeHeaderList* g_mime_object_get_header_list(GMimeObject* object) { HAND_ON(g_mime_object_get_header_list, object); }
GType g_mime_object_get_type() { HAND_ON(g_mime_object_get_type); }
GMimeMessage* g_mime_parser_construct_message(GMimeParser* parser, GMimeParserOptions* options) { HAND_ON(g_mime_parser_construct_message, parser, options); }
GMimeParser* g_mime_parser_new_with_stream(GMimeStream* stream) { HAND_ON(g_mime_parser_new_with_stream, stream); }
GMimeParserOptions* g_mime_parser_options_new() { HAND_ON(g_mime_parser_options_new); }
void g_mime_parser_options_set_fallback_charsets(GMimeParserOptions* options, const char** charsets) { HAND_ON(g_mime_parser_options_set_fallback_charsets, options, charsets); }
GMimeDataWrapper* g_mime_part_get_content(GMimePart* mime_part) { HAND_ON(g_mime_part_get_content, mime_part); }
GType g_mime_part_get_type() { HAND_ON(g_mime_part_get_type); }
GByteArray* g_mime_stream_mem_get_byte_array(GMimeStreamMem* mem) { HAND_ON(g_mime_stream_mem_get_byte_array, mem); }
GType g_mime_stream_mem_get_type() { HAND_ON(g_mime_stream_mem_get_type); }
GMimeStream* g_mime_stream_mem_new() { HAND_ON(g_mime_stream_mem_new); }
GMimeStream* g_mime_stream_mem_new_with_buffer(const char* buffer, size_t len) { HAND_ON(g_mime_stream_mem_new_with_buffer, buffer, len); }
char* g_mime_utils_header_decode_text(GMimeParserOptions* options, const char* text) { HAND_ON(g_mime_utils_header_decode_text, options, text); }
void g_object_unref(gpointer object) { HAND_ON(g_object_unref, object); }
GTypeInstance* g_type_check_instance_cast(GTypeInstance* instance, GType iface_type) { HAND_ON(g_type_check_instance_cast, instance, iface_type); }
gboolean g_type_check_instance_is_a(GTypeInstance* instance, GType iface_type) { HAND_ON(g_type_check_instance_is_a, instance, iface_type); }
const char* internet_address_get_name(InternetAddress* ia) { HAND_ON(internet_address_get_name, ia); }
InternetAddress* internet_address_list_get_address(InternetAddressList* list, int index) { HAND_ON(internet_address_list_get_address, list, index); }
int internet_address_list_length(InternetAddressList* list) { HAND_ON(internet_address_list_length, list); }
InternetAddressList* internet_address_list_parse(GMimeParserOptions* options, const char* str) { HAND_ON(internet_address_list_parse, options, str); }
const char* internet_address_mailbox_get_addr(InternetAddressMailbox* mailbox) { HAND_ON(internet_address_mailbox_get_addr, mailbox); }
GType internet_address_mailbox_get_type() { HAND_ON(internet_address_mailbox_get_type); }
// clang-format on
}  // extern "C"
