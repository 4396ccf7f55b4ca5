import Algorithms
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Testing
import Threads

/// Oracles in a session: whom they ask is kept with the run, and whoever cannot be asked is said before anything runs.
@Suite struct OracleStageTests {
  private func method(_ name: String) throws -> RefinementMethod { try MethodCatalog.methods.entry(name) }

  /// A session whose base policy is trained, to be asked.
  private func teacher() throws -> Desk {
    let desk = try Desk(try Desk.pong(seed: 9))
    _ = try desk.coach.train()
    return desk
  }

  /// A session whose base policy is trained, and which asks `teacher`.
  private func asking(_ teacher: Desk) throws -> Desk {
    let desk = try Desk()
    _ = try desk.coach.train()
    desk.coach.settings.refinement.oracle.teacher = teacher.directory + "/one"
    return desk
  }

  @Test(arguments: ["oracle-actions", "oracle-potential"])
  func aRunThatHasBegunNeedsItsTeachersSessionNoMore(_ name: String) throws {
    let other = try self.teacher()
    let undisturbed = try asking(other)
    let expected = try undisturbed.coach.refine(try method(name))
    let teacher = try self.teacher()
    let desk = try asking(teacher)
    desk.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try desk.coach.refine(try method(name)) }
    let again = try desk.reopened()
    teacher.close()
    try FileManager.default.removeItem(atPath: teacher.directory)
    let run = try again.coach.refine(try method(name))
    #expect(run.state == .finished && run.digest == expected.digest, "wherever the teacher's session was")
    #expect(!run.configuration.contains(teacher.directory))
    #expect(try again.coach.refine(try method(name), steps: 2_048).step == 2_048)
    #expect(try again.store.charges(of: run.name).isEmpty && run.step == 1_024, "the teacher's training is not charged")
  }

  @Test func imitationPaysForItsEpisodes() throws {
    let teacher = try self.teacher()
    let desk = try asking(teacher)
    let none = try #require(throws: CoachError.self) { try desk.coach.refine(try method("oracle-imitation")) }
    #expect("\(none)".contains("sidecoach collect"))
    try desk.coach.collect(2)
    let collected = try #require(try desk.store.stepsSpent()[.collect])
    desk.coach.settings.refinement.totalSteps = 4_096
    let run = try desk.coach.refine(try method("oracle-imitation"))
    #expect(try desk.store.charges(of: run.name) == [.collect: collected])
    #expect(collected > 0 && run.step == (4_096 - collected) / 512 * 512)
    #expect(try !desk.store.metrics(run: run.name, name: .imitationLoss).isEmpty)
    let report = try RefineReport(session: "one", run: run, store: desk.store)
    #expect(report.charged.collect == collected && report.budget == run.step + collected)
    #expect(try desk.store.charges(of: desk.coach.refine(try method("ppo")).name).isEmpty)
  }

  @Test func whoeverCannotBeAskedIsSaidBeforeAnythingRuns() throws {
    let desk = try Desk()
    _ = try desk.coach.train()
    func refuse(_ path: String, _ words: String) throws {
      desk.coach.settings.refinement.oracle.teacher = path
      let error = try #require(throws: (any Error).self) { try desk.coach.refine(try method("oracle-actions")) }
      #expect("\(error)".contains("oracle.teacher") && "\(error)".contains(words), "\(error)")
      #expect(try desk.store.run(named: "oracle-actions") == nil)
    }
    try refuse("", "the path of a session")
    try refuse("/no/such/place", "/no/such/place")
    let untrained = try Desk()
    try refuse(untrained.directory + "/one", "no base policy yet")
    untrained.commands.send(.stop)
    #expect(throws: EngineStopped.self) { try untrained.coach.train() }
    try refuse(untrained.directory + "/one", "still in training")
    var settings = try SessionSettings(environment: "PongPoint", seed: 1)
    settings.training = try Desk.pong().training
    settings.training.totalSteps = 512
    let foreign = try Desk(settings)
    _ = try foreign.coach.train()
    try refuse(foreign.directory + "/one", "PongPoint")
  }

  @Test func aPlateauIsTestedOnceAndThrownAway() throws {
    let desk = try Desk()
    let base = try desk.coach.train()
    // As many steps as games of one point may take in all environments.
    let first: PlateauTest
    do { first = try desk.coach.testPlateau(window: 8_192) } catch let error as CoachError {
      Issue.record("\(error)")
      return
    }
    #expect(first.episodes >= 6 && first.low <= first.gainPerThousandSteps)
    let spent = try desk.store.stepsSpent()
    #expect(spent[.train] == 1_024 + 3 * 8_192)
    #expect(try desk.coach.testPlateau(window: 8_192) == first)
    #expect(try desk.store.stepsSpent() == spent, "what came of it is remembered")
    #expect(try desk.store.run(named: .base)?.digest == base.digest && desk.store.runs().count == 1)
    #expect(try desk.store.guidanceSteps() == 0)
  }

  @Test func aPlateauThatCannotBeToldSaysWhatToDo() throws {
    let desk = try Desk()
    _ = try desk.coach.train()
    // Two steps of each environment: no game can be over.
    desk.coach.settings.refinement.stepsPerUpdate = 2
    let error = try #require(throws: CoachError.self) { try desk.coach.testPlateau(window: 16) }
    #expect("\(error)".contains("plateauWindow"))
  }
}
