import Glibc
public import RLCore

/// Finds the guidance entry that a state matches, by the rule of the configuration.
///
/// Shared by all threads: built once, only read after that, no allocation per look-up except with `text`.
/// - Complexity: O(entries x features) for `nearest` with an early stop per entry; O(1) for `exact` and `text`.
public final class GuidanceMatcher: Sendable {
  /// The rows in force.
  public let entries: [GuidanceEntry]
  private let rule: GuidanceConfiguration.Match
  private let limit: Float
  private let width: Int
  private let flat: [Float]
  private let scale: [Float]?
  private let rowIndex: [UInt64: Int]
  private let keyIndex: [String: Int]
  /// Places of the entries whose states are rated, and how.
  private let rated: [(index: Int, value: Float)]
  private let interpreter: (any Interpreter)?
  private let rowBytes: Int

  /// Prepares `table` for look-ups.
  public init(table: GuidanceTable, configuration: GuidanceConfiguration, entry: EnvironmentEntry) {
    entries = table.entries
    rule = configuration.match
    width = entry.featureNames.count
    limit = Float(configuration.radius * configuration.radius) * Float(width)
    rowBytes = entry.spec.observation.rowBytes
    interpreter = entry.interpreter
    scale = table.scale
    flat = table.entries.flatMap { entry in
      guard let scale = table.scale else { return entry.features }
      return zip(entry.features, scale).map { $0 * $1 }
    }
    var rows: [UInt64: Int] = [:]
    var keys: [String: Int] = [:]
    for (index, entry) in table.entries.enumerated() {
      let hash = entry.row.withUnsafeBytes { Self.hash($0.baseAddress, entry.row.count) }
      if rows[hash] == nil { rows[hash] = index }
      if keys[entry.key] == nil { keys[entry.key] = index }
    }
    rated = table.entries.enumerated().compactMap { index, entry in entry.stateValue.map { (index, Float($0)) } }
    rowIndex = rows
    keyIndex = keys
  }

  /// Throws where the environment lacks what the rule needs.
  static func check(_ configuration: GuidanceConfiguration, _ entry: EnvironmentEntry) throws {
    switch configuration.match {
    case .exact: break
    case .nearest:
      if entry.featureNames.isEmpty { try entry.require(.featured, for: "guidance.match=nearest compares features") }
    case .text: _ = try entry.words(for: "guidance.match=text compares words")
    }
  }

  private static func hash(_ bytes: UnsafeRawPointer?, _ count: Int) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    guard let bytes else { return value }
    for offset in stride(from: 0, to: count & ~1, by: 2) {
      value = (value ^ UInt64(bytes.load(fromByteOffset: offset, as: UInt16.self))) &* 0x100_0000_01b3
    }
    return value
  }

  /// The bytes of a row that carry meaning: a sparse row's tail is left over from earlier rows.
  static func meaningful(_ row: UnsafeRawPointer, _ space: ObservationSpace) -> Int {
    switch space {
    case .dense(let dimension): dimension * 4
    case .sparse: (Int(row.load(as: UInt16.self)) + 1) * 2
    }
  }

  /// The index of the entry that the state behind `row` matches, or -1.
  public func match(
    row: UnsafeRawPointer, space: ObservationSpace, shard: any EnvironmentShard, scratch: UnsafeMutablePointer<Float>
  ) -> Int {
    guard !entries.isEmpty else { return -1 }
    switch rule {
    case .exact:
      let count = Self.meaningful(row, space)
      guard let index = rowIndex[Self.hash(row, count)], entries[index].row.count == count,
        entries[index].row.withUnsafeBytes({ $0.elementsEqual(UnsafeRawBufferPointer(start: row, count: count)) })
      else { return -1 }
      return index
    case .nearest:
      return readFeatures(of: row, shard, into: scratch) ? nearest(scratch) : -1
    case .text:
      guard let interpreter else { return -1 }
      return keyIndex[interpreter.key(row: [UInt8](UnsafeRawBufferPointer(start: row, count: rowBytes)))] ?? -1
    }
  }

  /// Φ of the state behind `row`: Σ k v / max(1, Σ k) over the entries whose states are rated v, with k = exp(−d² / 2 ρ²) of
  /// the distance d and the radius ρ, so that far from all of them it is 0. By other rules, v of the entry that matches.
  func potential(
    row: UnsafeRawPointer, space: ObservationSpace, shard: any EnvironmentShard, scratch: UnsafeMutablePointer<Float>
  ) -> Float {
    guard !rated.isEmpty else { return 0 }
    guard rule == .nearest else {
      let index = match(row: row, space: space, shard: shard, scratch: scratch)
      return index >= 0 ? Float(entries[index].stateValue ?? 0) : 0
    }
    guard readFeatures(of: row, shard, into: scratch), limit > 0 else { return 0 }
    var (sum, weights): (Float, Float) = (0, 0)
    for (index, value) in rated {
      var squares: Float = 0
      for feature in 0..<width {
        let difference = flat[index * width + feature] - scratch[feature]
        squares += difference * difference
      }
      let weight = expf(-squares / (2 * limit))
      sum += weight * value
      weights += weight
    }
    return sum / max(1, weights)
  }

  /// Puts the features of the state behind `row` into `scratch`, scaled as entries are; false where there is nothing to
  /// compare: an environment says so by far-off features, and two such states are not alike.
  private func readFeatures(
    of row: UnsafeRawPointer, _ shard: any EnvironmentShard, into scratch: UnsafeMutablePointer<Float>
  ) -> Bool {
    shard.featured?.matchFeatures(of: row, into: scratch)
    if let scale { for index in 0..<width { scratch[index] *= scale[index] } }
    return width > 0 && (scale != nil || scratch[0].magnitude < 1_000)
  }

  private func nearest(_ features: UnsafePointer<Float>) -> Int {
    var best = -1
    var bestDistance = limit
    flat.withUnsafeBufferPointer { flat in
      for index in 0..<entries.count {
        var distance: Float = 0
        let start = index &* width
        var feature = 0
        while feature < width, distance <= bestDistance {
          let difference = flat[start &+ feature] - features[feature]
          distance += difference * difference
          feature &+= 1
        }
        if distance < bestDistance || (distance == bestDistance && best < 0) {
          best = index
          bestDistance = distance
        }
      }
    }
    return best
  }

  /// Whether an executed action agrees with entry `index`.
  public func agrees(_ action: UnsafePointer<Float>, with index: Int, tolerance: Float) -> Bool {
    switch entries[index].action {
    case .discrete(let choice): return Int(action[0]) == choice
    case .continuous(let vector):
      var sum: Float = 0
      for (component, value) in vector.enumerated() {
        sum += (action[component] - value) * (action[component] - value)
      }
      return sum <= tolerance * tolerance * Float(max(1, vector.count))
    }
  }
}
