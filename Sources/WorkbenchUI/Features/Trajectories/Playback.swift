/// One episode being played.
struct Playback: Sendable, Equatable {
  /// Steps a second at speed 1.
  static let rate = 15.0
  static let speeds = [0.25, 0.5, 1, 2, 4, 8]

  let detail: EpisodeDetail
  private(set) var position = 0
  private(set) var isPlaying = false
  private(set) var speedIndex = 2
  /// The time of the latest tick while playing, and the part of a step that has passed since.
  private var lastTick: Double?
  private var remainder = 0.0

  init(_ detail: EpisodeDetail) {
    self.detail = detail
  }

  var speed: Double { Self.speeds[speedIndex] }
  var last: Int { max(0, detail.count - 1) }

  mutating func toggle() {
    if !isPlaying, position >= last { position = 0 }
    isPlaying.toggle()
    lastTick = nil
    remainder = 0
  }

  mutating func go(to place: Int) {
    position = min(last, max(0, place))
  }

  /// Moves by hand, which stops playing.
  mutating func step(_ amount: Int) {
    isPlaying = false
    go(to: position + amount)
  }

  mutating func changeSpeed(_ amount: Int) {
    speedIndex = min(Self.speeds.count - 1, max(0, speedIndex + amount))
  }

  /// Goes to the nearest of `places` before or after; false where there is none.
  mutating func jump(_ direction: Int, among places: [Int]) -> Bool {
    let next =
      direction > 0
      ? places.filter { $0 > position }.min() : places.filter { $0 < position }.max()
    guard let next else { return false }
    isPlaying = false
    go(to: next)
    return true
  }

  /// Steps whose reward is not zero.
  var rewardSteps: [Int] { detail.rewards.indices.filter { detail.rewards[$0] != 0 } }

  /// Lets time pass; true where the picture changed.
  mutating func advance(to seconds: Double) -> Bool {
    guard isPlaying else { return false }
    defer { lastTick = seconds }
    guard let lastTick else { return false }
    remainder += min(1, max(0, seconds - lastTick)) * Self.rate * speed
    let steps = Int(remainder)
    guard steps > 0 else { return false }
    remainder -= Double(steps)
    go(to: position + steps)
    if position == last { isPlaying = false }
    return true
  }
}
