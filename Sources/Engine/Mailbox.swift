import Synchronization

/// Commands on their way to the engine's thread, in order and without loss.
public final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])

  /// An empty mailbox.
  public init() {}

  /// Adds a message; any thread may call.
  public func send(_ message: Message) {
    messages.withLock { $0.append(message) }
  }

  /// Takes every waiting message.
  public func takeAll() -> [Message] {
    messages.withLock { waiting in
      defer { waiting.removeAll() }
      return waiting
    }
  }
}

/// A value of which only the latest counts: snapshots for the screen.
public final class LatestValue<Value: Sendable>: Sendable {
  private let slot = Mutex<Value?>(nil)

  /// An empty slot.
  public init() {}

  /// Replaces the value.
  public func put(_ value: Value) {
    slot.withLock { $0 = value }
  }

  /// Takes the value, if there is one that was not taken yet.
  public func take() -> Value? {
    slot.withLock { held in
      defer { held = nil }
      return held
    }
  }
}
