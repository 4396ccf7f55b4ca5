import Engine
package import Threads

/// Lets the person hold up the pipeline, and stop it.
package final class ReviewGate: Sendable {
  private let isOpen = Guarded(false)
  /// The wish that everything should end.
  package let stopping = StopSignal()

  /// A closed gate.
  package init() {}

  /// The person is done reviewing.
  package func open() { isOpen.with { $0 = true } }
  /// Everything should end.
  package func stop() { stopping.set() }

  /// Throws when everything should end.
  package func check() throws {
    if stopping.isSet { throw EngineStopped() }
  }

  /// Sleeps until the person is done. Throws when everything should end.
  package func waitForPerson() throws {
    stopping.listening { [isOpen] in
      isOpen.with { _ in }
    } while: { [stopping] in
      _ = isOpen.wait { $0 || stopping.isSet ? true : nil }
    }
    try check()
  }
}
