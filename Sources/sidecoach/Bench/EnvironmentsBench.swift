import ArgumentParser
import Coaching
import Environments
import RLCore

/// How fast the built-in environments run on one core.
struct EnvironmentsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environments", abstract: "Pong's speed on one core, with and without observations.",
    discussion: """
      Actions are random and drawn beforehand. Heap growth is what a step leaves allocated, and should be 0. JSON keys: \
      rows, each with name, value, unit, limit, ratio and against; and heapBytesPerStep.
      """)

  @Option(help: "Seconds for each figure.") var seconds = 2.0
  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must be above 0 and at most 3600") }
  }

  func run() throws {
    do {
      var figures: [BenchFigure] = []
      var growth: [(String, Double?)] = []
      func measure(_ name: String, _ limit: Double, _ against: String, _ work: () -> Int) {
        let rate = Stopwatch.rate(seconds: seconds, work)
        figures.append(BenchFigure(name: name, value: rate / 1e6, unit: "M/s", limit: limit, against: against))
        growth.append((name, Stopwatch.heapGrowth(work)))
      }
      let game = PongTicks()
      measure("Pong game ticks", 20, "target, no observation", game.play)
      let steps = try PongSteps()
      measure("Pong.step, frame skip 1", 32, "PufferLib's C Pong, 8 numbers a step", steps.play)
      for skip in [1, 4] {
        let watched = try ObservedSteps(environment: "Pong", settings: ["frameSkip": "\(skip)"])
        measure("Pong, sparse observation, frame skip \(skip)", 3, "target, as training uses it", watched.play)
      }
      report(figures, growth)
    } catch { throw Failure.exit(error) }
  }

  private func report(_ figures: [BenchFigure], _ growth: [(name: String, bytes: Double?)]) {
    guard !options.json else {
      let bytes = growth.compactMap(\.bytes).max()
      Output.json(["rows": figures.map(\.object), "heapBytesPerStep": Output.number(bytes)])
      return
    }
    BenchTable.show(figures)
    for (name, bytes) in growth {
      print("heap growth, \(name): \(bytes.map { "\(BenchTable.digits($0)) bytes a step" } ?? "not known here")")
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
    let entry = try Catalog.environment(environment, settings: settings)
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
