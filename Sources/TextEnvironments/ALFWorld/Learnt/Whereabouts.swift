/// Where kinds of things are kept, as somebody has seen who looked around: for each kind of place how often it was looked
/// at, and how often a kind of thing lay there.
///
/// Only texts are read, as a player has them: `On the countertop 1, you see a mug 2, and a knife 1.`
struct Whereabouts: Sendable {
  private var looks: [Substring: Int] = [:]
  private var sights: [Substring: [Substring: Int]] = [:]

  /// How likely a place is to have what is wanted, coarsely enough to be learnt from.
  enum Chance: Int, CaseIterable, Sendable {
    case never, seldom, sometimes, often, usually

    /// As it stands in the names of features. (To look its own name up takes Swift longer than all else there.)
    var word: String {
      switch self {
      case .never: "never"
      case .seldom: "seldom"
      case .sometimes: "sometimes"
      case .often: "often"
      case .usually: "usually"
      }
    }

    /// By the share of looks at which it was there.
    fileprivate init(_ share: Double) {
      switch share {
      case 0.3...: self = .usually
      case 0.1..<0.3: self = .often
      case 0.03..<0.1: self = .sometimes
      case 0.01..<0.03: self = .seldom
      default: self = .never
      }
    }
  }

  /// Nothing was seen yet.
  init() {}

  /// Remembers what `text` says to be at `place`; a closed place tells nothing.
  mutating func see(_ text: String, at place: CommandFeatures.Noun) {
    guard !text.contains("is closed") else { return }
    looks[place.kind, default: 0] += 1
    for kind in Set(CommandFeatures.nouns(text[...]).filter { $0.whole != place.whole }.map(\.kind)) {
      sights[place.kind, default: [:]][kind, default: 0] += 1
    }
  }

  /// Adds what somebody else has seen.
  mutating func add(_ other: Whereabouts) {
    looks.merge(other.looks, uniquingKeysWith: +)
    for (place, seen) in other.sights { sights[place, default: [:]].merge(seen, uniquingKeysWith: +) }
  }

  /// How likely any of `kinds` is at a place of kind `place`.
  func chance(of kinds: [Substring], at place: Substring) -> Chance {
    let most = kinds.map { sights[place]?[$0] ?? 0 }.max() ?? 0
    return Chance(Double(most) / Double(max(4, looks[place] ?? 0)))
  }
}
