/// How the list of episodes is ordered.
enum EpisodeOrder: String, Sendable, CaseIterable {
  case episode, `return`, length
}

/// The recorded episodes, and the one that is played.
struct EpisodesState: FeatureState {
  private(set) var items: [EpisodeItem] = []
  private(set) var selectedID: Int?
  private(set) var order = EpisodeOrder.episode
  /// The episode that was asked for and has not arrived.
  var requested: Int?
  var playback: Playback?

  var selectedIndex: Int? { items.firstIndex { $0.id == selectedID } }

  /// Takes the list and keeps the selection.
  mutating func replace(_ next: [EpisodeItem]) {
    items = next
    sort()
    if selectedIndex == nil { selectedID = items.first?.id }
  }

  mutating func move(_ amount: Int) {
    guard !items.isEmpty else { return }
    selectedID = items[min(items.count - 1, max(0, (selectedIndex ?? 0) + amount))].id
  }

  mutating func cycleOrder() {
    let all = EpisodeOrder.allCases
    order = all[((all.firstIndex(of: order) ?? 0) + 1) % all.count]
    sort()
  }

  private mutating func sort() {
    switch order {
    case .episode: items.sort { $0.episode < $1.episode }
    case .return:
      items.sort { ($0.environmentReturn, $0.episode) < ($1.environmentReturn, $1.episode) }
    case .length: items.sort { ($0.length, $0.episode) < ($1.length, $1.episode) }
    }
  }
}

extension AppModel {
  var episodes: EpisodesState {
    get { self[EpisodesState.self] }
    _modify { yield &self[EpisodesState.self] }
  }
}
