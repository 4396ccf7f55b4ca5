import Engine
package import RLCore
import SessionStore

extension EngineCommand {
  /// The α that it asks for, at once or by a ramp; nil where it asks for something else.
  package var askedAlpha: Double? {
    switch self {
    case .setAlpha(let alpha, _), .rampAlpha(let alpha, _): alpha
    case .pause, .resume, .step, .checkpoint, .stop: nil
    }
  }

  /// The same as it is told where somebody gave it in another window on the session.
  package var fromAnotherWindow: EngineCommand {
    if case .setAlpha(let alpha, _) = self { .setAlpha(alpha, by: .anotherWindow) } else { self }
  }
}

extension Coach {
  /// Takes up the α that a person asked for in an earlier time; runs of its kind begin with it.
  package func takeRequestedAlpha() throws {
    driver.requestedAlpha = try store.recall(.requestedAlpha)
    driver.requestedTarget = try store.recall(.requestedTarget)
  }
}
