import Algorithms
import Dispatch
package import RLCore
import SessionStore
import Threads

/// Measures the actions that a person wants measured now, one after the other and beside training.
package final class BackgroundMeasuring: Sendable {
  private let stage: AdviceStage
  private let stopping = StopSignal()
  private let queue = DispatchQueue(label: "sidecoach.measuring", qos: .utility)

  /// Measures in the session of `stage`.
  package init(stage: AdviceStage) {
    self.stage = stage
  }

  /// Measures `action` at the state of a suggestion and stores its evidence; `done` is told what went wrong, or nil.
  package func measure(_ suggestion: Int, _ action: Action, done: @escaping @Sendable (String?) -> Void) {
    queue.async { [stage, stopping] in
      guard !stopping.isSet else { return }
      do {
        try stage.measure(suggestion, action)
        done(nil)
      } catch {
        done("\(error)")
      }
    }
  }

  /// Begins nothing more, and waits for what is under way.
  package func finish() {
    stopping.set()
    queue.sync {}
  }
}
