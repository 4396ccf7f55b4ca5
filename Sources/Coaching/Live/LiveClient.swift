import Glibc
import RLCore
import Synchronization
import Threads

/// Follows the process that works on a session, and gives it orders.
package final class LiveClient: Sendable {
  private let descriptor: Int32
  private let thread: OwnedThread
  /// Orders are sent whole, one after another.
  private let sending = Mutex(())

  /// Connects; `tell` hears messages on a thread of its own, and nil once when the other end has gone.
  ///
  /// - Throws: where no process of this version of the program works on the session.
  package init(session: String, tell: @escaping @Sendable (LiveMessage?) -> Void) throws {
    let descriptor = try LiveSocket.connect(session)
    self.descriptor = descriptor
    thread = try OwnedThread {
      var lines = LiveLines()
      while true {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, -1) > 0 || errno == EINTR, let bytes = readAvailable(descriptor),
          let messages = lines.take(bytes, as: LiveMessage.self)
        else { break }
        for message in messages { tell(message) }
      }
      tell(nil)
    }
  }

  /// Asks for something; false where the other end has gone.
  @discardableResult
  package func send(_ order: LiveOrder) -> Bool {
    sending.withLock { _ in
      var rest = LiveLines.line(order)[...]
      while !rest.isEmpty {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&waiting, 1, 5_000) > 0, let sent = sendAvailable(rest, descriptor) else { return false }
        rest = rest.dropFirst(sent)
      }
      return true
    }
  }

  /// Ends the connection; to be called once.
  package func close() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    thread.join()
    Glibc.close(descriptor)
  }
}
