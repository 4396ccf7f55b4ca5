/// How the list of episodes is ordered.
enum EpisodeOrder: String, Sendable, CaseIterable {
  case episode, `return`, length, outcome, critical

  /// Whether one goes before the other; equals go by their numbers.
  func precedes(_ one: EpisodeItem, _ other: EpisodeItem) -> Bool {
    switch self {
    case .episode: one.episode < other.episode
    case .return: (one.environmentReturn, one.episode) < (other.environmentReturn, other.episode)
    case .length: (one.length, one.episode) < (other.length, other.episode)
    case .outcome: (one.outcome, one.episode) < (other.outcome, other.episode)
    // Those with most critical states are looked for.
    case .critical: (-one.criticalSteps.count, one.episode) < (-other.criticalSteps.count, other.episode)
    }
  }
}

/// Which episodes the list shows.
enum EpisodeFilter: String, Sendable, CaseIterable {
  case all
  case critical = "with critical states"
  case terminated
  case cut = "step limit"

  func shows(_ item: EpisodeItem) -> Bool {
    switch self {
    case .all: true
    case .critical: !item.criticalSteps.isEmpty
    case .terminated: item.terminated
    case .cut: !item.terminated
    }
  }
}

/// The recorded episodes, and what is played of them.
struct EpisodesState: FeatureState {
  private(set) var items: [EpisodeItem] = []
  private(set) var selectedID: Int?
  private(set) var order = EpisodeOrder.episode
  private(set) var isReversed = false
  private(set) var filter = EpisodeFilter.all
  var search = ListSearch()
  /// The episode that was asked for and has not arrived.
  var requested: Int?
  /// A second episode is being chosen, to stand beside the one that is played.
  var isChoosing = false
  var playback: Playback?
  /// The suggestion that a person writes.
  var form: MarkForm?

  /// What the list shows, in its order.
  private(set) var visible: [EpisodeItem] = []
  /// What all of them come to, by episode.
  private(set) var returns = EpisodeCourse([])
  private(set) var lengths = EpisodeCourse([])
  /// How many ended by the rules, and the greatest return there was.
  private(set) var terminated = 0
  private(set) var reach = 0.0

  var selectedIndex: Int? { visible.firstIndex { $0.id == selectedID } }

  var selected: EpisodeItem? { visible.first { $0.id == selectedID } }

  /// The player has the screen, not the list.
  var isPlayerOpen: Bool { playback != nil && !isChoosing }

  /// Takes the list and keeps the selection.
  mutating func replace(_ next: [EpisodeItem]) {
    items = next
    let ordered = next.sorted { $0.episode < $1.episode }
    returns = EpisodeCourse(ordered.map { ($0.episode, $0.environmentReturn) })
    lengths = EpisodeCourse(ordered.map { ($0.episode, Double($0.length)) })
    terminated = next.count(where: \.terminated)
    reach = next.map(\.environmentReturn.magnitude).filter(\.isFinite).max() ?? 0
    arrange()
    for item in next { playback?.mark(item.criticalSteps, of: item.episode) }
  }

  mutating func move(_ amount: Int) {
    guard !visible.isEmpty else { return }
    selectedID = visible[min(visible.count - 1, max(0, (selectedIndex ?? 0) + amount))].id
  }

  mutating func cycleOrder() {
    let all = EpisodeOrder.allCases
    order = all[((all.firstIndex(of: order) ?? 0) + 1) % all.count]
    arrange()
  }

  mutating func reverseOrder() {
    isReversed.toggle()
    arrange()
  }

  mutating func cycleFilter() {
    let all = EpisodeFilter.allCases
    filter = all[((all.firstIndex(of: filter) ?? 0) + 1) % all.count]
    arrange()
  }

  /// Computes what is shown anew; a selection that is not shown any more goes to the first.
  mutating func arrange() {
    visible = items.filter { filter.shows($0) && (!search.isOn || search.finds($0.texts)) }.sorted(by: order.precedes)
    if isReversed { visible.reverse() }
    if selectedIndex == nil { selectedID = visible.first?.id }
  }
}

extension AppModel {
  var episodes: EpisodesState {
    get { self[EpisodesState.self] }
    _modify { yield &self[EpisodesState.self] }
  }
}
