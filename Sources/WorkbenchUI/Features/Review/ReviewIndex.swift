import RLCore

/// What lists and counts need of a suggestion, as plain numbers: a queue may have a hundred thousand, and every key looks
/// through them.
struct ReviewFact: Sendable, Equatable {
  /// Place of its verdict in `names`.
  var verdict: Int
  /// Whether its verdict guides training.
  var guides: Bool
  /// Something was measured about the action that counts; then `difference`, `low` and `high` are that.
  var isMeasured = false
  var isVerified = false
  var isDisproved = false
  var difference = -Double.infinity
  var low = 0.0
  var high = 0.0
  var confidence: Double
  var episode: Int
  var step: Int

  /// The names of verdicts; the first stands for none.
  static let names = ["pending", "accepted", "edited", "rejected", "skipped"]

  init(_ item: ReviewItem) {
    verdict = item.verdict.flatMap { Self.names.firstIndex(of: $0.name) } ?? 0
    guides = item.verdict?.guides ?? false
    confidence = item.suggestion.confidence
    (episode, step) = (item.suggestion.episode, item.suggestion.step)
    guard let evidence = item.evidence else { return }
    isMeasured = true
    (isVerified, isDisproved) = (item.isVerified, item.isDisproved)
    (difference, low, high) = (evidence.difference, evidence.low, evidence.high)
  }

  var isPending: Bool { verdict == 0 }
}

/// The review queue as its list shows it, with its counts; brought up to date where the queue, the filter, the order or the
/// search change, so that moving through it costs nothing.
struct ReviewIndex: Sendable, Equatable {
  private(set) var facts: [ReviewFact] = []
  /// Places of the queue by the suggestions' numbers.
  private(set) var places: [Int: Int] = [:]
  /// Places of the queue at the rows of the list.
  private(set) var listed: [Int] = []
  /// Suggestions of each verdict, in the order of `ReviewFact.names`.
  private(set) var counts = [Int](repeating: 0, count: ReviewFact.names.count)
  /// Pending ones that are verified, and that make it worse.
  private(set) var pendingVerified = 0
  private(set) var pendingWorse = 0
  /// The verdicts that guide, by their suggestions.
  private(set) var guiding: [Int: Verdict] = [:]
  /// How far intervals reach from 0, and how far what is worth does.
  private(set) var intervalReach = 0.0
  private(set) var worthReach = 0.0

  /// Rows of the list by places of the queue; -1 for what is not in the list.
  private var rows: [Int] = []
  /// Places of the queue in the order of the list, whatever is in it.
  private var arranged: [Int] = []
  private var order = ReviewOrder.episode
  /// Places of the queue by their episodes.
  private var episodes: [Int: [Int]] = [:]

  /// The row of a suggestion; nil where it is not in the list.
  func row(of id: Int?) -> Int? {
    guard let id, let place = places[id], rows[place] >= 0 else { return nil }
    return rows[place]
  }

  /// Places of the queue that are about an episode.
  func places(inEpisode episode: Int) -> [Int] { episodes[episode] ?? [] }

  /// Takes a queue.
  mutating func take(_ items: [ReviewItem], order: ReviewOrder) {
    facts = items.map(ReviewFact.init)
    places = Dictionary(zip(items.map(\.id), items.indices), uniquingKeysWith: { first, _ in first })
    episodes = Dictionary(grouping: items.indices) { facts[$0].episode }
    guiding = [:]
    for item in items { if let verdict = item.verdict, verdict.guides { guiding[item.id] = verdict } }
    arrange(items, by: order)
    count()
  }

  /// Takes an item whose verdict changed.
  mutating func take(_ item: ReviewItem, at place: Int) {
    facts[place] = ReviewFact(item)
    guiding[item.id] = item.verdict.flatMap { $0.guides ? $0 : nil }
  }

  /// Counts anew, after verdicts changed.
  mutating func count() {
    counts = [Int](repeating: 0, count: ReviewFact.names.count)
    (pendingVerified, pendingWorse, intervalReach, worthReach) = (0, 0, 0, 0)
    for fact in facts {
      counts[fact.verdict] += 1
      if fact.isPending, fact.isVerified { pendingVerified += 1 }
      if fact.isPending, fact.isDisproved { pendingWorse += 1 }
      guard fact.isMeasured else { continue }
      for bound in [fact.low, fact.high] where bound.isFinite { intervalReach = max(intervalReach, bound.magnitude) }
      if fact.difference.isFinite { worthReach = max(worthReach, fact.difference.magnitude) }
    }
  }

  /// Puts the queue in an order; what compares equal stays in the order of the queue, and what was not measured comes last.
  mutating func arrange(_ items: [ReviewItem], by order: ReviewOrder) {
    self.order = order
    let keys: [Double]
    switch order {
    case .episode: keys = facts.map { Double($0.episode) * 1e9 + Double($0.step) }
    case .evidence: keys = facts.map { -$0.difference }
    case .confidence: keys = facts.map { -$0.confidence }
    case .advisor:
      let names = Set(items.map(\.suggestion.advisor)).sorted()
      let ranks = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
      keys = items.map { Double(ranks[$0.suggestion.advisor] ?? 0) }
    }
    arranged = Array(keys.indices)
    arranged.sort { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
  }

  /// Lists what is shown, by its place in the queue.
  mutating func list(_ items: [ReviewItem], by order: ReviewOrder, _ shows: (Int) -> Bool) {
    // A changed verdict may be an edit, which has evidence of its own.
    if order != self.order || order == .evidence { arrange(items, by: order) }
    listed = arranged.filter(shows)
    rows = [Int](repeating: -1, count: facts.count)
    for (row, place) in listed.enumerated() { rows[place] = row }
  }
}
