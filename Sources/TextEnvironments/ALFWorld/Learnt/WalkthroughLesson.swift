import RLCore

/// A game that is played to learn from: what was decided in it, and what was seen.
struct WalkthroughLesson {
  /// Something that was decided: what a player saw, and the commands of which any would have done.
  struct Step: Sendable {
    var context: PlanningContext
    var chosen: Set<String>
  }

  private(set) var world: ALFWorld
  private(set) var steps: [Step] = []
  /// What was seen on the way.
  private(set) var whereabouts = Whereabouts()
  private var history: [String] = []
  private var place: CommandFeatures.Noun?

  /// A game at its start.
  init(_ world: ALFWorld) { self.world = world }

  /// Takes a command as one to learn from; false where it is not possible.
  mutating func decide(_ command: String) -> Bool {
    guard world.actions.contains(command) else { return false }
    learn([command])
    take(command)
    return true
  }

  /// What is done next is one of `commands`, all possible, and any would do.
  private mutating func learn(_ commands: Set<String>) {
    steps.append(Step(context: world.context(history: history), chosen: commands))
  }

  /// Goes to `count` places that were not visited yet, drawn by chance and other than that of `goal`.
  ///
  /// Where something is sought, which of them is gone to teaches nothing; that some new place is, does, and that what is
  /// closed is opened. Where it is known what to go to, each step of the detour teaches to go there.
  mutating func wander(
    _ count: Int, besides goal: String, isSearch: Bool, _ generator: inout SeededGenerator
  ) {
    for _ in 0..<count {
      let places = world.actions.filter { $0.hasPrefix("go to ") && !history.contains($0) }
      let others = places.filter { $0 != goal }
      guard !others.isEmpty else { return }
      let place = others[generator.below(others.count)]
      learn(isSearch ? Set(places) : [goal])
      take(place)
      let opening = "open " + place.dropFirst("go to ".count)
      if isSearch, world.actions.contains(opening) { _ = decide(opening) }
      if isSearch, generator.below(Self.slips) == 0 { slip(&generator) }
    }
  }

  /// One place in so many at which something wrong is taken.
  private static let slips = 4

  /// Takes something that the task does not name, which teaches nothing, and puts it back, which does.
  private mutating func slip(_ generator: inout SeededGenerator) {
    let words = Set(world.task.lowercased().split { !$0.isLetter }.map(String.init))
    let wrong = world.actions.filter { command in
      command.hasPrefix("take ") && !words.contains(String(command.split(separator: " ")[1]))
    }
    guard !wrong.isEmpty else { return }
    take(wrong[generator.below(wrong.count)])
    let back = world.actions.filter { $0.hasPrefix("move ") || $0.hasPrefix("put ") }
    guard let one = back.first else { return }
    learn(Set(back))
    take(one)
  }

  private mutating func take(_ command: String) {
    _ = world.step(command)
    history.append(command)
    if command.hasPrefix("go to ") { place = CommandFeatures.nouns(command[...]).first }
    if command.hasPrefix("go to ") || command.hasPrefix("open "), let place {
      whereabouts.see(world.observation, at: place)
    }
  }
}
