import RLCore

/// Which suggestions the list shows.
enum ReviewFilter: String, Sendable, CaseIterable {
  case all, pending, decided, verified, unproven, unmeasured, flagged

  /// The filters that tell nothing of evidence.
  static let blind: [ReviewFilter] = [.all, .pending, .decided, .flagged]

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

}

extension CaseIterable where Self: Equatable {
  /// The one after it among `cases`, the first after the last.
  func next(among cases: [Self]) -> Self {
    guard let place = cases.firstIndex(of: self), !cases.isEmpty else { return cases.first ?? self }
    return cases[(place + 1) % cases.count]
  }
}
