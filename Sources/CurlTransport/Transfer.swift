internal import LanguageModels
internal import CCurl

/// One request on its way: libcurl's handle with everything that it points to. Made, used and freed by the transfer thread.
final class Transfer {
  /// Where the answer goes.
  let exchange: Exchange
  /// libcurl's handle.
  let handle: UnsafeMutableRawPointer
  /// How far it is, in time.
  var clock: TransferClock
  private var head = HeadReader()
  private var received = 0
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let errorText: UnsafeMutablePointer<CChar>

  /// Prepares a request; nil where libcurl has no memory for it or refuses an option.
  init?(_ exchange: Exchange, settings: CurlTransport.Settings, now: ContinuousClock.Instant) {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    self.exchange = exchange
    clock = TransferClock(exchange.request.limits, start: now)
    errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    var options = TransferOptions(handle)
    options.set(exchange.request, settings)
    headerList = options.headerList
    options.pointer(CURLOPT_ERRORBUFFER, errorText)
    hook(&options)
    guard options.areAllSet else { return nil }
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headerList)
    errorText.deallocate()
  }

  /// libcurl's own words about what went wrong; empty where it has none.
  var words: String { String(cString: errorText) }
  /// Bytes of the body so far.
  var bodyBytes: Int { received }

  /// Lets a paused transfer go on.
  func resume(at now: ContinuousClock.Instant) {
    guard clock.isPaused else { return }
    clock.isPaused = false
    clock.progressed(at: now)
    // Hands over what was refused before; that may pause it again.
    curl_easy_pause(handle, CURLPAUSE_CONT)
  }

  // MARK: - libcurl's calls

  /// Unretained, since the handle does not outlive its transfer.
  private func hook(_ options: inout TransferOptions) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    options.pointer(CURLOPT_WRITEDATA, context)
    options.pointer(CURLOPT_HEADERDATA, context)
    options.pointer(CURLOPT_PREREQDATA, context)
    options.taker(CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      Transfer.of(context)?.takePiece(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
    }
    options.taker(CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      Transfer.of(context)?.takeLine(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
    }
    options.connected { context, _, _, _, _ in
      Transfer.of(context)?.clock.connected()
      return CURL_PREREQFUNC_OK
    }
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Takes a line of the head; any other number than its length ends the transfer.
  private func takeLine(_ line: UnsafeRawBufferPointer) -> Int {
    guard !exchange.isOver else { return 0 }
    clock.progressed(at: .now)
    let complete = head.take(line)
    guard head.bytes <= HeadReader.longest else {
      exchange.finish(.failed(.interrupted("its head has no end, as no API's")))
      return 0
    }
    if let complete {
      exchange.offer(.head(status: complete.status, headers: complete.headers))
      let bound = exchange.request.limits.bodyBytes
      // Spares the download of what would be refused in the end.
      if let length = complete.headers["content-length"].flatMap(Int.init), length > bound { return refuse(bound) }
    }
    return line.count
  }

  /// Takes a piece of the body, or pauses.
  private func takePiece(_ piece: UnsafeRawBufferPointer) -> Int {
    guard !exchange.isOver else { return 0 }
    clock.progressed(at: .now)
    let bound = exchange.request.limits.bodyBytes
    guard received + piece.count <= bound else { return refuse(bound) }
    guard exchange.offer(piece: Array(piece)) else {
      clock.isPaused = true
      return CCurl_pause
    }
    received += piece.count
    return piece.count
  }

  private func refuse(_ bound: Int) -> Int {
    exchange.finish(.failed(.tooLarge(bound)))
    return 0
  }
}
