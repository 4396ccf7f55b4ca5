import Foundation
public import RLCore

/// π_LLM learnt from walkthroughs of other games: of other scenes than the one that is played, or of games that are drawn.
///
/// A walkthrough goes straight to what is looked for; a player has to look around. So each is played a few times with
/// detours before it goes on: places drawn by chance are gone to, and opened where they are closed. What is learnt is
/// where things are kept, what is done next, that closed places are opened, and that nothing is done twice. The policy
/// itself sees what a player sees. Scenes are dealt into five heaps, with a policy for each that is learnt from the others;
/// a game that comes with no scene has one of all games.
public struct WalkthroughPrior: ActionPrior {
  /// What was learnt from.
  public let source: String
  private let all: CommandPolicy
  private let withoutScene: [String: CommandPolicy]

  /// A game whose walkthrough was played, as it is and with detours.
  private struct Teaching {
    var scene: String?
    var experience: CommandPolicy.Experience
  }

  /// Learns for `tasks`, from the games of `folder` or, where there are none or `usesDrawn` says so, from drawn ones.
  ///
  /// - Throws: `TextTaskError`, `InvalidSettingError`.
  /// - Complexity: seconds for a hundred games.
  init(for tasks: [any TextTask], in folder: TaskFolder, usesDrawn: Bool) throws {
    var (vocabulary, teachings) = (CommandPolicy.Vocabulary(), [Teaching]())
    if !usesDrawn {
      for (name, game) in try folder.walkthroughGames() {
        let experience = CommandPolicy.Experience(Self.lessons(of: game, name), &vocabulary)
        if !experience.isEmpty { teachings.append(Teaching(scene: Self.scene(of: name), experience: experience)) }
      }
    }
    let isDrawn = teachings.isEmpty
    if isDrawn {
      for task in HouseTask.allCases {
        for seed in 0..<Self.drawnGames {
          var settings = HouseSettings()
          settings.task = task
          // Not the seeds of games that come with the program or that people draw first.
          let house = try House.random(settings, seed: 1_000_003 + UInt64(seed))
          let lessons = Self.lessons(of: try HouseholdGame(house.file), house.name)
          teachings.append(Teaching(scene: nil, experience: CommandPolicy.Experience(lessons, &vocabulary)))
        }
      }
    }
    all = CommandPolicy(teachings.map(\.experience), vocabulary)
    let scenes = Set(teachings.compactMap(\.scene)).union(tasks.compactMap { Self.scene(of: $0.id) }).sorted()
    let heaps = Dictionary(uniqueKeysWithValues: scenes.enumerated().map { ($1, $0 % Self.heaps) })
    let played = Set(tasks.compactMap { Self.scene(of: $0.id) }.compactMap { heaps[$0] })
    var policies: [Int: CommandPolicy] = [:]
    for heap in played.sorted() where !isDrawn {
      let others = teachings.filter { teaching in teaching.scene.flatMap { heaps[$0] } != heap }
      policies[heap] = CommandPolicy(others.map(\.experience), vocabulary)
    }
    withoutScene = heaps.compactMapValues { policies[$0] }
    source =
      isDrawn
      ? "learnt from \(teachings.count) drawn games" : "learnt from \(teachings.count) walkthroughs of other scenes"
  }

  private static let heaps = 5
  /// Drawn games of each kind of task.
  private static let drawnGames = 20

  /// The scene that ALFWorld's names end in, such as 314 of look_at_obj_in_light-CD-None-DeskLamp-314/trial_T2019.
  static func scene(of name: String) -> String? {
    guard let task = name.split(separator: "/").first, let last = task.split(separator: "-").last,
      task.contains("-"), name.contains("/"), last.allSatisfy(\.isNumber)
    else { return nil }
    return String(last)
  }

  /// Times that a walkthrough is played with detours, and detours at a time at most.
  private static let (plays, detours) = (4, 8)

  /// A walkthrough as far as its commands are possible: as it is, and with detours.
  private static func lessons(of game: HouseholdGame, _ name: String) -> [WalkthroughLesson] {
    (0...plays).map { play in
      var generator = SeededGenerator(seed: UInt64(play), stream: 88_101)
      var lesson = WalkthroughLesson(ALFWorld(game, id: name))
      let walkthrough = game.file.walkthrough
      for (place, written) in walkthrough.enumerated() where !lesson.world.isSolved {
        if play > 0, written.hasPrefix("go to ") {
          lesson.wander(
            generator.below(detours + 1), besides: written, isSearch: isSearch(walkthrough, from: place), &generator)
        }
        guard let command = lesson.world.action(named: written), lesson.decide(command) else { break }
      }
      return lesson
    }
  }

  /// Whether the place that is gone to at `place` is one where something is found: a thing to take, or a lamp.
  private static func isSearch(_ walkthrough: [String], from place: Int) -> Bool {
    walkthrough.dropFirst(place + 1).prefix { !$0.hasPrefix("go to ") }
      .contains { $0.hasPrefix("take ") || $0.hasPrefix("use ") }
  }

  /// π of every command that is possible.
  public func proposals(for context: PlanningContext) throws -> [Proposal] {
    let policy = Self.scene(of: context.id).flatMap { withoutScene[$0] } ?? all
    return policy.proposals(for: context)
  }
}

extension TaskFolder {
  /// The games of the data set with walkthroughs, by name; those that cannot be read are left out.
  fileprivate func walkthroughGames() throws -> [(name: String, game: HouseholdGame)] {
    guard isThere else { return [] }
    var games: [(name: String, game: HouseholdGame)] = []
    for place in try gamePlaces {
      for entry in (try? GameArchive(place))?.entries ?? [] {
        guard let file = try? GameFile(entry.bytes), !file.walkthrough.isEmpty, let game = try? HouseholdGame(file)
        else { continue }
        games.append((entry.name, game))
      }
    }
    return games
  }
}
