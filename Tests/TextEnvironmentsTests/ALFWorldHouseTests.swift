import RLCore
import TestSupport
import Testing
import TextEnvironments

/// Houses that the program draws: each can be done, is told apart by its state, and knows how far a player has come.
@Suite struct ALFWorldHouseTests {
  private func house(_ task: HouseTask, seed: UInt64, rooms: Int = 1, things: Int = 18) throws -> House {
    var settings = HouseSettings()
    (settings.task, settings.rooms, settings.things) = (task, rooms, things)
    return try House.random(settings, seed: seed)
  }

  private func world(_ task: HouseTask, seed: UInt64 = 1) throws -> ALFWorld {
    let house = try house(task, seed: seed)
    return ALFWorld(try HouseholdGame(house.file), id: house.name)
  }

  @Test(arguments: HouseTask.allCases, [1, 2, 3, 4])
  func everyHouseIsWonByItsWalkthrough(_ task: HouseTask, rooms: Int) throws {
    for seed in 1...5 as ClosedRange<UInt64> {
      let house = try house(task, seed: seed, rooms: rooms, things: 6 + 12 * rooms)
      let world = ALFWorld(try HouseholdGame(house.file), id: house.name)
      #expect(!world.isSolved)
      #expect(try world.verdict(on: house.file.walkthrough).isValid, "\(house.name), \(rooms) rooms")
      #expect(try world.verdict(on: house.file.walkthrough.dropLast()) == .goalMissed, "\(house.name)")
    }
  }

  @Test func aHouseIsWrittenToAFileAndReadBack() throws {
    for task in HouseTask.allCases {
      let file = try house(task, seed: 9).file
      let read = try GameFile(Array(file.json.utf8))
      #expect(read == file)
      let (one, other) = (try HouseholdGame(file), try HouseholdGame(read))
      #expect(one.introduction == other.introduction && one.task == other.task)
    }
  }

  @Test func seedsAndSettingsMakeTheHouse() throws {
    #expect(try house(.put, seed: 4).file == house(.put, seed: 4).file)
    #expect(try house(.put, seed: 4).file != house(.put, seed: 5).file)
    #expect(throws: InvalidSettingError.self) { try house(.put, seed: 1, rooms: 9) }
    #expect(throws: InvalidSettingError.self) { try house(.put, seed: 1, things: 1_000) }
  }

  /// As many sub-goals as the task has are reached one by one along a plan.
  @Test(arguments: [
    (HouseTask.put, 4), (.examine, 4), (.clean, 6), (.heat, 6), (.cool, 6), (.two, 8),
  ])
  func subGoalsAreReachedInOrder(_ task: HouseTask, steps: Int) throws {
    for seed in 1...6 as ClosedRange<UInt64> {
      var world = try world(task, seed: seed)
      var shares = [world.goalShare]
      for action in world.game.file.walkthrough {
        _ = world.step(action)
        shares.append(world.goalShare)
      }
      let reached = shares.map { Int(($0 * Double(steps)).rounded()) }
      #expect(zip(reached, reached.dropFirst()).allSatisfy { $0 <= $1 }, "\(world.id): \(reached)")
      #expect(reached.first == 0 && reached.last == steps, "\(world.id): \(reached)")
      #expect(Set(reached).count >= steps - 1, "\(world.id): \(reached)")
    }
  }

  @Test func whatIsPutDownIsLessThanWhatIsHeld() throws {
    var world = try world(.clean)
    let plan = world.game.file.walkthrough
    let treat = try #require(plan.firstIndex { $0.hasPrefix("clean") })
    for action in plan[..<treat] { _ = world.step(action) }
    let before = world.goalShare
    _ = world.step(plan[treat])
    #expect(world.goalShare > before)
    let held = world.goalShare
    let put = try #require(world.actions.first { $0.hasPrefix("move") })
    _ = world.step(put)
    #expect(!world.isSolved && world.goalShare < held && world.goalShare > 0)
  }

  @Test func statesAreToldApartByTheHouseAndNotByWords() throws {
    var world = try world(.put)
    let receptacle = try #require(world.actions.first { $0.hasPrefix("go to ") })
    _ = world.step(receptacle)
    let there = world.state
    let text = world.observation
    #expect(world.step("look").isLegal && world.observation != text)
    #expect(world.state == there && world.state.hashValue == there.hashValue)
    #expect(world.step("inventory").isLegal && world.state == there)
    world.restore(there)
    #expect(world.observation == text)
    let other = try #require(world.actions.first { $0.hasPrefix("go to ") })
    _ = world.step(other)
    #expect(world.state != there)
    _ = world.step(receptacle)
    #expect(world.actions.contains(other))
  }

