import Canvas
import RLCore

/// What came into the review since a person last looked at it, as its tab tells it.
struct ReviewArrivals: Sendable, Equatable {
  /// Seconds for which the tab blinks when something comes.
  private static let seconds = 4.0
  /// Times that its look changes in a second.
  private static let rate = 3.0

  /// Pending suggestions that a person has not looked at.
  private(set) var count = 0
  /// The tab blinks.
  private(set) var isBlinking = false
  /// It stands out at this moment.
  private(set) var isLit = true
  /// The greatest number there was when a person last looked; nil before the queue was ever read.
  private var seen: Int?
  private var began: Double?

  /// Takes the queue as it is now. What it holds when it is first read did not just arrive.
  mutating func take(_ items: [ReviewItem], isInView: Bool) {
    guard let seen, !isInView else { return look(at: items) }
    let now = items.count { $0.id > seen && $0.verdict == nil }
    if now > count { (isBlinking, isLit, began) = (true, true, nil) }
    count = now
  }

  /// A person looks at it.
  mutating func look(at items: [ReviewItem]) {
    seen = items.map(\.id).max() ?? 0
    (count, isBlinking, isLit) = (0, false, true)
  }

  /// Lets time pass; true where the look changed.
  mutating func advance(to time: Double) -> Bool {
    guard isBlinking else { return false }
    let start = began ?? time
    began = start
    isBlinking = time - start < Self.seconds
    let wasLit = isLit
    isLit = !isBlinking || Int((time - start) * Self.rate).isMultiple(of: 2)
    return isLit != wasLit
  }
}

extension ReviewState {
  /// How many wait for a decision, and whether some of them are new; nil where none waits.
  func badge(_ glyphs: GlyphSet) -> TableCell? {
    let pending = count("pending")
    guard pending > 0 else { return nil }
    let text = abbreviated(Double(pending))
    guard arrivals.count > 0 else { return TableCell(text, .pending) }
    return TableCell(text + glyphs.pick("•", "*"), arrivals.isLit ? .title : .muted)
  }
}
