import RLCore
package import TextEnvironments

/// Simulators that can be planned in.
package enum ControlCatalog {
  /// Every one, one line each.
  package static let environments: [TextEnvironmentEntry] = [.pendulum, .hopper]
}
