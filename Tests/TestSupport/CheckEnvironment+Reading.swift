import RLCore

/// Steps, and what can be read of a state.
extension EnvironmentCheck {
  func action(_ generator: inout SeededGenerator) -> [Float] {
    switch entry.spec.action {
    case .discrete(let names): [Float(generator.below(names.count))]
    case .box(let low, let high): zip(low, high).map { $0 + generator.uniformFloat() * ($1 - $0) }
    }
  }

  func step(_ shard: any EnvironmentShard, _ action: [Float], index: Int = 0) -> StepOutcome {
    action.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { shard.step(index, action: $0) }
        ?? .failed
    }
  }

  /// The captured state; nothing where the environment is not restorable.
  func capture(_ shard: any EnvironmentShard, _ index: Int = 0) -> [UInt8] { shard.restorable?.capture(index) ?? [] }

  /// Steps, and starts the next episode where one ends.
  @discardableResult
  func advance(_ shard: any EnvironmentShard, _ action: [Float], index: Int = 0) -> StepOutcome {
    let outcome = step(shard, action, index: index)
    if outcome.isOver { shard.reset(index, seed: nil) }
    return outcome
  }

  func row(_ shard: any EnvironmentShard, _ index: Int = 0) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xAA, count: space.rowBytes)
    bytes.withUnsafeMutableBytes { if let base = $0.baseAddress { shard.observe(index, into: base) } }
    return bytes
  }

  /// The part of a row that carries meaning.
  func meaningful(_ row: [UInt8]) -> [UInt8] {
    switch space {
    case .dense(let dimension): Array(row.prefix(dimension * 4))
    case .sparse: Array(row.prefix((1 + Int(row[0]) + Int(row[1]) << 8) * 2))
    }
  }

  /// What can be read of a state is well formed.
  mutating func look(_ shard: any EnvironmentShard) {
    let bytes = row(shard)
    switch space {
    case .dense(let dimension):
      let values = bytes.withUnsafeBytes { raw in
        (0..<dimension).map { raw.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
      }
      expect(values.allSatisfy(\.isFinite), "observations are finite")
    case .sparse(let layout):
      let (dimension, capacity) = (layout.dimension, layout.capacity)
      let count = Int(bytes[0]) + Int(bytes[1]) << 8
      expect(count <= capacity, "a row holds no more cells than its capacity")
      guard count <= capacity else { return }
      var cells: [Int] = []
      for word in 1..<(count + 1) { cells.append(Int(bytes[word * 2]) + Int(bytes[word * 2 + 1] & 0x7F) << 8) }
      expect(cells.allSatisfy { $0 < dimension }, "cells lie within the observation")
      expect(Set(cells).count == cells.count, "no cell comes twice in a row")
    }
    if let featured = shard.featured { lookAtFeatures(bytes, featured) }
    guard let frame = shard.viewable?.frame(0) else { return }
    let isPainted = frame.pixels.count == frame.width * frame.height
    expect(frame.width > 0 && (isPainted || frame.pixels.isEmpty), "a frame has all of its pixels or none")
    expect(frame.shapes.allSatisfy(\.isDrawable), "shapes have a place")
    expect(!frame.shapes.isEmpty || frame.pixels.contains { $0 != 0 }, "a frame shows something")
  }

  private mutating func lookAtFeatures(_ bytes: [UInt8], _ featured: any FeaturedShard) {
    var features = [[Float]](repeating: [Float](repeating: .nan, count: entry.featureNames.count), count: 2)
    features[1] = features[1].map { _ in 7 }
    bytes.withUnsafeBytes { row in
      guard let base = row.baseAddress else { return }
      featured.matchFeatures(of: base, into: &features[0])
      featured.matchFeatures(of: base, into: &features[1])
    }
    expect(features[0].allSatisfy(\.isFinite), "features are finite")
    expect(features[0] == features[1], "features are read from the row alone")
  }
}
