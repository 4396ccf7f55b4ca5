/// The seam to libcurl: what Swift cannot import, and nothing that decides anything.
///
/// curl.h is re-exported, since its names are prefixed and its enumerations import as they are. What is added here are
/// typed forms of its variadic calls, the global set-up, and sockets that child processes do not inherit.
#pragma once

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

/// Sets libcurl up for the process, once; any thread may call, any number of times. False where libcurl cannot start.
bool CCurl_setUp(void);
/// The library's version and features, such as "libcurl/7.88.1 OpenSSL/3.0.15 nghttp2/1.52.0".
const char *CCurl_version(void);
/// Whether the library speaks HTTP/2.
bool CCurl_speaksHTTP2(void);
/// Whether the library speaks TLS.
bool CCurl_speaksTLS(void);

// MARK: - Transfers (`curl_easy_setopt` and `curl_easy_getinfo` are variadic, which Swift does not import)

/// Called with a piece of the answer; returns how many bytes were taken, or `CCurl_pause`.
typedef size_t (*CCurl_Taker)(char *bytes, size_t size, size_t count, void *context);
/// Called when the connection stands and the request is about to be sent; returns `CURL_PREREQFUNC_OK`.
typedef int (*CCurl_Connected)(void *context, char *remote, char *local, int remotePort, int localPort);

/// `CURL_WRITEFUNC_PAUSE`, a macro: the same bytes come again after `curl_easy_pause`.
extern const size_t CCurl_pause;

/// Sets a number, a flag or an enumeration.
CURLcode CCurl_setLong(CURL *transfer, CURLoption option, long value);
/// Sets a 64-bit size.
CURLcode CCurl_setSize(CURL *transfer, CURLoption option, long long value);
/// Sets a text or copied bytes; libcurl keeps its own copy.
CURLcode CCurl_setBytes(CURL *transfer, CURLoption option, const void *bytes);
/// Sets a list, a buffer or a context that outlives the transfer.
CURLcode CCurl_setPointer(CURL *transfer, CURLoption option, void *pointer);
/// Sets what takes the body or, with `CURLOPT_HEADERFUNCTION`, the lines of the head.
CURLcode CCurl_setTaker(CURL *transfer, CURLoption option, CCurl_Taker taker);
/// Sets what is told that the connection stands.
CURLcode CCurl_setConnected(CURL *transfer, CCurl_Connected connected);
/// Makes the transfer's sockets close in child processes: a child that held one would keep a cancelled request open.
CURLcode CCurl_closeSocketsOnExec(CURL *transfer);

// MARK: - Many transfers (`curl_multi_setopt` is variadic as well)

/// Sets a number of the multi handle.
CURLMcode CCurl_setMultiLong(CURLM *multi, CURLMoption option, long value);
/// Takes the next transfer that ended: its handle and `outcome`, or NULL. Spares Swift the union in `CURLMsg`.
CURL *CCurl_nextEnded(CURLM *multi, CURLcode *outcome);
