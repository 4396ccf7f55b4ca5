internal import LanguageModels
internal import Synchronization

/// What the transfer thread and the consumer of one request share: the events on their way, and how it ended.
final class Exchange: Sendable {
  /// What was asked.
  let request: HTTPRequest
  private let heldBytes: Int
  private let state = Mutex(State())

  private struct State {
    /// Events that wait, oldest first, from `first` on; those before were taken.
    var events: [HTTPEvent] = []
    var first = 0
    var bytes = 0
    var waiter: CheckedContinuation<HTTPEvent?, any Error>?
    var outcome: Outcome?
    var isPaused = false

    mutating func next() -> HTTPEvent? {
      guard first < events.count else { return nil }
      let event = events[first]
      first += 1
      // Taken ones are dropped in bulk: to remove the first of an array costs its whole length.
      if first == events.count || first >= 64 {
        events.removeFirst(first)
        first = 0
      }
      if case .body(let piece) = event { bytes -= piece.count }
      return event
    }
  }

  /// How a request ended.
  enum Outcome: Sendable, Equatable {
    case complete
    case failed(TransportError)
  }

  init(_ request: HTTPRequest, heldBytes: Int) {
    self.request = request
    self.heldBytes = heldBytes
  }

  /// Whether nothing more will come.
  var isOver: Bool { state.withLock { $0.outcome != nil } }
  /// Whether the consumer is too slow for the server.
  var isPaused: Bool { state.withLock { $0.isPaused } }

  // MARK: - The transfer thread's end

  /// Hands the head on.
  func offer(_ head: HTTPEvent) {
    let waiter = state.withLock { state -> CheckedContinuation<HTTPEvent?, any Error>? in
      guard state.outcome == nil else { return nil }
      if let waiter = state.waiter {
        state.waiter = nil
        return waiter
      }
      state.events.append(head)
      return nil
    }
    waiter?.resume(returning: head)
  }

  /// Hands a piece of the body on; false where the consumer has enough for now and the piece must come again.
  func offer(piece: [UInt8]) -> Bool {
    let (isTaken, waiter) = state.withLock { state -> (Bool, CheckedContinuation<HTTPEvent?, any Error>?) in
      guard state.outcome == nil else { return (true, nil) }
      if let waiter = state.waiter {
        state.waiter = nil
        return (true, waiter)
      }
      if state.bytes > 0, state.bytes + piece.count > heldBytes {
        state.isPaused = true
        return (false, nil)
      }
      state.events.append(.body(piece))
      state.bytes += piece.count
      return (true, nil)
    }
    waiter?.resume(returning: .body(piece))
    return isTaken
  }

  /// Ends the request, the first time it is called. What came before is still handed out; where the consumer itself
  /// stopped, nothing is.
  func finish(_ outcome: Outcome) {
    let waiter = state.withLock { state -> CheckedContinuation<HTTPEvent?, any Error>? in
      guard state.outcome == nil else { return nil }
      state.outcome = outcome
      state.isPaused = false
      if outcome == .failed(.cancelled) {
        state.events = []
        state.first = 0
        state.bytes = 0
      }
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(with: Self.result(outcome))
  }

  // MARK: - The consumer's end

  /// Gives the next event to `continuation`, now or when it comes; true where a paused transfer may go on.
  func take(_ continuation: CheckedContinuation<HTTPEvent?, any Error>) -> Bool {
    let (result, resumes) = state.withLock { state -> (Result<HTTPEvent?, any Error>?, Bool) in
      if let event = state.next() {
        guard state.isPaused, state.bytes <= heldBytes / 2 else { return (.success(event), false) }
        state.isPaused = false
        return (.success(event), true)
      }
      if let outcome = state.outcome { return (Self.result(outcome), false) }
      // A second reader has no claim; the first one keeps waiting.
      if state.waiter != nil { return (.success(nil), false) }
      state.waiter = continuation
      return (nil, false)
    }
    if let result { continuation.resume(with: result) }
    return resumes
  }

  /// Ends the request on the consumer's wish; true where the transfer thread has to be told.
  func cancel() -> Bool {
    guard !isOver else { return false }
    finish(.failed(.cancelled))
    return true
  }

  private static func result(_ outcome: Outcome) -> Result<HTTPEvent?, any Error> {
    switch outcome {
    case .complete: .success(nil)
    case .failed(let error): .failure(error)
    }
  }
}
