import Algorithms
import Foundation
import Networks
import RLCore
import Testing
import Threads

/// A refiner that pays a constant bonus, now and then another action, and counts: its guide and its line, nothing else.
private final class ToyGuide: RolloutGuide {
  struct State: Codable, Equatable {
    var bonus: Float
    var steps: Int
    var episodes: Int
    var updates: Int
  }

  let name = "toy"
  private(set) var state = State(bonus: 0.25, steps: 0, episodes: 0, updates: 0)
  private var parts: [Part] = []

  func restore(_ state: State, at progress: RunProgress) { self.state = state }

  func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = Part()
    parts.append(part)
    return part
  }

  func willPlay(_ progress: RunProgress) {
    for part in parts { part.start(bonus: state.bonus) }
  }

  func didPlay(_ rollout: Rollout, _ progress: RunProgress) {
    for part in parts {
      state.steps += part.steps
      state.episodes += part.episodes
    }
  }

  func loss(of sample: Int, logProbability: Float) -> GuideLoss {
    GuideLoss(value: -logProbability, slope: -0.5)
  }

  func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    state.updates += 1
    // What is learnt changes what is paid, so that a lost state would show in the weights.
    state.bonus += Float(metrics[.entropy] ?? 0) / 64
    metrics[.shapedRewardSize] = Double(state.bonus)
  }

  func alerts() -> [(title: String, detail: String)] {
    state.updates == 2 ? [("two updates", "the toy has seen \(state.steps) steps")] : []
  }

  final class Part: GuidePart {
    private(set) var steps = 0
    private(set) var episodes = 0
    private var bonus: Float = 0
    private var seen: [Int: Bool] = [:]

    func start(bonus: Float) { (self.bonus, steps, episodes) = (bonus, 0, 0) }

    func observe(_ environment: Int, row: UnsafeRawPointer) {
      seen[environment] = row.load(as: Float.self) == 1
    }

    func override(at place: StepPlace, _ generator: inout SeededGenerator) -> ActionOverride? {
      guard seen[place.environment] == true, generator.uniform() < 0.5 else { return nil }
      return ActionOverride(action: .discrete(0), entersBatch: true, hasOwnLoss: true)
    }

    func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float {
      steps += 1
      return bonus
    }

    func begin(_ environment: Int, _ generator: inout SeededGenerator) { episodes += 1 }
  }
}

/// The laws that hold every method of the catalog, and a toy that is added by its line alone.
@Suite struct ToyRefinerTests {
  private static let methods = MethodCatalog.methods.adding([
    RefinementMethod("toy", "pays a constant bonus and counts", guide: { _, _, _ in ToyGuide() })
  ])
  /// Methods without a guide.
  private static let unguided: Set<String> = ["ppo", "ppo-slow", "scratch"]
  private static let table = GuidanceTable(entries: [
    contextEntry(1, action: 1), contextEntry(3, action: 0, reward: -1, id: 2),
  ])

