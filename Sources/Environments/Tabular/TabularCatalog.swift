public import RLCore

/// The tabular processes of this module, one line each.
public enum TabularCatalog {
  /// Makes a process; the seed matters to random ones only.
  public typealias Maker = @Sendable (_ seed: UInt64) throws -> TabularMDP

  /// One process.
  public struct Entry: Sendable {
    /// One sentence for help.
    public var summary: String
    /// Makes it.
    public var make: Maker
  }

  /// Every process by its id.
  public static let entries: [String: Entry] = [
    "Chain": Entry(summary: "six states in a row; only going right all the way pays") { _ in
      try TabularMDP.chain(length: 6, horizon: 6)
    },
    "RiverSwim": Entry(summary: "swimming up a river against the current, little pay for drifting") { _ in
      try TabularMDP.riverSwim(length: 6, horizon: 12)
    },
    "TrapGrid": Entry(summary: "a slippery grid with a goal in the far corner and traps on the way") { _ in
      try TabularMDP.trapGrid(width: 4, height: 4, horizon: 10)
    },
    "Blocks": Entry(summary: "a blocks world of three blocks, every state listed") { _ in
      try TabularMDP.towerReversal()
    },
    "RandomMDP": Entry(summary: "random transitions and rewards, drawn from the seed") { seed in
      try TabularMDP.random(states: 8, actions: 4, horizon: 6, seed: seed)
    },
  ]

  /// The process for `id`; an unknown id is an error that lists the valid ones.
  public static func make(_ id: String, seed: UInt64 = 0) throws -> TabularMDP {
    guard let entry = entries[id] else {
      throw UnknownNameError(kind: "tabular process", name: id, valid: Array(entries.keys))
    }
    return try entry.make(seed)
  }
}
