/// A wish that work should end: set by whoever wants that, seen by loops, and heard by whoever waits for something else.
public final class StopSignal: Sendable {
  private struct State {
    var isSet = false
    var listeners: [Int: @Sendable () -> Void] = [:]
    var next = 0
  }

  private let state = Guarded(State())

  /// A signal that is not set.
  public init() {}

  /// Whether work should end.
  public var isSet: Bool { state.with { $0.isSet } }

  /// Sets it, and tells everybody who listens.
  public func set() {
    let listeners = state.with { state in
      state.isSet = true
      return Array(state.listeners.values)
    }
    for listener in listeners { listener() }
  }

  /// Takes the wish back, for new work.
  public func clear() { state.with { $0.isSet = false } }

  /// Runs `body`; `listener` is called, from any thread, once the signal is set, or at once where it is already.
  public func listening<Value>(_ listener: @escaping @Sendable () -> Void, while body: () throws -> Value) rethrows
    -> Value
  {
    let (number, isSet) = state.with { state in
      defer { state.next += 1 }
      state.listeners[state.next] = listener
      return (state.next, state.isSet)
    }
    defer { state.with { $0.listeners[number] = nil } }
    if isSet { listener() }
    return try body()
  }
}
