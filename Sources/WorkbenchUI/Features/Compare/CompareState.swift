import RLCore

/// What the comparison remembers.
struct CompareState: FeatureState {
  /// Which pane has the room of both, if one does.
  enum Zoom: String, Sendable, CaseIterable {
    case none, chart, table
  }

  /// The session's methods.
  private(set) var rows: [ComparisonRow] = []
  /// What a person may do next.
  private var sessionAdvice = ""
  /// An experiment in the place of the session's methods; nil while those are in view.
  private(set) var experiment: ComparedExperiment?
  /// The list of experiments; nil while it is closed.
  var menu: ExperimentMenu?
  var search = ListSearch()
  private(set) var selected = 0
  /// Decisions had changed after the last refinement when the comparison was made.
  private var cameOutdated = false
  /// What guided when the comparison came; nil before that is known.
  private var guided: [Int: Verdict]?
  var zoom = Zoom.none
  private var isChosen = false

  /// The methods in view: the session's, or those of an experiment's task.
  var shown: [ComparisonRow] { experiment.map { $0.task?.rows ?? [] } ?? rows }

  /// What is said beside the selected method: what to do next, or what has to be known of the experiment.
  var advice: [String] { experiment.map { $0.task?.remarks ?? [] } ?? [sessionAdvice] }

  /// Takes new rows. What a person has selected stays so, by its name; before that it is what the comparison is about.
  mutating func replace(_ next: [ComparisonRow], advice: String, isOutdated: Bool = false) {
    cameOutdated = isOutdated
    guided = nil
    let chosen = isChosen && rows.indices.contains(selected) ? rows[selected].method : nil
    rows = next
    sessionAdvice = advice
    guard experiment == nil else { return }
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

  /// Goes to the next method that the search finds, or to the one before; false where there is none.
  mutating func step(_ direction: Int) -> Bool {
    let (search, rows) = (search, shown)
    let next = search.next(after: selected, direction, of: rows.count) { search.finds(rows[$0].texts) }
    guard let next else { return false }
    isChosen = true
    select(next)
    return true
  }

  /// Goes to the first method that the search finds, the selected one or one after it; false where there is none.
  mutating func settle() -> Bool {
    let rows = shown
    guard search.isOn, rows.indices.contains(selected), !search.finds(rows[selected].texts) else { return true }
    return step(1)
  }

  /// Puts an experiment in the place of what is in view, or the session's methods back; its task that was in view stays so.
  mutating func show(_ next: ComparedExperiment?) {
    var next = next
    if let old = experiment, let count = next?.tasks.count, next?.name == old.name {
      next?.place = min(old.place, max(0, count - 1))
    }
    experiment = next
    isChosen = false
    selectForemost()
  }

  /// Goes to another task of the experiment.
  mutating func turnTask(_ amount: Int) {
    guard let experiment, !experiment.tasks.isEmpty else { return }
    let count = experiment.tasks.count
    let method = shown.indices.contains(selected) ? shown[selected].method : nil
    self.experiment?.place = ((experiment.place + amount) % count + count) % count
    if let place = shown.firstIndex(where: { $0.method == method }) { select(place) } else { selectForemost() }
  }

  private mutating func selectForemost() { select(shown.firstIndex(where: \.isForemost) ?? 0) }

  mutating func turnZoom() {
    let all = Zoom.allCases
    zoom = all[((all.firstIndex(of: zoom) ?? 0) + 1) % all.count]
  }

  private mutating func select(_ place: Int) { selected = min(max(0, shown.count - 1), max(0, place)) }
}

extension AppModel {
  /// The verdicts that guide, by their suggestions.
  var guidingVerdicts: [Int: Verdict] { review.index.guiding }

  /// Decisions changed after what is compared was trained.
  var isComparisonOutdated: Bool { compare.experiment == nil && compare.isOutdated(by: guidingVerdicts) }

  var compare: CompareState {
    get { self[CompareState.self] }
    _modify { yield &self[CompareState.self] }
  }
}
