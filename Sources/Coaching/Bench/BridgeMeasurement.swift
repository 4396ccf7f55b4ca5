import BridgedEnvironments
package import RLCore

/// What a step of a bridged environment costs beside what it costs by itself: what `bench bridge` prints.
package struct BridgeMeasurement: Printable {
  /// One environment.
  package struct Row: Encodable, Sendable {
    /// Its id.
    package let environment: String
    /// Microseconds of a step in a loop of Python, nothing else done.
    @OrNull package private(set) var ownMicroseconds: Double?
    /// Microseconds of the same step from here, observed.
    @OrNull package private(set) var bridgedMicroseconds: Double?
    /// What the bridge adds.
    @OrNull package private(set) var overheadMicroseconds: Double?
  }

  /// Each environment in its turn.
  package private(set) var rows: [Row] = []

  package static var keys: String {
    "rows (environment, ownMicroseconds, bridgedMicroseconds, overheadMicroseconds)"
  }

  /// What is measured where nothing else is asked for.
  package static let usual = ["CartPole-v1", "Acrobot-v1", "LunarLander-v3", "FrozenLake-v1", "Hopper-v5"]

  /// Measures `environments` over `steps` steps each, with `settings` for all of them.
  ///
  /// - Throws: `BridgeError`, or `CoachError` where there is no Python.
  package init(_ environments: [String], steps: Int, settings: [String: String], place: BridgePlace = BridgePlace())
    throws
  {
    guard let python = try place.interpreter(named: settings["python"]) else {
      throw CoachError.unusable("there is no Python to measure; 'sidecoach bridge install' sets one up")
    }
    var settings = settings
    settings["python"] = python
    for id in environments {
      let own = try BridgedCatalog.ownCost(id, python: python, settings: settings, steps: steps)
      let bridged = try Self.cost(try BridgedCatalog.entry(id, python: python, settings: settings), steps: steps)
      rows.append(
        Row(
          environment: id, ownMicroseconds: own * 1e6, bridgedMicroseconds: bridged * 1e6,
          overheadMicroseconds: (bridged - own) * 1e6))
    }
  }

  /// Seconds a step of one environment, observed, by random actions.
  private static func cost(_ entry: EnvironmentEntry, steps: Int) throws -> Double {
    let shard = entry.makeShard(1)
    let actions = RandomActions(space: entry.spec.action)
    let row = UnsafeMutableRawPointer.allocate(byteCount: entry.spec.observation.rowBytes, alignment: 64)
    defer { row.deallocate() }
    shard.reset(0, seed: 7)
    let clock = ContinuousClock()
    let start = clock.now
    for step in 0..<steps {
      shard.observe(0, into: row)
      let place = step % RandomActions.count * actions.width
      let outcome = shard.step(0, action: actions.base + place)
      if outcome.hasFailed, let error = shard.failure(0) { throw error }
      if outcome.isOver { shard.reset(0, seed: nil) }
    }
    return (clock.now - start).seconds / Double(steps)
  }

  package var lines: [String] {
    var table = TextTable([
      ("environment", .leading), ("own µs", .trailing), ("bridged µs", .trailing), ("overhead µs", .trailing),
    ])
    table.rows = rows.map { row in
      [row.environment]
        + [row.ownMicroseconds, row.bridgedMicroseconds, row.overheadMicroseconds].map {
          Numerals.significant($0 ?? .nan)
        }
    }
    return table.lines
  }
}
