public import RLCore

/// The environments of this module, one line each.
public enum EnvironmentCatalog {
  /// Makes an entry from `environment.*` settings.
  public typealias Maker = @Sendable ([String: String]) throws -> EnvironmentEntry

  /// Every environment by its id.
  public static let makers: [String: Maker] = [
    "Pong": { settings in
      let configuration = try PongConfiguration(settings: settings)
      return EnvironmentEntry(
        summary: "80x80 Pong after Atari's, first to 21, seen as frame and difference",
        interpreter: PongInterpreter(actionNames: configuration.actionNames),
        make: { Pong(configuration: configuration) })
    },
    "Pendulum-v1": { settings in
      let configuration = try PendulumConfiguration(settings: settings)
      return EnvironmentEntry(
        summary: "a pendulum to swing up and balance with a weak motor", interpreter: PendulumInterpreter(),
        make: { Pendulum(configuration: configuration) })
    },
  ]

  /// The entry for `id`; an unknown id is an error that lists the valid ones.
  public static func entry(_ id: String, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    guard let maker = makers[id] else {
      throw UnknownNameError(kind: "environment", name: id, valid: Array(makers.keys))
    }
    return try maker(settings)
  }
}
