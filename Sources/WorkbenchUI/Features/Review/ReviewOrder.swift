import RLCore

/// Which suggestions the list shows.
enum ReviewFilter: String, Sendable, CaseIterable {
  case all, pending, decided, verified, unproven, unmeasured, flagged

  /// The filters that tell nothing of evidence.
  static let blind: [ReviewFilter] = [.all, .pending, .decided, .flagged]

  func shows(_ item: ReviewItem, isFlagged: Bool) -> Bool {
    switch self {
    case .all: true
    case .pending: item.verdict == nil
    case .decided: item.verdict != nil
    case .verified: item.isVerified
    case .unproven: item.evidence.map { !$0.isPositive } ?? false
    case .unmeasured: item.evidence == nil
    case .flagged: isFlagged
    }
  }
}

/// In which order the list shows them.
enum ReviewOrder: String, Sendable, CaseIterable {
  case episode, evidence, confidence, advisor

  /// The orders that tell nothing of evidence and confidence.
  static let blind: [ReviewOrder] = [.episode, .advisor]

  /// The order in words, with its direction.
  func words(_ isDescending: String) -> String {
    switch self {
    case .episode, .advisor: "by \(rawValue)"
    case .evidence, .confidence: "by \(rawValue) \(isDescending)"
    }
  }

  /// The items in this order; what compares equal stays in the order of the queue, and what was not measured comes
  /// last.
  func arrange(_ items: [ReviewItem]) -> [ReviewItem] {
    switch self {
    case .episode: Self.sorted(items) { Double($0.suggestion.episode) * 1e9 + Double($0.suggestion.step) }
    case .evidence: Self.sorted(items) { -($0.evidence?.difference ?? -.infinity) }
    case .confidence: Self.sorted(items) { -$0.suggestion.confidence }
    case .advisor: Self.sorted(items) { $0.suggestion.advisor }
    }
  }

  private static func sorted(_ items: [ReviewItem], by key: (ReviewItem) -> some Comparable) -> [ReviewItem] {
    let keyed = items.enumerated().map { (place: $0.offset, key: key($0.element), item: $0.element) }
    return keyed.sorted { $0.key == $1.key ? $0.place < $1.place : $0.key < $1.key }.map(\.item)
  }
}

extension CaseIterable where Self: Equatable {
  /// The one after it among `cases`, the first after the last.
  func next(among cases: [Self]) -> Self {
    guard let place = cases.firstIndex(of: self), !cases.isEmpty else { return cases.first ?? self }
    return cases[(place + 1) % cases.count]
  }
}
