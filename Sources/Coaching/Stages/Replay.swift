package import RLCore

extension EnvironmentEntry {
  /// The observation rows of an episode, state by state; `visit` sees the environment at each of them.
  package func observationRows(
    _ episode: Episode, _ range: ClosedRange<Int>, visit: (any EnvironmentShard) -> Void = { _ in }
  ) throws -> [[UInt8]] {
    let shard = makeShard(1)
    let size = spec.observation.rowBytes
    var rows: [[UInt8]] = []
    try shard.walk(0, through: episode, range, for: "what is shown and told of an episode is seen again") { _ in
      visit(shard)
      rows.append(
        [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
          if let base = buffer.baseAddress { shard.observe(0, into: UnsafeMutableRawPointer(base)) }
          count = size
        })
    }
    return rows
  }
}
