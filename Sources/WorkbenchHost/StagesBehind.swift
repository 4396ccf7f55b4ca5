import Coaching
import RLCore
import Synchronization

/// The stages of a session behind its screen: none until they are asked for, and again each time they are.
final class StagesBehind: Sendable {
  /// Starts stages behind a gate; is told whether runs that present decisions have overtaken are to be made anew.
  typealias Start = @Sendable (_ gate: ReviewGate, _ renews: Bool) throws -> BackgroundPipeline

  private struct State {
    var begin: Start?
    var pipeline: BackgroundPipeline?
    var wereStarted = false
    var gate = ReviewGate()
    var isRunning = false
    var isOver = false
  }

  private let state = Mutex(State())

  /// Has stages started by `begin`; whoever hears that they have ended calls `ended`. What `begin` holds, which may be this
  /// itself, is let go of by `finish`.
  func use(_ begin: @escaping Start) { state.withLock { $0.begin = begin } }

  /// Whether any were started since the workbench was opened.
  var wereStarted: Bool { state.withLock { $0.wereStarted } }

  /// Whether they work, or wait for a person.
  var areUnderWay: Bool { state.withLock { $0.isRunning } }

  /// Starts them, unless they are under way already.
  func start(renews: Bool) throws {
    let earlier = state.withLock { state in state.isRunning || state.isOver ? nil : state.pipeline }
    // It has ended; what it still has to store is stored first.
    earlier?.close()
    try state.withLock { state in
      guard !state.isRunning, !state.isOver, let begin = state.begin else { return }
      state.gate = ReviewGate()
      state.pipeline = try begin(state.gate, renews)
      (state.isRunning, state.wereStarted) = (true, true)
    }
  }

  /// They have ended, whatever ended them.
  func ended() { state.withLock { $0.isRunning = false } }

  /// The person is done reviewing: stages that wait for that go on, and where none are under way they are started.
  func go(renews: Bool) throws {
    let isWaiting = state.withLock { state in
      if state.isRunning { state.gate.open() }
      return state.isRunning
    }
    if !isWaiting { try start(renews: renews) }
  }

  /// Wakes stages that wait for a person, so that they end.
  func stop() { state.withLock { $0.gate.stop() } }

  /// Stops those that work and waits for what they store, so that they can be started again; whether there were any.
  func halt() -> Bool {
    let running = state.withLock { $0.isRunning ? $0.pipeline : nil }
    running?.halt()
    return running != nil
  }

  /// Stops them and waits for what they store; none can be started afterwards. Calling it again does nothing.
  func finish() {
    // Let go of outside of the lock: what it holds may be the last to hold this.
    let (begin, last) = state.withLock { state in
      defer { (state.begin, state.pipeline) = (nil, nil) }
      state.isOver = true
      return (state.begin, state.pipeline)
    }
    last?.finish()
    withExtendedLifetime(begin) {}
  }
}
