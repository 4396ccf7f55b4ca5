import Algorithms
import Networks
import RLCore
import Testing
import Threads

/// The base policy plays the beginning of each episode.
@Suite struct JSRLTests {
  private func base() throws -> PolicyCheckpoint {
    let run = try contextRun(.small { $0.learningRate = 0.02 }, seed: 9)
    while !run.isFinished { _ = try run.advance() }
    return try run.policy()
  }

  private func run(
    _ start: PolicyCheckpoint?, threads: Int = 1, name: String = "jsrl",
    _ configure: (inout PPOConfiguration) -> Void = { _ in }
  ) throws -> PPO {
    let method = try MethodCatalog.methods.entry(name)
    var configuration = PPOConfiguration.small(configure)
    method.configure(&configuration)
    let entry = ContextGame.entry()
    return try PPO(
      name: name, entry: entry, configuration: configuration,
      guide: method.guide(GuidanceTable(), entry: entry, configuration: configuration), start: start, seed: 3,
      pool: WorkerPool(threads: threads))
  }

  @Test func theBasePlaysTheFirstStepsOfEachEpisode() throws {
    let run = try run(try base()) { $0.guidance.rollIn = 3 }
    let metrics = try run.advance()
    for time in 0..<16 {
      for environment in 0..<8 {
        // Episodes of eight steps, all in step.
        #expect((run.rollout.hasOwnLoss[time * 8 + environment] != 0) == (time % 8 < 3))
      }
    }
    #expect(metrics[.overrideRate] == 6.0 / 16)
  }

  @Test func theRollInShrinksToNoneAtHalfOfTheRun() throws {
    let run = try run(try base()) { $0.guidance.rollIn = 8 }
    var shares: [Double] = []
    while !run.isFinished { shares.append(try run.advance()[.overrideRate] ?? .nan) }
    // h = 8, 6, 4, 2 of eight steps, and then none.
    #expect(shares == [1, 0.75, 0.5, 0.25, 0, 0, 0, 0])
  }

  @Test func whatTheBaseDidDoesNotTeachThePolicy() throws {
    let start = try base()
    let run = try run(start) {
      $0.guidance.rollIn = 8
      $0.entropyWeight = 0
      $0.valueWeight = 0
    }
    let before = run.weights
    let metrics = try run.advance()
    #expect(metrics[.overrideRate] == 1 && metrics[.policyLoss] == 0)
    #expect(run.weights == before)
    _ = try run.advance()
    #expect(run.weights != before, "a quarter of the steps is its own")
  }

  @Test func theFirstHorizonIsTheLengthOfTheBasesEpisodes() throws {
    let run = try run(try base())
    #expect(try run.advance()[.overrideRate] == 1, "eight steps")
    let alone = try self.run(nil)
    #expect(try alone.advance()[.overrideRate] == 0.5, "half of the step limit, where no base is known")
  }

  @Test func theBaseStaysAsItWas() throws {
    let run = try run(try base()) {
      $0.normalisesObservations = false
      $0.guidance.rollIn = 4
    }
    let guide = try #require(run.guide as? JSRL)
    let before = guide.state
    for _ in 0..<5 { _ = try run.advance() }
    // Episodes end with every update, so that none is under way.
    #expect(guide.state == before)
  }

  @Test(arguments: [false, true]) func stoppedAndResumedEqualsNeverStopped(normalises: Bool) throws {
    let base = try contextRun(.small { $0.normalisesObservations = normalises }, seed: 9)
    for _ in 0..<2 { _ = try base.advance() }
    let start = try base.policy()
    func fresh(_ threads: Int) throws -> PPO {
      try run(start, threads: threads) {
        $0.guidance.rollIn = 5
        $0.stepsPerUpdate = 20
        $0.normalisesObservations = normalises
      }
    }
    let (whole, first) = (try fresh(1), try fresh(3))
    for _ in 0..<4 { _ = try whole.advance() }
    // Episodes are under way when it stops: 20 steps are two and a half.
    for _ in 0..<1 { _ = try first.advance() }
    let second = try PPO.resume(try first.policy(), entry: ContextGame.entry(), pool: WorkerPool(threads: 2))
    #expect(second.fingerprint == first.fingerprint)
    for _ in 0..<3 { _ = try second.advance() }
    #expect(second.fingerprint == whole.fingerprint)
  }
}
