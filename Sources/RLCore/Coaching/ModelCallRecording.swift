/// Keeps the records of calls.
public protocol ModelCallRecording: Sendable {
  /// Keeps `call` and what became of it; gives the number under which it is kept. What it throws becomes a note on the
  /// reply: a reply that was paid for is not lost to a full disk.
  func record(_ call: ModelCall, _ outcome: AdviceOutcome) throws -> Int
}
