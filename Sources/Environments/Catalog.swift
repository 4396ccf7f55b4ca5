public import RLCore

/// The environments of this module, one line each.
public enum EnvironmentCatalog {
  /// Every environment in the order in which they are shown.
  public static let all = Catalog(
    "environment",
    [
      EnvironmentMaker("Pong", "80x80 Pong after Atari's, first to 21, seen as frame and difference") { settings in
        let configuration = try PongConfiguration(settings: settings)
        return { Pong(configuration: configuration) }
      },
      EnvironmentMaker("PongPoint", "Pong with one point an episode, won 1 and lost 0, as StateMask scores it") {
        settings in
        let configuration = try PongConfiguration.point(settings: settings)
        return { Pong(configuration: configuration) }
      },
      EnvironmentMaker("Pendulum-v1", "a pendulum to swing up and balance with a weak motor") { settings in
        let configuration = try PendulumConfiguration(settings: settings)
        return { Pendulum(configuration: configuration) }
      },
    ])

  /// The entry for `id`; an unknown id is an error that lists the valid ones.
  public static func entry(_ id: String, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    try all.environment(id, settings: settings)
  }
}
