import Environments
package import RLCore

/// How fast the built-in environments run on one core: what `bench environments` prints.
package struct EnvironmentsMeasurement: Printable {
  /// Steps a second, each with its target.
  package private(set) var rows: [BenchFigure] = []
  /// The most that a step of any of them leaves on the heap; null where the C library does not tell.
  @OrNull package private(set) var heapBytesPerStep: Double?

  private var growth: [(name: String, bytes: Double?)] = []

  private enum CodingKeys: String, CodingKey { case rows, heapBytesPerStep }

  /// Measures each figure for `seconds`. Actions are random and drawn beforehand.
  package init(seconds: Double) throws {
    measure("Pong game ticks", 20, "target, no observation", seconds, PongTicks().play)
    measure(
      "Pong.step, frame skip 1", 32, "PufferLib's C Pong, 8 numbers a step", seconds, try PongSteps().play)
    for skip in [1, 4] {
      let watched = try ObservedSteps(environment: "Pong", settings: ["frameSkip": "\(skip)"])
      measure(
        "Pong, sparse observation, frame skip \(skip)", 3, "target, as training uses it", seconds, watched.play)
    }
    heapBytesPerStep = growth.compactMap(\.bytes).max()
  }

  private mutating func measure(
    _ name: String, _ limit: Double, _ against: String, _ seconds: Double, _ work: () -> Int
  ) {
    let rate = Stopwatch.rate(seconds: seconds, work)
    rows.append(BenchFigure(name: name, value: rate / 1e6, unit: "M/s", limit: limit, against: against))
    growth.append((name, Stopwatch.heapGrowth(work)))
  }

  package static var keys: String { "rows (name, value, unit, limit, ratio, against), heapBytesPerStep" }

  package var lines: [String] {
    BenchFigure.table(rows).lines
      + growth.map { name, bytes in
        "heap growth, \(name): \(bytes.map { "\(Numerals.significant($0)) bytes a step" } ?? "not known here")"
      }
  }
}

/// The bare game: many of them in turn, as processors like it.
private final class PongTicks {
  private static let count = 64
  private let games: UnsafeMutablePointer<PongGame>
  private let directions: RandomActions

  init() {
    games = .allocate(capacity: Self.count)
    for index in 0..<Self.count {
      (games + index).initialize(to: PongGame(generator: SeededGenerator(seed: UInt64(index))))
    }
    directions = RandomActions(choices: 3, offset: -1)
  }

  deinit { games.deallocate() }

  /// Plays a stretch of every game and returns the ticks.
  func play() -> Int {
    let ticks = RandomActions.count / Self.count
    for time in 0..<ticks {
      let actions = directions.base + time * Self.count
      for index in 0..<Self.count { _ = games[index].tick(direction: actions[index]) }
    }
    return ticks * Self.count
  }
}

/// The environment without looking at it.
private final class PongSteps {
  private static let count = 64
  private let games: UnsafeMutablePointer<Pong>
  private let actions: RandomActions

  init() throws {
    let configuration = try PongConfiguration(settings: ["frameSkip": "1"])
    games = .allocate(capacity: Self.count)
    for index in 0..<Self.count {
      (games + index).initialize(to: Pong(configuration: configuration))
      games[index].reset(seed: UInt64(index))
    }
    actions = RandomActions(choices: 3)
  }

  deinit {
    games.deinitialize(count: Self.count)
    games.deallocate()
  }

  func play() -> Int {
    let steps = RandomActions.count / Self.count
    for time in 0..<steps {
      for index in 0..<Self.count where games[index].step(actions.base + time * Self.count + index).isOver {
        games[index].reset(seed: nil)
      }
    }
    return steps * Self.count
  }
}

/// Observing and stepping through a shard, as training does.
private final class ObservedSteps {
  private static let count = 64
  private let shard: any EnvironmentShard
  private let actions: RandomActions
  private let rows: UnsafeMutableRawPointer
  private let rowBytes: Int

  init(environment: String, settings: [String: String]) throws {
    let entry = try Catalogs.standard.environment(environment, settings: settings)
    shard = entry.makeShard(Self.count)
    for index in 0..<Self.count { shard.reset(index, seed: UInt64(index)) }
    actions = RandomActions(space: entry.spec.action)
    rowBytes = entry.spec.observation.rowBytes
    rows = .allocate(byteCount: rowBytes * Self.count, alignment: 64)
  }

  deinit { rows.deallocate() }

  func play() -> Int {
    let steps = RandomActions.count / Self.count
    for time in 0..<steps {
      for index in 0..<Self.count { shard.observe(index, into: rows + index * rowBytes) }
      for index in 0..<Self.count
      where shard.step(index, action: actions.base + (time * Self.count + index) * actions.width).isOver {
        shard.reset(index, seed: nil)
      }
    }
    return steps * Self.count
  }
}
