import RLCore

/// What the comparison remembers.
struct CompareState: FeatureState {
  /// Which pane has the room of both, if one does.
  enum Zoom: String, Sendable, CaseIterable {
    case none, chart, table
  }

  private(set) var rows: [ComparisonRow] = []
  /// What a person may do next.
  private(set) var advice = ""
  private(set) var selected = 0
  /// Decisions had changed after the last refinement when the comparison was made.
  private var cameOutdated = false
  /// What guided when the comparison came; nil before that is known.
  private var guided: [Int: Verdict]?
  var zoom = Zoom.none
  private var isChosen = false

  /// Takes new rows. What a person has selected stays so, by its name; before that it is what the comparison is about.
  mutating func replace(_ next: [ComparisonRow], advice: String, isOutdated: Bool = false) {
    cameOutdated = isOutdated
    guided = nil
    let chosen = isChosen && rows.indices.contains(selected) ? rows[selected].method : nil
    rows = next
    self.advice = advice
    let place = next.firstIndex { isChosen ? $0.method == chosen : $0.isForemost }
    select(place ?? (isChosen ? selected : 0))
  }

  /// Remembers what guides now, unless it is known what did when the comparison came.
  mutating func remember(_ verdicts: [Int: Verdict]) {
    if guided == nil, !rows.isEmpty { guided = verdicts }
  }

  /// Whether the methods were guided by other decisions than those in force.
  func isOutdated(by verdicts: [Int: Verdict]) -> Bool {
    !rows.isEmpty && (cameOutdated || guided.map { $0 != verdicts } ?? false)
  }

  mutating func move(_ amount: Int) {
    isChosen = true
    select(selected + amount)
  }

  mutating func turnZoom() {
    let all = Zoom.allCases
    zoom = all[((all.firstIndex(of: zoom) ?? 0) + 1) % all.count]
  }

  private mutating func select(_ place: Int) { selected = min(max(0, rows.count - 1), max(0, place)) }
}

extension AppModel {
  /// The verdicts that guide, by their suggestions.
  var guidingVerdicts: [Int: Verdict] {
    var verdicts: [Int: Verdict] = [:]
    for item in review.items { if let verdict = item.verdict, verdict.guides { verdicts[item.id] = verdict } }
    return verdicts
  }

  /// Decisions changed after what is compared was trained.
  var isComparisonOutdated: Bool { compare.isOutdated(by: guidingVerdicts) }

  var compare: CompareState {
    get { self[CompareState.self] }
    _modify { yield &self[CompareState.self] }
  }
}
