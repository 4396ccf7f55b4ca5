import Algorithms
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Testing
import Threads

/// Runs that ended, by success or by an error, and are to go on.
@Suite struct RunContinuationTests {
  /// Pong in small, of which nothing falls over a run.
  private func steady(steps: Int) throws -> SessionSettings {
    var settings = try Desk.pong()
    settings.training.annealsLearningRate = false
    settings.training.totalSteps = steps
    return settings
  }

  @Test func anExtendedRunIsTheLongerRunWhereNothingFallsOverIt() throws {
    let whole = try Desk(try steady(steps: 3_072))
    let expected = try whole.coach.train()
    let desk = try Desk(try steady(steps: 1_024))
    #expect(try desk.coach.train().step == 1_024)
    #expect(try desk.coach.train(steps: 1_000).step == 1_024, "as many in whole updates")
    var said: [String] = []
    desk.coach.notice = { said.append($0) }
    let extended = try desk.coach.train(steps: 3_000)
    #expect(extended.step == 3_072 && extended.totalSteps == 3_072 && extended.state == .finished)
    #expect(extended.digest == expected.digest)
    #expect(said.count == 1 && said[0].contains("from step 1024 to 3072 instead of 1024"))
    #expect(said[0].contains("nothing in it falls"))
    #expect(try desk.store.stepsSpent() == [.train: 3_072])
    #expect(try desk.coach.train().digest == extended.digest, "what it was extended to is what it has to do")
  }

  @Test func whatFallsOverARunIsSaidToFallOverTheNewLength() throws {
    var settings = try steady(steps: 1_024)
    settings.training.annealsLearningRate = true
    let desk = try Desk(settings)
    _ = try desk.coach.train()
    var said: [String] = []
    desk.coach.notice = { said.append($0) }
    _ = try desk.coach.train(steps: 4_096)
    #expect(said.count == 1 && said[0].contains("the learning rate goes on at 75 % of its setting"))
    let rates = try desk.store.metrics(run: .base, name: .learningRate).map(\.value)
    #expect(rates.count == 8)
    #expect(rates[2] == settings.training.learningRate * 0.75)
    desk.writer.flush()
    #expect(try desk.store.events().contains { $0.kind == "alert" && $0.json.contains("run extended") })
  }

  @Test func anExtensionThatIsStoppedGoesOnWithoutBeingAskedForAgain() throws {
    let whole = try Desk(try steady(steps: 3_072))
    let expected = try whole.coach.train()
    let desk = try Desk(try steady(steps: 1_024))
    _ = try desk.coach.train()
    desk.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try desk.coach.train(steps: 3_072) }
    let again = try desk.reopened()
    #expect(try again.store.run(named: .base)?.state == .running)
    let run = try again.coach.train()
    #expect(run.step == 3_072 && run.digest == expected.digest)
  }

  @Test func aGuidedRunsBudgetIsWhatIsExtended() async throws {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    _ = try desk.coach.accept(by: .all)
    let charged = try desk.store.guidanceSteps()
    let method = try MethodCatalog.methods.entry("ultra-ra")
    desk.coach.settings.refinement.totalSteps = charged + 1_024
    let first = try desk.coach.refine(method)
    let budget = first.totalSteps + charged
    #expect(try desk.coach.refine(method, steps: charged + 1_024).digest == first.digest, "nothing is asked for anew")
    let longer = try desk.coach.refine(method, steps: budget + 512)
    #expect(longer.step > first.step && longer.step + charged <= budget + 1_024)
  }

  @Test func aFailedRunGoesOnOnceItsCauseIsMended() throws {
    let whole = try Desk()
    let expected = try whole.coach.train()
    let desk = try Desk()
    desk.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try desk.coach.train() }
    let run = try #require(try desk.store.run(named: .base))
    try desk.store.updateRun(run.id, state: .failed, now: 1)
    let again = try desk.reopened()
    let finished = try again.coach.train()
    #expect(finished.state == .finished && finished.digest == expected.digest)
  }

  /// The checkpoints cannot be written; then they can.
  @Test func aRunThatFailedBeforeItsFirstCheckpointBeginsWithWhatIsAskedForThen() throws {
    let desk = try Desk()
    let place = desk.store.checkpointDirectory
    try FileManager.default.removeItem(atPath: place)
    try Data().write(to: URL(fileURLWithPath: place))
    #expect(throws: SessionStoreError.self) { try desk.coach.train() }
    #expect(try desk.store.run(named: .base)?.checkpoint == nil)
    try FileManager.default.removeItem(atPath: place)
    let again = try desk.reopened()
    again.coach.settings.training.learningRate = 0.125
    let run = try again.coach.train()
    #expect(run.state == .finished && run.configuration.contains("0.125"))
    #expect(try again.store.policy(of: .base).configuration.learningRate == 0.125)
  }

  @Test func runsThatEndAtTheSameStepHaveFilesOfTheirOwn() async throws {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    _ = try desk.coach.accept(by: .all)
    let method = try MethodCatalog.methods.entry("ultra-r")
    let first = try desk.coach.refine(method)
    try desk.store.restartRun(named: "ultra-r")
    let second = try desk.coach.refine(method, seed: 77)
    #expect(second.step == first.step && second.digest != first.digest && second.checkpoint != first.checkpoint)
    let kept = try #require(try desk.store.run(named: "ultra-r~1"))
    #expect(kept.checkpoint == first.checkpoint && kept.digest == first.digest)
    _ = try desk.store.policy(of: "ultra-r~1")
    _ = try desk.store.policy(of: "ultra-r")
  }
}
