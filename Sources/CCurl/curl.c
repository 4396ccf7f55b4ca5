#define _GNU_SOURCE
#include "CCurl.h"

#include <pthread.h>
#include <sys/socket.h>

_Static_assert(LIBCURL_VERSION_NUM >= 0x075700, "libcurl 7.87 or newer: CURLOPT_QUICK_EXIT");

const size_t CCurl_pause = CURL_WRITEFUNC_PAUSE;

// MARK: - The library

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode setUpOutcome = CURLE_FAILED_INIT;

static void setUp(void) { setUpOutcome = curl_global_init(CURL_GLOBAL_DEFAULT); }

bool CCurl_setUp(void) {
  pthread_once(&once, setUp);
  return setUpOutcome == CURLE_OK;
}

const char *CCurl_version(void) { return curl_version(); }

bool CCurl_speaksTLS(void) { return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_SSL) != 0; }

bool CCurl_speaksHTTP2(void) { return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP2) != 0; }

// MARK: - Transfers

CURLcode CCurl_setLong(CURL *transfer, CURLoption option, long value) {
  return curl_easy_setopt(transfer, option, value);
}

CURLcode CCurl_setSize(CURL *transfer, CURLoption option, long long value) {
  return curl_easy_setopt(transfer, option, (curl_off_t)value);
}

CURLcode CCurl_setBytes(CURL *transfer, CURLoption option, const void *bytes) {
  return curl_easy_setopt(transfer, option, bytes);
}

CURLcode CCurl_setPointer(CURL *transfer, CURLoption option, void *pointer) {
  return curl_easy_setopt(transfer, option, pointer);
}

CURLcode CCurl_setTaker(CURL *transfer, CURLoption option, CCurl_Taker taker) {
  return curl_easy_setopt(transfer, option, taker);
}

CURLcode CCurl_setConnected(CURL *transfer, CCurl_Connected connected) {
  return curl_easy_setopt(transfer, CURLOPT_PREREQFUNCTION, connected);
}

static curl_socket_t openSocket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)context;
  (void)purpose;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

CURLcode CCurl_closeSocketsOnExec(CURL *transfer) {
  return curl_easy_setopt(transfer, CURLOPT_OPENSOCKETFUNCTION, openSocket);
}

// MARK: - Many transfers

CURLMcode CCurl_setMultiLong(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

CURL *CCurl_nextEnded(CURLM *multi, CURLcode *outcome) {
  int left = 0;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left)) != NULL) {
    if (message->msg != CURLMSG_DONE) continue;
    *outcome = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}
