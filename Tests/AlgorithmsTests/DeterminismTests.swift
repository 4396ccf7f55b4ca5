import Algorithms
import Environments
import Networks
import RLCore
import Testing
import Threads

/// The promises on bits: any number of threads, stopped or not, guided by nothing or not at all.
@Suite struct DeterminismTests {
  private static let guided = PPOConfiguration.small { settings in
    settings.normalisesObservations = true
    settings.normalisesRewards = true
    settings.sharesTrunk = false
    settings.hidden = [16, 16]
    settings.guidance.overridesActions = true
    settings.guidance.shapesRewards = true
    settings.guidance.schedule = .annealed
    settings.guidance.alphaSchedule = .annealed
    settings.guidance.restartProbability = 0.5
    settings.guidance.storedAction = .imitation
  }
  private static let table = [contextEntry(1, action: 1), contextEntry(3, action: 0, reward: -1, id: 2)]

  private func pong(
    threads: Int, seed: UInt64 = 4, table: GuidanceTable = GuidanceTable(),
    _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PPO {
    try PPO(
      name: "pong", entry: try shortPong(), configuration: .smallPong(configure), table: table, seed: seed,
      pool: WorkerPool(threads: threads))
  }

  private func advance(_ run: PPO, _ updates: Int) throws { for _ in 0..<updates { _ = try run.advance() } }

  /// A table of what happens early in a game of Pong.
  private func pongTable() throws -> GuidanceTable {
    let policy = try pong(threads: 1).policy()
    let collect = try CollectJob(checkpoint: policy, entry: try shortPong(), count: 1, seed: 1)
    _ = try collect.advance()
    let episode = try #require(collect.episodes.first)
    let suggestions = (4..<min(12, episode.steps.count)).map { step in
      Suggestion(
        id: step, episode: 1, step: step, action: .discrete(1), reward: 1, rationale: "", confidence: 1, advisor: "test"
      )
    }
    return try GuidanceTable(
      suggestions: suggestions, verdicts: Dictionary(uniqueKeysWithValues: suggestions.map { ($0.id, .accepted) }),
      episodes: [1: episode], entry: try shortPong())
  }

  @Test func pongGivesTheSameCheckpointForAnyNumberOfThreads() throws {
    // Six are more than the parts that words are sorted into for many threads.
    let checkpoints = try [1, 2, 3, 6].map { threads -> Fingerprint in
      let run = try pong(threads: threads)
      try advance(run, 6)
      return run.fingerprint
    }
    #expect(checkpoints.allSatisfy { $0 == checkpoints[0] })
  }

  @Test func guidedRunsGiveTheSameCheckpointForAnyNumberOfThreads() throws {
    let checkpoints = try (1...3).map { threads -> Fingerprint in
      let run = try contextRun(Self.guided, table: Self.table, threads: threads)
      try advance(run, 6)
      return run.fingerprint
    }
    #expect(checkpoints[0] == checkpoints[1] && checkpoints[0] == checkpoints[2])
  }

  @Test func anotherSeedGivesAnotherPolicy() throws {
    let (first, second) = (try pong(threads: 1, seed: 1), try pong(threads: 1, seed: 2))
    try advance(first, 1)
    try advance(second, 1)
    #expect(first.weights != second.weights)
  }

  @Test func stoppedAndResumedEqualsNeverStoppedInPong() throws {
    let table = try pongTable()
    func run() throws -> PPO {
      try pong(threads: 2, table: table) { settings in
        settings.normalisesRewards = true
        settings.guidance.overridesActions = true
        settings.guidance.radius = 0.3
        settings.guidance.restartProbability = 0.3
      }
    }
    let whole = try run()
    try advance(whole, 7)
    let first = try run()
    try advance(first, 3)
    let policy = try PolicyCheckpoint(bytes: try #require(first.checkpoint()))
    let second = try PPO.resume(policy, entry: try shortPong(), pool: WorkerPool(threads: 1))
    #expect(second.step == first.step && second.name == "pong")
    #expect(second.fingerprint == first.fingerprint, "nothing is lost by saving and reading")
    try advance(second, 4)
    #expect(second.fingerprint == whole.fingerprint)
  }

  @Test(arguments: [0, 1, 5]) func stoppedAndResumedEqualsNeverStopped(updates: Int) throws {
    let whole = try contextRun(Self.guided, table: Self.table)
    let first = try contextRun(Self.guided, table: Self.table)
    for run in [first, whole] {
      try advance(run, updates)
      run.alpha = 0.25
    }
    let second = try PPO.resume(try first.policy(), entry: ContextGame.entry(), pool: WorkerPool(threads: 1))
    // α is turned by hand before and after the stop, and its history is part of the checkpoint.
    for run in [whole, second] {
      run.alpha = 0.875
      try advance(run, 2)
    }
    #expect(second.fingerprint == whole.fingerprint)
    #expect(second.fingerprint != first.fingerprint)
  }

  @Test func watchingChangesNothing() throws {
    let (watched, alone) = (try pong(threads: 1), try pong(threads: 1))
    for _ in 0..<3 {
      for _ in 0..<25 { #expect(watched.exhibit() != nil) }
      try advance(watched, 1)
      try advance(alone, 1)
    }
    #expect(watched.fingerprint == alone.fingerprint)
  }

  @Test func alphaZeroWithoutOverridesIsPlainInPong() throws {
    let table = try pongTable()
    let plain = try pong(threads: 1)
    let idle = try pong(threads: 1, table: table) { settings in
      settings.guidance.shapesRewards = true
      settings.guidance.rewardTarget = .state
      settings.guidance.alpha = 0
      settings.guidance.radius = 0.5
    }
    var hits = 0.0
    for _ in 0..<6 {
      _ = try plain.advance()
      hits += try idle.advance()[.hitRate] ?? 0
    }
    #expect(hits > 0, "the table was matched, and still")
    #expect(plain.weights == idle.weights)
    #expect(Fingerprint(plain.network.secondMoment.array) == Fingerprint(idle.network.secondMoment.array))
  }

  @Test func alphaZeroWithoutOverridesIsPlainForEveryRule() throws {
    let plain = try contextRun(.small())
    try advance(plain, 5)
    for rule in GuidanceConfiguration.Match.allCases {
      let idle = try contextRun(
        .small { settings in
          settings.guidance.shapesRewards = true
          settings.guidance.alpha = 0
          settings.guidance.match = rule
          settings.guidance.storedAction = .imitation
        }, table: Self.table)
      try advance(idle, 5)
      #expect(plain.weights == idle.weights)
    }
  }
}