  @Test func commandsAreReadInBothVersionsWords() throws {
    var world = try world(.put)
    let plan = world.game.file.walkthrough
    for action in plan.dropLast() { _ = world.step(action) }
    let last = try #require(plan.last)
    let parts = last.dropFirst("move ".count).split(separator: " to ")
    #expect(world.action(named: last.uppercased()) == last)
    #expect(world.action(named: "put \(parts[0]) in/on \(parts[1])") == last)
    #expect(world.action(named: "Put \(parts[0]) on \(parts[1])") == last)
    #expect(world.action(named: "put \(parts[0])") == nil && world.action(named: "put on in/on") == nil)
    #expect(!world.step("put \(parts[0]) in/on \(parts[1])").isLegal)
    #expect(world.step("  \(last) ").reward == 1)
  }

  @Test func questionsHoldTheWayThere() throws {
    var world = try world(.heat)
    let way = Array(world.game.file.walkthrough.prefix(3))
    var texts = [world.observation]
    for action in way {
      _ = world.step(action)
      texts.append(world.observation)
    }
    let question = world.question(world.context(history: way))
    for text in texts + way + [world.task] { #expect(question.contains(text)) }
  }

  @Test(arguments: HouseTask.allCases)
  func shortestPlansAreNoLongerThanWalkthroughs(_ task: HouseTask) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let world = try world(task, seed: seed)
      let plan = try #require(try world.oracle?.shortestPlan())
      #expect(plan.count <= world.game.file.walkthrough.count, "\(world.id)")
      #expect(try world.verdict(on: plan) == .valid(steps: plan.count))
    }
  }

  /// The older version of the game has other words for putting, names places by their locations, and lists what is there.
  @Test func theOlderWordingPlaysByItsOwnGrammar() throws {
    var file = try house(.put, seed: 2).file
    let grammar = file.grammar.replacing("move {o} to {r}", with: "put {o} in/on {r}")
      .replacing("You move the {o.name} to the {r.name}.", with: "You put the {o.name} in/on the {r.name}.")
      .replacing("go to {r}", with: "go to [{r.name | receptacleatlocation(r:receptacle, to:location)}]")
      .replacing("You arrive at {r.name}.", with: "You arrive at {to.name}.")
    try #require(grammar != file.grammar)
    file.grammar = grammar
    let plan = file.walkthrough.map { action in
      guard action.hasPrefix("move ") else { return action }
      return "put " + action.dropFirst(5).replacing(" to ", with: " in/on ")
    }
    var world = ALFWorld(try HouseholdGame(file), id: "older")
    #expect(world.step(plan[0]).isLegal && world.observation.hasPrefix("You arrive at loc "), "\(world.observation)")
    for action in plan.dropFirst() { #expect(world.step(action).isLegal, "\(action)") }
    #expect(world.isSolved && world.observation.contains(" in/on the "))
    let before = try #require(file.walkthrough.last)
    world.reset()
    for action in plan.dropLast() { _ = world.step(action) }
    #expect(world.action(named: before) == plan.last)
  }

  /// Effects with a condition see the state before the action, and texts tell what was taken back from what never was.
  @Test func conditionsOfEffectsAndDenialsInTextsAreHeeded() throws {
    var file = try house(.examine, seed: 1).file
    file.domain = file.domain.replacing(
      ":effect (isToggled ?o)",
      with: ":effect (and (when (isToggled ?o) (not (isToggled ?o))) (when (not (isToggled ?o)) (isToggled ?o)))")
    file.grammar = file.grammar.replacing("You turn on the {o.name}.", with: "#switch#")
      .replacing(
        "\"list_empty\"",
        with: """
          "switch": [{"condition": "istoggled(o:object)", "rhs": "on"},
            {"condition": "not_istoggled(o:object)", "rhs": "off again"}, {"rhs": "never on"}], "list_empty"
          """)
    var world = ALFWorld(try HouseholdGame(file), id: "switch")
    let use = try #require(file.walkthrough.last)
    _ = world.step(file.walkthrough[file.walkthrough.count - 2])
    var texts: [String] = []
    for _ in 0..<3 {
      #expect(world.step(use).isLegal)
      texts.append(world.observation)
    }
    #expect(texts == ["on", "off again", "on"])
  }
}
