internal import LanguageModels
internal import CCurl
internal import Synchronization

/// What a transport and its thread share: the orders, and the multi handle that wakes the thread.
final class TransferLoop: Sendable {
  let settings: CurlTransport.Settings
  private let handle: MultiHandle
  private let orders = Mutex(Orders())

  /// What the thread is told, in order within each kind.
  struct Orders {
    /// Requests to begin.
    var starts: [Exchange] = []
    /// Requests whose consumer stopped, or wants more after a pause.
    var attends: [Exchange] = []
    /// Whether to end everything.
    var stops = false
  }

  init(_ settings: CurlTransport.Settings) throws(TransportError) {
    self.settings = settings
    guard CCurl_setUp(), let handle = MultiHandle(parallel: settings.parallelRequests) else {
      throw .connection("libcurl could not be started; free some memory or reinstall libcurl4")
    }
    self.handle = handle
  }

  /// The multi handle, for the thread.
  var multi: UnsafeMutableRawPointer { handle.pointer }

  /// Adds a request.
  func start(_ exchange: Exchange) { order { $0.starts.append(exchange) } }
  /// Makes the thread look at a request again.
  func attend(to exchange: Exchange) { order { $0.attends.append(exchange) } }
  /// Makes the thread end all requests and return.
  func stop() { order { $0.stops = true } }

  private func order(_ change: (inout Orders) -> Void) {
    orders.withLock { change(&$0) }
    // Sticky: where the thread is not waiting, its next wait returns at once.
    curl_multi_wakeup(handle.pointer)
  }

  /// Takes all orders.
  func takeOrders() -> Orders {
    orders.withLock { waiting in
      defer { waiting = Orders(stops: waiting.stops) }
      return waiting
    }
  }
}

/// A multi handle, freed with its last user.
///
/// Safe to share: libcurl lets any thread call `curl_multi_wakeup`, and everything else is called by the transfer thread
/// alone, which is joined before the handle goes.
private final class MultiHandle: @unchecked Sendable {
  let pointer: UnsafeMutableRawPointer

  init?(parallel: Int) {
    guard let pointer = curl_multi_init() else { return nil }
    self.pointer = pointer
    // Idle connections that are kept for the next request.
    CCurl_setMultiLong(pointer, CURLMOPT_MAXCONNECTS, max(1, parallel))
  }

  deinit { curl_multi_cleanup(pointer) }
}
