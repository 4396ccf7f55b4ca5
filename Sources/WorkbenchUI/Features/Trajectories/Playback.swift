/// One episode being played, or two beside each other by step.
struct Playback: Sendable, Equatable {
  /// What has the room, if one part does.
  enum Zoom: String, Sendable, CaseIterable {
    case none, curves, picture
  }

  /// Steps a second at speed 1.
  static let rate = 15.0
  static let speeds = [0.25, 0.5, 1, 2, 4, 8]

  private(set) var detail: EpisodeDetail
  private(set) var signals: EpisodeSignals
  /// The episode beside it, and what follows from that.
  private(set) var other: EpisodeDetail?
  private(set) var otherSignals: EpisodeSignals?
  private(set) var position = 0
  private(set) var isPlaying = false
  private(set) var speedIndex = 2
  var zoom = Zoom.none
  /// The time of the latest tick while playing, and the part of a step that has passed since.
  private var lastTick: Double?
  private var remainder = 0.0

  init(_ detail: EpisodeDetail) {
    self.detail = detail
    signals = EpisodeSignals(detail)
  }

  var speed: Double { Self.speeds[speedIndex] }
  var last: Int { max(detail.last, other?.last ?? 0) }
  /// The playhead within the episode, which may be shorter than the one beside it.
  var place: Int { min(position, detail.last) }
  /// The playhead within the episode beside it.
  var otherPlace: Int { min(position, other?.last ?? 0) }
  var isCritical: Bool { detail.criticalSteps.contains(place) }

  /// Puts an episode beside the one that is played, or takes it away.
  mutating func compare(with next: EpisodeDetail?) {
    other = next
    otherSignals = next.map(EpisodeSignals.init)
    go(to: position)
  }

  /// Takes what became critical since the episode was opened.
  mutating func mark(_ steps: [Int], of episode: Int) {
    if detail.episode == episode { detail.mark(steps) }
    if other?.episode == episode { other?.mark(steps) }
  }

  mutating func toggle() {
    if !isPlaying, position >= last { position = 0 }
    isPlaying.toggle()
    lastTick = nil
    remainder = 0
  }

  mutating func stop() { isPlaying = false }

  mutating func go(to place: Int) {
    position = min(last, max(0, place))
  }

  /// Moves by hand, which stops playing.
  mutating func step(_ amount: Int) {
    isPlaying = false
    go(to: position + amount)
  }

  /// Goes to a step by hand, which stops playing.
  mutating func step(to place: Int) { step(place - position) }

  mutating func changeSpeed(_ amount: Int) {
    speedIndex = min(Self.speeds.count - 1, max(0, speedIndex + amount))
  }

  mutating func turnZoom() {
    let all = Zoom.allCases
    zoom = all[((all.firstIndex(of: zoom) ?? 0) + 1) % all.count]
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

  /// Critical steps of what is in view.
  var criticalSteps: [Int] { detail.criticalSteps + (other?.criticalSteps ?? []) }
  /// Steps of what is in view whose reward is worth going to.
  var rewardSteps: [Int] { signals.notableRewards + (otherSignals?.notableRewards ?? []) }
  /// Where the episodes in view end.
  var ends: [Int] { [detail.last] + (other.map { [$0.last] } ?? []) }

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
