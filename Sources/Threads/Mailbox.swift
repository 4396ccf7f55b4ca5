/// Messages on their way to one thread, in order and without loss; that thread can sleep until one comes.
public final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Guarded<[Message]>([])

  /// An empty mailbox.
  public init() {}

  /// Adds a message and wakes the reader; any thread may call.
  public func send(_ message: Message) { messages.with { $0.append(message) } }

  /// Takes every waiting message, which may be none.
  public func takeAll() -> [Message] {
    messages.with { waiting in
      let taken = waiting
      waiting = []
      return taken
    }
  }

  /// Sleeps until there is a message, then takes every waiting one; none after `timeout`.
  public func waitForAll(timeout: Duration? = nil) -> [Message] {
    messages.wait(timeout: timeout) { waiting in
      guard !waiting.isEmpty else { return nil }
      let taken = waiting
      waiting = []
      return taken
    } ?? []
  }
}
