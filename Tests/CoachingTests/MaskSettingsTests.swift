import Algorithms
import Coaching
import Foundation
import RLCore
import SessionStore
import Testing

/// How mask networks are trained is a setting of the session.
@Suite struct MaskSettingsTests {
  @Test func everySettingHasAKey() throws {
    var settings = try Desk.pong()
    try settings.apply([
      "mask.steps=1e5", "mask.bonus=0.5", "mask.sparsity=0.25", "mask.multiplierRate=2", "mask.baselineEpisodes=3",
      "environment.points=2", "learningRate=0.5",
    ])
    var expected = MaskConfiguration()
    expected.steps = 100_000
    expected.bonus = 0.5
    expected.sparsity = 0.25
    expected.multiplierRate = 2
    expected.baselineEpisodes = 3
    #expect(settings.mask == expected)
    #expect(settings.environmentSettings["points"] == "2" && settings.training.learningRate == 0.5)
  }

  @Test func aWrongKeyListsTheValidOnes() throws {
    var settings = try Desk.pong()
    let before = settings
    let slip = try #require(throws: UnknownNameError.self) { try settings.applyIdentifying(["mask.step=5"]) }
    #expect(slip.nearest == "mask.steps" && slip.valid == MaskConfiguration.fields.map(\.key))
    #expect(throws: UnknownNameError.self) { try settings.apply(["mask.step=5"]) }
    #expect(throws: UnknownNameError.self, "naming states trains no policy") {
      try settings.applyIdentifying(["learningRate=0.5"])
    }
    #expect(throws: UnknownNameError.self, "a refinement trains no mask") {
      try settings.apply(["mask.steps=5"], refining: true)
    }
    for bad in ["mask.steps=0", "mask.steps=many", "mask.bonus=-1", "mask.steps"] {
      #expect(throws: InvalidSettingError.self, "\(bad)") { try settings.applyIdentifying([bad]) }
    }
    #expect(settings == before)
  }

  @Test func theSessionKeepsThem() throws {
    var settings = try Desk.pong()
    try settings.apply(["mask.steps=2000"])
    let desk = try Desk(settings)
    #expect(try desk.coach.advice.resources(pool: desk.coach.pool).mask.steps == 2_000)
    try desk.coach.setIdentifying([])
    try desk.coach.setIdentifying(["mask.steps=77", "mask.bonus=0.5"])
    #expect(try desk.coach.advice.resources(pool: desk.coach.pool).mask.steps == 77, "for the question at hand")
    try desk.coach.setIdentifying(["mask.bonus=0.75"])
    let again = try desk.reopened()
    #expect(again.coach.settings.mask.steps == 77 && again.coach.settings.mask.bonus == 0.75, "and for later ones")
    #expect(throws: UnknownNameError.self) { try again.coach.setIdentifying(["mask.steps=5", "mask.bonuss=1"]) }
    #expect(try again.reopened().coach.settings.mask.steps == 77, "what is refused leaves nothing behind")
  }

  @Test func whatAnotherVersionSetsKeepsNobodyOut() throws {
    let desk = try Desk()
    try desk.store.remember(["mask.colour": "red", "mask.steps": "5", "mask.bonus": "much"], as: .identifyingSettings)
    let mask = try desk.reopened().coach.settings.mask
    #expect(mask.steps == 5 && mask.bonus == MaskConfiguration().bonus)
  }

  @Test func settingsWithoutThemAreRead() throws {
    let stored = try Desk.pong(seed: 4)
    var object = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(stored)) as? [String: Any])
    #expect(object.removeValue(forKey: "mask") != nil)
    var defaults = try Desk.pong()
    defaults.mask.steps = 5
    let read = try decode(
      SessionSettings.self, from: try JSONSerialization.data(withJSONObject: object), over: defaults)
    #expect(read.seed == 4 && read.mask.steps == 5)
  }

  @Test func theMaskIsTrainedByThem() async throws {
    let desk = try Desk.played()
    // Less than an update is one update of the environment's base training.
    try desk.coach.setIdentifying(["mask.steps=1"])
    let asked = try desk.coach.advice.consultation(
      advisor: "planner", identifier: "rice-mask", pool: desk.coach.pool)
    _ = try await desk.coach.advice.run(asked)
    let batch = try PPOConfiguration.training(desk.coach.entry.presets).batchSize
    #expect(asked.identifier.environmentSteps == batch)
    #expect(try desk.store.stepsSpent()[.identify] == asked.environmentSteps, "and paid for")
  }
}
