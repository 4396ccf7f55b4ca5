import Synchronization

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
