import Foundation
import RLCore
import TestSupport
import Testing

@testable import TextEnvironments

/// Priors that are learnt from walkthroughs of other games.
@Suite struct WalkthroughPriorTests {
  private static let nowhere = TaskFolder("alfworld", in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"]))

  /// Acts by the most probable command; the steps that it took, or nil where the goal was not reached.
  private static func act(_ world: ALFWorld, by prior: any ActionPrior) throws -> Int? {
    var world = world
    var history: [String] = []
    while !world.isSolved, history.count < world.horizon {
      guard let best = try prior.proposals(for: world.context(history: history)).first else { return nil }
      _ = world.step(best.action)
      history.append(best.action)
    }
    return world.isSolved ? history.count : nil
  }

  private func house(_ task: HouseTask, _ seed: UInt64) throws -> ALFWorld {
    var settings = HouseSettings()
    settings.task = task
    let house = try House.random(settings, seed: seed)
    return ALFWorld(try HouseholdGame(house.file), id: house.name)
  }

  @Test func whatIsLearntFromDrawnGamesPlaysOthers() throws {
    let prior = try WalkthroughPrior(for: [], in: Self.nowhere, usesDrawn: true)
    let worlds = try HouseTask.allCases.flatMap { task in try (1...5).map { try house(task, UInt64($0)) } }
    let steps = try worlds.map { try Self.act($0, by: prior) }
    let solved = steps.compactMap(\.self)
    print(
      "drawn games: \(solved.count) of \(worlds.count), \(solved.reduce(0, +) / max(1, solved.count)) steps on average")
    #expect(Double(solved.count) >= 0.85 * Double(worlds.count))
    let again = try WalkthroughPrior(for: [], in: Self.nowhere, usesDrawn: true)
    let context = worlds[0].context(history: [])
    #expect(try again.proposals(for: context) == prior.proposals(for: context))
    #expect(prior.source == "learnt from 120 drawn games")
  }

  @Test func probabilitiesAreOfAllCommands() throws {
    let prior = try WalkthroughPrior(for: [], in: Self.nowhere, usesDrawn: false)
    let world = try house(.clean, 3)
    let context = world.context(history: [])
    let proposals = try prior.proposals(for: context)
    #expect(Set(proposals.map(\.action)) == Set(context.actions))
    #expect(abs(proposals.reduce(0) { $0 + $1.probability } - 1) < 1e-9)
    #expect(proposals[0].action.hasPrefix("go to "), "nothing is in sight yet: \(proposals[0])")
  }

  @Test(arguments: [
    ("look_at_obj_in_light-CD-None-DeskLamp-314/trial_T2019", "314"), ("house-put-3", nil), ("x-1", nil),
    ("pick-A-B-C-7/trial", "7"),
  ])
  func scenesAreReadFromNames(name: String, scene: String?) { #expect(WalkthroughPrior.scene(of: name) == scene) }

  @Test func aPolicyLearnsWhatIsChosen() {
    var vocabulary = CommandPolicy.Vocabulary()
    // Of two commands the one with the feature "good" was taken, wherever it stood.
    let good = vocabulary.learn(["good", "common"])
    let bad = vocabulary.learn(["bad", "common"])
    let decisions = (0..<40).map { place in
      CommandPolicy.Decision(features: place % 2 == 0 ? [good, bad] : [bad, good], chosen: [place % 2])
    }
    #expect(vocabulary.numbers.count == 3 && vocabulary.known(["good", "new"]) == [good[0]])
    let policy = CommandPolicy(decisions, vocabulary)
    #expect(policy.weight(of: "good") > 1 && policy.weight(of: "bad") < -1 && abs(policy.weight(of: "common")) < 0.1)
  }

  @Test func aStepGoesDownTheGradientOfEachCommandInTurn() {
    // Both have feature 2. At first π is 1/2 each, so the slopes are 1/2 and -1/2; what the second does to feature 2 sees
    // what the first did.
    let decision = CommandPolicy.Decision(features: [[0, 2], [1, 2]], chosen: [0])
    let packed = PackedDecisions([decision, CommandPolicy.Decision(features: [[1]], chosen: [0])])
    var weights = [0.0, 0, 0]
    packed.descend([0], rate: 1, decay: 0.5, &weights)
    #expect(packed.count == 2 && weights == [0.5, -0.5, 0.5 + (-0.5 - 0.5 * 0.5)])
    // Of one command alone π is 1, so that only the decay is left.
    packed.descend([1], rate: 1, decay: 0.5, &weights)
    #expect(weights == [0.5, -0.25, -0.25])
    #expect(PackedDecisions([CommandPolicy.Decision]()).count == 0)
  }

  @Test func commandsOfOneShapeHaveTheSameFeatures() {
    let view = CommandFeatures(
      PlanningContext(
        id: "x", task: "put a clean mug in shelf", observation: "You are here.",
        actions: [], history: ["go to drawer 1", "go to drawer 2"]))
    let (new, other) = (view.shape(of: "go to drawer 3"), view.shape(of: "go to drawer 4"))
    #expect(new == other && view.features(of: "go to drawer 3") == view.features(of: other))
    #expect(view.features(of: other).contains("go|new"))
    for different in ["go to drawer 1", "go to shelf 1", "go to drawer 2", "open drawer 3", "look"] {
      #expect(view.shape(of: different) != new, "\(different)")
    }
    #expect(view.shape(of: "go to drawer 1") != view.shape(of: "go to drawer 2"), "one of the two is here")
    let search = view.search(of: "go to drawer 3")
    #expect(search?.when == .new && search?.features(.usually).first?.hasSuffix("|go usually|new") == true)
  }

  @Test func ofSeveralThatWouldDoAllAreLearnt() {
    var vocabulary = CommandPolicy.Vocabulary()
    let (one, other, bad) = (vocabulary.learn(["one"]), vocabulary.learn(["other"]), vocabulary.learn(["bad"]))
    let decisions = (0..<40).map { _ in CommandPolicy.Decision(features: [one, other, bad], chosen: [0, 1]) }
    let policy = CommandPolicy(decisions, vocabulary)
    #expect(abs(policy.weight(of: "one") - policy.weight(of: "other")) < 1e-9)
    #expect(policy.weight(of: "one") - policy.weight(of: "bad") > 2)
  }

  @Test func whatWasSeenSaysWhereToLook() {
    var seen = Whereabouts()
    func look(_ text: String, _ place: String) {
      CommandFeatures.nouns(place[...]).first.map { seen.see(text, at: $0) }
    }
    for _ in 0..<2 { look("You arrive at shelf 1. On the shelf 1, you see a mug 2, and a knife 1.", "shelf 1") }
    for number in 2..<10 {
      look("You arrive at shelf \(number). On the shelf \(number), you see nothing.", "shelf \(number)")
    }
    // A closed place says nothing of what is in it.
    for _ in 0..<9 { look("You arrive at drawer 1. The drawer 1 is closed.", "drawer 1") }
    look("You open the drawer 1. The drawer 1 is open. In it, you see a pen 1.", "drawer 1")
    #expect(seen.chance(of: ["mug"], at: "shelf") == .often, "2 of 10")
    #expect(seen.chance(of: ["shelf"], at: "shelf") == .never, "a place is not in itself")
    #expect(seen.chance(of: ["plate", "mug"], at: "shelf") == .often && seen.chance(of: ["mug"], at: "bed") == .never)
    #expect(seen.chance(of: ["pen"], at: "drawer") == .often, "1 of at least 4")
    var twice = seen
    twice.add(seen)
    #expect(twice.chance(of: ["mug"], at: "shelf") == .often && twice.chance(of: ["pen"], at: "drawer") == .usually)
  }

  @Test func detoursTeachToLookAroundAndToPutBackWhatIsWrong() throws {
    var lesson = WalkthroughLesson(try house(.put, 4))
    var generator = SeededGenerator(seed: 2)
    lesson.wander(8, besides: "", isSearch: true, &generator)
    let going = lesson.steps.filter { $0.chosen.allSatisfy { $0.hasPrefix("go to ") } }
    #expect(going.count == 8 && going.allSatisfy { $0.chosen.count > 1 })
    for step in going { #expect(step.chosen.isDisjoint(with: step.context.history), "a place that was not visited") }
    for step in lesson.steps where step.context.history.last?.hasPrefix("take ") == true {
      #expect(step.chosen.allSatisfy { $0.hasPrefix("move ") || $0.hasPrefix("put ") })
    }
    // Where one knows what to go to, each detour says so.
    var known = WalkthroughLesson(try house(.put, 4))
    let goal = try #require(known.world.actions.first { $0.hasPrefix("go to ") })
    known.wander(3, besides: goal, isSearch: false, &generator)
    #expect(known.steps.count == 3 && known.steps.allSatisfy { $0.chosen == [goal] })
  }

  @Test(.enabled(if: HouseholdData.hasGames, "\(HouseholdData.skipped)"))
  func whatIsLearntOfOtherScenesPlaysTheSharedGames() async throws {
    let (steps, source) = try await onOwnThread {
      let data = HouseholdData.folder.deletingLastPathComponent().path
      let folder = TaskFolder("alfworld", in: DataFolder(environment: ["SIDECOACH_DATA": data]))
      let games = try HouseholdData.archives.flatMap { try GameArchive($0).entries }.map { entry in
        ALFWorld(try HouseholdGame(GameFile(entry.bytes)), id: entry.name)
      }
      let prior = try WalkthroughPrior(for: games, in: folder, usesDrawn: false)
      return (try games.map { try Self.act($0, by: prior) }, prior.source)
    }
    let solved = steps.compactMap(\.self)
    print("\(source): \(solved.count) of \(steps.count), \(solved.reduce(0, +) / max(1, solved.count)) steps")
    #expect(Double(solved.count) > 0.93 * Double(steps.count))
  }
}
