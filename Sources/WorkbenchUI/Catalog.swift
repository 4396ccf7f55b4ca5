import RLCore

extension WorkbenchParts {
  /// Every screen, in the order of its number, and every layer, the topmost last: one line each.
  ///
  /// A new screen is a folder of `Features` and a line here. The folder holds what it remembers (`FeatureState`), what it
  /// is told (`FeatureMessage`), what it asks for (`FeatureEffect`, served by an `EffectServer` where the workbench is
  /// opened), and the `Screen` itself with its keys, its update and its view. The laws of every screen hold for it without
  /// a new test, and recording makes its goldens.
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
        .runs,
        .settings,
        .plan,
      ]),
    layers: Catalog(
      "layer",
      [
        .commandLine,
        .unstored,
        .alerts,
        .advisors,
        .themes,
        .help,
        .question,
      ]))
}
