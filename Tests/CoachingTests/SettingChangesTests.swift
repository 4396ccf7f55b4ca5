import Algorithms
import Coaching
import Engine
import RLCore
import SessionStore
import Testing

/// Settings that are changed after the session was made.
@Suite struct SettingChangesTests {
  @Test func whatIsChangedLiesOverWhatTheSessionWasMadeWith() throws {
    let settings = try Desk.pong()
    let desk = try Desk(settings)
    let store = desk.coach.store
    try SettingChanges.set("learningRate", to: "0.5", in: .refinement, of: store)
    try SettingChanges.set("guidance.radius", to: "0.25", in: .guidance, of: store)
    try SettingChanges.set("games", to: "7", in: .session, of: store)
    var changed = settings
    SettingChanges.apply(of: store, to: &changed)
    #expect(changed.refinement.learningRate == 0.5 && changed.refinement.guidance.radius == 0.25)
    #expect(changed.games == 7 && changed.training == settings.training)
  }

  @Test func howManyCheckpointsStayIsASettingOfTheSession() throws {
    var settings = try Desk.pong()
    try settings.apply(["checkpoint.keep=3"])
    #expect(settings.checkpointsKept == 3)
    try settings.apply(["checkpoint.keep=4"], refining: true)
    #expect(settings.checkpointsKept == 4)
    #expect(throws: InvalidSettingError.self) { try settings.apply(["checkpoint.keep=0"]) }
    settings.training.totalSteps = 2_048
    let desk = try Desk(settings)
    // Each update ends with one.
    desk.coach.driver.checkpointInterval = .zero
    _ = try desk.coach.train()
    #expect(try desk.store.checkpoints(of: .base).map(\.step) == [512, 1_024, 1_536, 2_048])
    #expect(try desk.store.damage().isEmpty)
  }

  @Test func whatIsNotValidIsRefused() throws {
    let desk = try Desk(try Desk.pong())
    #expect(throws: InvalidSettingError.self) {
      try SettingChanges.set("rollouts", to: "1", in: .evidence, of: desk.coach.store)
    }
    #expect(throws: UnknownNameError.self) {
      try SettingChanges.set("mask.step", to: "1", in: .mask, of: desk.coach.store)
    }
    #expect(try desk.coach.store.recall(.changedSettings) == nil)
  }
}
