package import RLCore

extension EnvironmentEntry {
  /// The observation rows of an episode, restored state by state; `visit` sees the environment at each of them.
  package func observationRows(
    _ episode: Episode, _ range: ClosedRange<Int>, visit: (any EnvironmentShard) -> Void = { _ in }
  ) throws -> [[UInt8]] {
    let shard = makeShard(1)
    let size = spec.observation.rowBytes
    return try range.map { step in
      try shard.restore(0, state: episode.state(before: step))
      visit(shard)
      return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
        if let base = buffer.baseAddress { shard.observe(0, into: UnsafeMutableRawPointer(base)) }
        count = size
      }
    }
  }
}
