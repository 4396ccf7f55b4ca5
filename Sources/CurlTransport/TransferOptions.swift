internal import LanguageModels
internal import CCurl

/// Sets options of a handle and remembers whether libcurl took every one: a transfer that lost, say, its list of allowed
/// protocols must not start.
struct TransferOptions {
  /// Whether no option was refused.
  private(set) var areAllSet = true
  /// The header fields; belongs to whoever frees the handle.
  private(set) var headerList: UnsafeMutablePointer<curl_slist>?
  private let handle: UnsafeMutableRawPointer

  init(_ handle: UnsafeMutableRawPointer) { self.handle = handle }

  mutating func set(_ request: HTTPRequest, _ settings: CurlTransport.Settings) {
    text(CURLOPT_URL, request.url)
    text(CURLOPT_PROTOCOLS_STR, "http,https")
    number(CURLOPT_FOLLOWLOCATION, 0)
    number(CURLOPT_SSL_VERIFYPEER, 1)
    number(CURLOPT_SSL_VERIFYHOST, 2)
    number(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // Some servers compress whatever they were asked for. What is unpacked counts towards the bound on the body.
    text(CURLOPT_ACCEPT_ENCODING, "")
    // Header fields are for the server; a proxy that tunnels gets none of them, and none of its own come back.
    number(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    number(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // Signals would interrupt the name look-up of whatever else the process does.
    number(CURLOPT_NOSIGNAL, 1)
    // A look-up cannot be interrupted: without this, to cancel one would hold every other transfer up until it ends.
    number(CURLOPT_QUICK_EXIT, 1)
    number(CURLOPT_TCP_KEEPALIVE, 1)
    // libcurl shares this time out among the addresses of a host, so that a dead first one leaves time for the next.
    number(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, min(request.limits.connect * 1000, 1e9).rounded(.up))))
    text(CURLOPT_USERAGENT, settings.userAgent)
    if let file = settings.certificateFile { text(CURLOPT_CAINFO, file) }
    if !settings.usesProxies { text(CURLOPT_PROXY, "") }
    check(CCurl_closeSocketsOnExec(handle))
    if request.method != "GET" { post(request) }
    addHeaders(of: request)
    pointer(CURLOPT_HTTPHEADER, headerList)
  }

  private mutating func post(_ request: HTTPRequest) {
    number(CURLOPT_POST, 1)
    check(CCurl_setSize(handle, CURLOPT_POSTFIELDSIZE_LARGE, Int64(request.body.count)))
    // Copied; the size has to stand before. An empty array may have no address, and none at all would mean "read it".
    if request.body.isEmpty {
      text(CURLOPT_COPYPOSTFIELDS, "")
    } else {
      check(request.body.withUnsafeBytes { CCurl_setBytes(handle, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) })
    }
    if request.method != "POST" { text(CURLOPT_CUSTOMREQUEST, request.method) }
  }

  private mutating func addHeaders(of request: HTTPRequest) {
    var names: Set<String> = []
    for field in request.headers {
      let name = field.name.filter { $0.isASCII && !$0.isWhitespace && $0 != ":" && $0 != ";" }
      guard !name.isEmpty else { continue }
      names.insert(name.lowercased())
      // A key that was read from a file may end in a line feed, which would begin a field of its own.
      let value = Self.line(field.value)
      add(value.isEmpty ? "\(name);" : "\(name): \(value)")
    }
    // Nothing compressed is asked for: pieces of a stream would wait in the compressor.
    if !names.contains("accept-encoding") { add("Accept-Encoding: identity") }
    // libcurl would name a form as the content, and would wait a second for a server's consent to a large body.
    for name in ["content-type", "expect"] where request.method != "GET" && !names.contains(name) { add("\(name):") }
  }

  /// The value without control characters and outer spaces.
  private static func line(_ value: String) -> String {
    let kept = String(String.UnicodeScalarView(value.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    return String(kept.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private mutating func add(_ line: String) {
    if let list = curl_slist_append(headerList, line) { headerList = list } else { areAllSet = false }
  }

  // MARK: - Kinds of options

  mutating func number(_ option: CURLoption, _ value: Int) { check(CCurl_setLong(handle, option, value)) }

  mutating func text(_ option: CURLoption, _ value: String) { check(CCurl_setBytes(handle, option, value)) }

  mutating func pointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
    check(CCurl_setPointer(handle, option, value))
  }

  mutating func taker(_ option: CURLoption, _ taker: @escaping CCurl_Taker) {
    check(CCurl_setTaker(handle, option, taker))
  }

  mutating func connected(_ told: @escaping CCurl_Connected) { check(CCurl_setConnected(handle, told)) }

  private mutating func check(_ code: CURLcode) {
    if code != CURLE_OK { areAllSet = false }
  }
}
