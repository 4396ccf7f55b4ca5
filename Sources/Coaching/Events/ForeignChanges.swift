package import Dispatch
package import SessionStore
import Synchronization

/// Tells when another process has added to a session, by looking twice a second.
package final class ForeignChanges: Sendable {
  /// Keeps a dispatch source alive; it is made once and cancelled once.
  private struct Held: @unchecked Sendable {
    let timer: any DispatchSourceTimer
  }
  private let held = Mutex<Held?>(nil)

  /// Calls `tell` on `queue` after every change, until `stop`.
  package init(of store: SessionStore, on queue: DispatchQueue, _ tell: @escaping @Sendable () -> Void) {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    var last = try? store.foreignChanges()
    timer.schedule(deadline: .now() + 0.5, repeating: 0.5, leeway: .milliseconds(100))
    timer.setEventHandler {
      guard let now = try? store.foreignChanges(), now != last else { return }
      last = now
      tell()
    }
    timer.resume()
    held.withLock { $0 = Held(timer: timer) }
  }

  /// Looks no more.
  package func stop() {
    held.withLock { held in
      held?.timer.cancel()
      held = nil
    }
  }
}
