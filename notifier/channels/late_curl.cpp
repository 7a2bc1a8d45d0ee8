// libcurl, loaded by the first message that leaves: the functions of it that this room calls. See
// base/late_library.hpp.
#include <curl/curl.h>

#include <cstdarg>

#include "base/late_library.hpp"

// NOLINTNEXTLINE(cppcoreguidelines-macro-usage): a function's name becomes a text.
#define HAND_ON(name, ...)                                            \
    static auto* const found = libcurl.find<decltype(::name)>(#name); \
    return found(__VA_ARGS__)

namespace {

qingqian::base::LateLibrary libcurl("libcurl.so.4");

// An option's value is a number or a pointer of this size, whichever it is: it can be handed on unseen.
static_assert(sizeof(long) == sizeof(void*) && sizeof(curl_off_t) == sizeof(void*));

void* value_in(va_list& rest) {
    return va_arg(rest, void*);
}

}  // namespace

// libcurl's header makes macros of these two, which would stand in the way of defining them.
#undef curl_easy_setopt
#undef curl_easy_getinfo

extern "C" {
// One function, one line.
// clang-format off

CURLcode curl_easy_setopt(CURL* curl, CURLoption option, ...) {
    va_list rest;
    va_start(rest, option);
    void* value = value_in(rest);
    va_end(rest);
    HAND_ON(curl_easy_setopt, curl, option, value);
}

CURLcode curl_easy_getinfo(CURL* curl, CURLINFO info, ...) {
    va_list rest;
    va_start(rest, info);
    void* value = value_in(rest);
    va_end(rest);
    HAND_ON(curl_easy_getinfo, curl, info, value);
}

void curl_easy_cleanup(CURL* curl) { HAND_ON(curl_easy_cleanup, curl); }
char* curl_easy_escape(CURL* handle, const char* string, int length) { HAND_ON(curl_easy_escape, handle, string, length); }
CURLHcode curl_easy_header(CURL* easy, const char* name, size_t index, unsigned int origin, int request, curl_header** hout) { HAND_ON(curl_easy_header, easy, name, index, origin, request, hout); }
CURL* curl_easy_init() { HAND_ON(curl_easy_init); }
CURLcode curl_easy_perform(CURL* curl) { HAND_ON(curl_easy_perform, curl); }
CURLcode curl_easy_recv(CURL* curl, void* buffer, size_t buflen, size_t* n) { HAND_ON(curl_easy_recv, curl, buffer, buflen, n); }
CURLcode curl_easy_send(CURL* curl, const void* buffer, size_t buflen, size_t* n) { HAND_ON(curl_easy_send, curl, buffer, buflen, n); }
const char* curl_easy_strerror(CURLcode code) { HAND_ON(curl_easy_strerror, code); }
void curl_free(void* p) { HAND_ON(curl_free, p); }
time_t curl_getdate(const char* p, const time_t* unused) { HAND_ON(curl_getdate, p, unused); }
CURLcode curl_global_init(long flags) { HAND_ON(curl_global_init, flags); }
curl_mimepart* curl_mime_addpart(curl_mime* mime) { HAND_ON(curl_mime_addpart, mime); }
CURLcode curl_mime_data(curl_mimepart* part, const char* data, size_t datasize) { HAND_ON(curl_mime_data, part, data, datasize); }
CURLcode curl_mime_encoder(curl_mimepart* part, const char* encoding) { HAND_ON(curl_mime_encoder, part, encoding); }
void curl_mime_free(curl_mime* mime) { HAND_ON(curl_mime_free, mime); }
curl_mime* curl_mime_init(CURL* easy) { HAND_ON(curl_mime_init, easy); }
CURLcode curl_mime_subparts(curl_mimepart* part, curl_mime* subparts) { HAND_ON(curl_mime_subparts, part, subparts); }
CURLcode curl_mime_type(curl_mimepart* part, const char* mimetype) { HAND_ON(curl_mime_type, part, mimetype); }
CURLMcode curl_multi_add_handle(CURLM* multi_handle, CURL* curl_handle) { HAND_ON(curl_multi_add_handle, multi_handle, curl_handle); }
CURLMcode curl_multi_cleanup(CURLM* multi_handle) { HAND_ON(curl_multi_cleanup, multi_handle); }
CURLMsg* curl_multi_info_read(CURLM* multi_handle, int* msgs_in_queue) { HAND_ON(curl_multi_info_read, multi_handle, msgs_in_queue); }
CURLM* curl_multi_init() { HAND_ON(curl_multi_init); }
CURLMcode curl_multi_perform(CURLM* multi_handle, int* running_handles) { HAND_ON(curl_multi_perform, multi_handle, running_handles); }
CURLMcode curl_multi_poll(CURLM* multi_handle, curl_waitfd* extra_fds, unsigned int extra_nfds, int timeout_ms, int* ret) { HAND_ON(curl_multi_poll, multi_handle, extra_fds, extra_nfds, timeout_ms, ret); }
CURLMcode curl_multi_remove_handle(CURLM* multi_handle, CURL* curl_handle) { HAND_ON(curl_multi_remove_handle, multi_handle, curl_handle); }
CURLMcode curl_multi_wakeup(CURLM* multi_handle) { HAND_ON(curl_multi_wakeup, multi_handle); }
curl_slist* curl_slist_append(curl_slist* list, const char* data) { HAND_ON(curl_slist_append, list, data); }
void curl_slist_free_all(curl_slist* list) { HAND_ON(curl_slist_free_all, list); }
CURLU* curl_url() { HAND_ON(curl_url); }
void curl_url_cleanup(CURLU* handle) { HAND_ON(curl_url_cleanup, handle); }
CURLUcode curl_url_get(CURLU* handle, CURLUPart what, char** part, unsigned int flags) { HAND_ON(curl_url_get, handle, what, part, flags); }
CURLUcode curl_url_set(CURLU* handle, CURLUPart what, const char* part, unsigned int flags) { HAND_ON(curl_url_set, handle, what, part, flags); }
// clang-format on
}  // extern "C"
