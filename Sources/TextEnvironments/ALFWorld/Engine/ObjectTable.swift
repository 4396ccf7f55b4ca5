/// The objects of a game in the order of their names: how they are called and of which kinds they are.
struct ObjectTable: Sendable {
  /// As the files name them, such as `mug_bar_1`.
  let ids: [String]
  /// As the texts name them, such as `mug 1`.
  let names: [[UInt8]]
  /// The type of each.
  let types: [String]
  /// By kind and object.
  let fits: [[Bool]]

  /// Whether an object is of a kind.
  @inline(__always) func isKind(_ object: Int, _ kind: Int) -> Bool { fits[kind][object] }

  /// The object with that id.
  func object(_ id: String) -> Int? { ids.firstIndex(of: id) }

  /// An attribute other than the name.
  func attribute(_ attribute: TextValue.Attribute, _ object: Int) -> [UInt8] {
    switch attribute {
    case .name: names[object]
    case .id: Array(ids[object].utf8)
    case .type: Array(types[object].utf8)
    case .definite: Array("the".utf8)
    case .indefinite: [UInt8(ascii: "a")]
    }
  }

  /// The names that ALFWorld gives: what stands before the first `_bar_`, and a number. Of the ids with one such beginning
  /// the first in order has the highest number. Basins are told from the sinks that they are in.
  ///
  /// - Parameter isNamed: whether a fact speaks of the object; others have no share in the numbers.
  static func names(_ ids: [String], isNamed: [Bool]) -> [[UInt8]] {
    var counts: [String: Int] = [:]
    let (bar, basin) = (Array("_bar_".utf8), Array("basin".utf8))
    let stems = ids.indices.map { index -> String? in
      let id = Array(ids[index].utf8)
      guard isNamed[index], let end = place(of: bar, in: id) else { return nil }
      return String(decoding: id[..<end], as: UTF8.self) + (place(of: basin, in: id) == nil ? "" : "basin")
    }
    for case let stem? in stems { counts[stem, default: 0] += 1 }
    return ids.indices.map { index in
      guard let stem = stems[index], let number = counts[stem] else { return Array("\(ids[index]) ".utf8) }
      counts[stem] = number - 1
      return Array("\(stem) \(number)".utf8)
    }
  }

  private static func place(of part: [UInt8], in whole: [UInt8]) -> Int? {
    guard whole.count >= part.count else { return nil }
    return (0...(whole.count - part.count)).first { start in part.indices.allSatisfy { whole[start + $0] == part[$0] } }
  }
}
