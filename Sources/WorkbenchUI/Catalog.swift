import Canvas

/// Every screen, in the order of its number.
enum ScreenCatalog {
  /// One line a screen.
  static let screens: [Screen] = [
    .dashboard,
    .trajectories,
    .review,
    .compare,
    .events,
    .prompts,
    .plan,
  ]

  /// The keys that go to a screen: `1` to the first, and so on.
  static let numberKeys: [Key] = screens.indices.map { .character(Character("\(($0 + 1) % 10)")) }

  /// The screen in view.
  static func current(_ model: AppModel) -> Screen {
    screens.first { $0.id == model.screen } ?? .dashboard
  }
}
