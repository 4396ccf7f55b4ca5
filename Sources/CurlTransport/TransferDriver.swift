internal import LanguageModels
internal import CCurl
internal import Glibc

/// What the transfer thread does: begins requests, lets libcurl work, ends what ran out of time. Nothing of it leaves the thread.
final class TransferDriver {
  private let loop: TransferLoop
  private var queue: [Exchange] = []
  private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]

  init(_ loop: TransferLoop) { self.loop = loop }

  /// Works until the loop is stopped.
  func run() {
    while true {
      let orders = loop.takeOrders()
      queue += orders.starts
      if orders.stops { return endAll(.cancelled) }
      for exchange in orders.attends { attend(to: exchange) }
      begin()
      var running: Int32 = 0
      var code = curl_multi_perform(loop.multi, &running)
      collect()
      let wait = endLate()
      // A free place is filled before waiting.
      if code == CURLM_OK, !queue.isEmpty, transfers.count < places { continue }
      if code == CURLM_OK { code = curl_multi_poll(loop.multi, nil, 0, wait, nil) }
      if code != CURLM_OK {
        endAll(.connection(String(cString: curl_multi_strerror(code))))
        usleep(10_000)
      }
    }
  }

  private var places: Int { max(1, loop.settings.parallelRequests) }

  /// Begins queued requests while there are places.
  private func begin() {
    var waiting = queue[...]
    while transfers.count < places, let exchange = waiting.popFirst() {
      guard !exchange.isOver else { continue }
      guard URLParts.isSpoken(exchange.request.url) else {
        exchange.finish(.failed(.badURL(URLParts.shown(exchange.request.url))))
        continue
      }
      guard let transfer = Transfer(exchange, settings: loop.settings, now: .now),
        curl_multi_add_handle(loop.multi, transfer.handle) == CURLM_OK
      else {
        exchange.finish(.failed(.connection("libcurl cannot begin a request; it is out of memory or lacks an option")))
        continue
      }
      transfers[transfer.handle] = transfer
    }
    queue = Array(waiting)
  }

  /// Looks at a request whose consumer stopped or made room.
  private func attend(to exchange: Exchange) {
    if exchange.isOver { queue.removeAll { $0 === exchange } }
    guard let transfer = transfers.values.first(where: { $0.exchange === exchange }) else { return }
    if exchange.isOver {
      remove(transfer)
    } else if !exchange.isPaused {
      transfer.resume(at: .now)
    }
  }

  /// Ends what libcurl has done with.
  private func collect() {
    var code = CURLE_OK
    while let handle = CCurl_nextEnded(loop.multi, &code) {
      guard let transfer = transfers[handle] else { continue }
      transfer.exchange.finish(transfer.outcome(code))
      remove(transfer)
    }
  }

  /// Ends what ran out of time; gives the milliseconds until the next limit does.
  private func endLate() -> Int32 {
    let now = ContinuousClock.now
    var wait: Int32 = 3_600_000
    for transfer in Array(transfers.values) {
      let expiry = transfer.clock.expiry
      if expiry.instant <= now {
        transfer.exchange.finish(.failed(.timeout(expiry.phase, expiry.seconds)))
        remove(transfer)
      } else {
        wait = min(wait, TransferClock.milliseconds(from: now, until: expiry.instant))
      }
    }
    return wait
  }

  private func endAll(_ error: TransportError) {
    for transfer in Array(transfers.values) {
      transfer.exchange.finish(.failed(error))
      remove(transfer)
    }
    for exchange in queue { exchange.finish(.failed(error)) }
    queue = []
  }

  /// Takes a transfer out; its connection closes where the answer was not complete.
  private func remove(_ transfer: Transfer) {
    curl_multi_remove_handle(loop.multi, transfer.handle)
    transfers[transfer.handle] = nil
  }
}
