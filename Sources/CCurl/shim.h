#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

/*
 * libcurl for Swift.
 *
 * curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, and Swift cannot call
 * variadic C functions. One shim per argument type stands in for each of them, so that the compiler
 * checks what libcurl itself cannot: that the argument has the size the option reads. The names are
 * in brackets because curl.h also defines them as type-checking macros, which want a constant option.
 */

#include <sys/socket.h>

#include <curl/curl.h>

/* ---- options of one transfer ------------------------------------------------------------------ */

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return (curl_easy_setopt)(easy, option, value);
}

/* CURLOPT_…_LARGE: 64 bit, also where long is not. */
static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return (curl_easy_setopt)(easy, option, value);
}

/* libcurl copies the string; NULL means "back to the default". */
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return (curl_easy_setopt)(easy, option, value);
}

/* libcurl keeps the pointer: CURLOPT_ERRORBUFFER, CURLOPT_PRIVATE, CURLOPT_…DATA. */
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

/* CURLOPT_COPYPOSTFIELDS: bytes, not a string; CURLOPT_POSTFIELDSIZE_LARGE has to be set before. */
static inline CURLcode ccurl_set_bytes(CURL *easy, CURLoption option, const void *value) {
    return (curl_easy_setopt)(easy, option, value);
}

/* libcurl keeps the list: it must live until the handle is cleaned up. */
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return (curl_easy_setopt)(easy, option, value);
}

/* CURLOPT_CURLU: libcurl reads the parts of this handle, and does not parse a URL a second time. */
static inline CURLcode ccurl_set_url(CURL *easy, CURLU *value) {
    return (curl_easy_setopt)(easy, CURLOPT_CURLU, value);
}

/* CURLOPT_WRITEFUNCTION and CURLOPT_HEADERFUNCTION have one signature. */
static inline CURLcode ccurl_set_write_function(CURL *easy, CURLoption option, curl_write_callback value) {
    return (curl_easy_setopt)(easy, option, value);
}

static inline CURLcode ccurl_set_progress_function(CURL *easy, curl_xferinfo_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_XFERINFOFUNCTION, value);
}

static inline CURLcode ccurl_set_prereq_function(CURL *easy, curl_prereq_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode ccurl_set_open_socket_function(CURL *easy, curl_opensocket_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode ccurl_set_close_socket_function(CURL *easy, curl_closesocket_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_CLOSESOCKETFUNCTION, value);
}

/* What CURLOPT_OPENSOCKETFUNCTION has to give: a socket for this address, not handed down to child processes. */
static inline curl_socket_t ccurl_open_socket(const struct curl_sockaddr *address) {
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline CURLcode ccurl_set_debug_function(CURL *easy, curl_debug_callback value) {
    return (curl_easy_setopt)(easy, CURLOPT_DEBUGFUNCTION, value);
}

/* ---- what a transfer tells -------------------------------------------------------------------- */

static inline CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

static inline CURLcode ccurl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
    return (curl_easy_getinfo)(easy, info, value);
}

/* ---- options of the set of transfers ---------------------------------------------------------- */

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return (curl_multi_setopt)(multi, option, value);
}

/* CURLMsg keeps its result in a union; this reads the member that CURLMSG_DONE fills. */
static inline CURLcode ccurl_message_result(const CURLMsg *message) {
    return message->data.result;
}

#endif
