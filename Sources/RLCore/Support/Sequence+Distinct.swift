extension Sequence {
  /// The elements in order, of those with equal keys the first alone.
  public func distinct<Key: Hashable>(by key: (Element) -> Key) -> [Element] {
    var seen: Set<Key> = []
    return filter { seen.insert(key($0)).inserted }
  }
}

extension Sequence where Element: Hashable {
  /// Each element once, in the order in which they come.
  public func distinct() -> [Element] { distinct { $0 } }
}
