import RLCore

extension WorkbenchParts {
  /// Every screen, in the order of its number, and every layer, the topmost last: one line each.
  static let all = WorkbenchParts(
    screens: Catalog(
      "screen",
      [
        .dashboard,
        .episodes,
        .review,
        .compare,
        .events,
        .prompts,
        .plan,
      ]),
    layers: Catalog(
      "layer",
      [
        .commandLine,
        .advisors,
        .help,
        .question,
      ]))
}
