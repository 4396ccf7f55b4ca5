import RLCore

/// The two rollouts of a suggestion, side by side: on from the recorded action, and on from the suggested one.
struct Rehearsal: Sendable, Equatable {
  /// Steps a second.
  static let rate = 10.0

  let suggestion: Int
  /// On from what was done, a frame a step.
  let did: [Frame]
  /// On from what was suggested.
  let should: [Frame]
  private(set) var position = 0
  private(set) var isPlaying = true
  private var lastTick: Double?
  private var remainder = 0.0

  init(suggestion: Int, did: [Frame], should: [Frame]) {
    self.suggestion = suggestion
    self.did = did
    self.should = should
  }

  /// The last place of the longer one.
  var last: Int { max(0, max(did.count, should.count) - 1) }

  /// Moves by hand, which stops playing.
  mutating func step(_ amount: Int) {
    isPlaying = false
    position = min(last, max(0, position + amount))
  }

  /// Stops, or goes on; from the beginning where it has come to the end.
  mutating func toggle() {
    if !isPlaying, position >= last { position = 0 }
    isPlaying.toggle()
    lastTick = nil
    remainder = 0
  }

  /// Lets time pass; true where the picture changed.
  mutating func advance(to seconds: Double) -> Bool {
    guard isPlaying else { return false }
    defer { lastTick = seconds }
    guard let lastTick else { return false }
    remainder += min(1, max(0, seconds - lastTick)) * Self.rate
    let steps = Int(remainder)
    guard steps > 0 else { return false }
    remainder -= Double(steps)
    position = min(last, position + steps)
    if position == last { isPlaying = false }
    return true
  }
}
