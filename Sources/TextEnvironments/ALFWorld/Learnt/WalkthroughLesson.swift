import RLCore

/// A game that is played to learn from: what was decided in it, and what was only done.
struct WalkthroughLesson {
  private(set) var world: ALFWorld
  private(set) var decisions: [CommandPolicy.Decision] = []
  private var history: [String] = []

  /// A game at its start.
  init(_ world: ALFWorld) { self.world = world }

  /// Takes a command as one to learn from; false where it is not possible.
  mutating func decide(_ command: String, _ vocabulary: inout CommandPolicy.Vocabulary) -> Bool {
    let context = world.context(history: history)
    guard let chosen = context.actions.firstIndex(of: command) else { return false }
    let view = CommandFeatures(context)
    decisions.append(
      CommandPolicy.Decision(
        features: context.actions.map { vocabulary.learn(view.features(of: $0)) }, chosen: chosen))
    take(command)
    return true
  }

  /// Goes to `count` places that were not visited yet, drawn by chance and other than that of `goal`: to go there teaches
  /// nothing, to open what is closed does.
  mutating func wander(
    _ count: Int, besides goal: String, _ generator: inout SeededGenerator,
    _ vocabulary: inout CommandPolicy.Vocabulary
  ) {
    for _ in 0..<count {
      let places = world.actions.filter { $0.hasPrefix("go to ") && $0 != goal && !history.contains($0) }
      guard !places.isEmpty else { return }
      let place = places[generator.below(places.count)]
      take(place)
      let opening = "open " + place.dropFirst("go to ".count)
      if world.actions.contains(opening) { _ = decide(opening, &vocabulary) }
    }
  }

  private mutating func take(_ command: String) {
    _ = world.step(command)
    history.append(command)
  }
}