  private func run(
    _ name: String, threads: Int = 1, table: GuidanceTable = table,
    _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PPO {
    let method = try Self.methods.entry(name)
    var configuration = PPOConfiguration.small { settings in
      settings.normalisesObservations = true
      settings.normalisesRewards = true
      settings.sharesTrunk = false
      settings.hidden = [16, 10]
      settings.guidance.storedAction = .imitation
      settings.guidance.restartProbability = 0.5
      settings.guidance.schedule = .annealed
    }
    configure(&configuration)
    let entry = ContextGame.entry()
    let base = try PPO(
      name: "base", entry: entry, configuration: configuration, seed: 5, pool: WorkerPool(threads: 1))
    _ = try base.advance()
    method.configure(&configuration)
    return try PPO(
      name: name, entry: entry, configuration: configuration,
      guide: method.guide(
        table, entry: entry, configuration: configuration,
        oracle: method.needsTeacher ? OracleFixture.material() : .none),
      start: method.startsFromBase ? base.policy() : nil, seed: 6, pool: WorkerPool(threads: threads))
  }

  private func advance(_ run: PPO, _ updates: Int) throws { for _ in 0..<updates { _ = try run.advance() } }

  @Test(arguments: methods.names) func threadsChangeNothing(name: String) throws {
    let digests = try (1...3).map { threads in
      let run = try run(name, threads: threads)
      try advance(run, 4)
      return run.fingerprint
    }
    #expect(digests[0] == digests[1] && digests[0] == digests[2])
  }

  @Test(arguments: methods.names) func stoppedAndResumedEqualsNeverStopped(name: String) throws {
    let whole = try run(name)
    try advance(whole, 6)
    let first = try run(name)
    try advance(first, 3)
    let second = try PPO.resume(
      try first.policy(), entry: ContextGame.entry(), methods: Self.methods, pool: WorkerPool(threads: 2))
    #expect(second.guide?.name == first.guide?.name && (second.guide == nil) == Self.unguided.contains(name))
    #expect(second.fingerprint == first.fingerprint, "nothing is lost by saving and reading")
    #expect(try second.policy().canonicalDigest() == first.policy().canonicalDigest(), "it can be described")
    try advance(second, 3)
    #expect(second.fingerprint == whole.fingerprint)
  }

  @Test(arguments: methods.names) func withoutGuidanceAGuidedMethodIsPlain(name: String) throws {
    let plain = try run("ppo")
    let other = try run(name, table: GuidanceTable())
    try advance(plain, 4)
    try advance(other, 4)
    let needsGuidance = try Self.methods.entry(name).needsGuidance
    #expect((other.weights == plain.weights) == (needsGuidance || name == "ppo"))
  }

  @Test(arguments: methods.entries.filter(\.needsTeacher).map(\.name))
  func withoutItsWeightAnOracleIsPlain(name: String) throws {
    let plain = try run("ppo")
    let idle = try run(name) { ($0.oracle.probability, $0.oracle.weight, $0.oracle.epochs) = (0, 0, 0) }
    try advance(plain, 4)
    try advance(idle, 4)
    #expect(idle.weights == plain.weights)
  }

  @Test func aMethodChangesWhatIsLearnt() throws {
    let all = try Self.methods.names.map { name in
      let run = try run(name)
      try advance(run, 2)
      return run.weights
    }
    for (place, weights) in all.enumerated() { #expect(all.firstIndex(of: weights) == place) }
  }

  @Test func theToyActsThroughEveryHook() throws {
    let run = try run("toy") { settings in
      settings.normalisesRewards = false
      settings.guidance = GuidanceConfiguration()
    }
    let metrics = try run.advance()
    for (sample, context) in run.contexts.enumerated() {
      let own: Float = run.storedActions[sample] == context ? 1 : 0
      #expect(run.rollout.rewards.base[sample] == own + 0.25, "r_env and the bonus")
      if run.rollout.hasOwnLoss[sample] != 0 { #expect(context == 0 && run.storedActions[sample] == 0) }
    }
    let overridden = (0..<run.rollout.count).count { run.rollout.hasOwnLoss[$0] != 0 }
    #expect(overridden > 2 && overridden < run.contexts.count { $0 == 0 })
    let toy = try #require(run.guide as? ToyGuide)
    #expect(toy.state.steps == 128 && toy.state.episodes == 16 && toy.state.updates == 1)
    #expect(metrics[.shapedRewardSize] == Double(toy.state.bonus) && toy.state.bonus > 0.25)
    #expect(run.alerts().isEmpty)
    _ = try run.advance()
    #expect(run.alerts().map(\.detail) == ["the toy has seen 256 steps"])
  }

  @Test func theStateIsKeptUnderTheGuidesOwnKey() throws {
    let run = try run("toy")
    try advance(run, 1)
    let toy = try #require(run.guide as? ToyGuide)
    let (tensors, _) = try Safetensors.decode(try #require(run.checkpoint()))
    guard case .bytes(let bytes)? = tensors["training.guide.toy"]?.elements else {
      Issue.record("no state of the toy among \(tensors.keys.sorted())")
      return
    }
    #expect(try JSONDecoder().decode(ToyGuide.State.self, from: Data(bytes)) == toy.state)
    let error = #expect(throws: UnknownNameError.self) {
      try PPO.resume(try run.policy(), entry: ContextGame.entry(), pool: WorkerPool(threads: 1))
    }
    #expect(error?.name == "toy", "a method that is not in the catalog is named")
  }
}
