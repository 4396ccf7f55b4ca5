import DequeModule

/// The latest few values that arrived, by their keys; one more puts the oldest out.
struct Latest<Key: Hashable & Sendable, Value: Sendable & Equatable>: Sendable, Equatable {
  private let limit: Int
  /// The oldest first.
  private var keys = Deque<Key>()
  private var values: [Key: Value] = [:]

  /// Keeps `limit` values.
  init(_ limit: Int) {
    self.limit = limit
  }

  var count: Int { keys.count }

  /// The value of `key`, where it is kept; setting makes it the latest.
  subscript(key: Key) -> Value? {
    get { values[key] }
    set {
      keys.removeAll { $0 == key }
      values[key] = newValue
      guard newValue != nil else { return }
      keys.append(key)
      if keys.count > limit, let oldest = keys.popFirst() { values[oldest] = nil }
    }
  }
}
