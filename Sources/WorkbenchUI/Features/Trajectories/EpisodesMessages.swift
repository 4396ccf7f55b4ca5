public import RLCore

/// What the screen of episodes is told.
enum EpisodesMessage: FeatureMessage {
  case items([EpisodeItem])
  case detail(EpisodeDetail)
}

extension AppMessage {
  /// The recorded episodes.
  public static func episodes(_ items: [EpisodeItem]) -> AppMessage { .feature(EpisodesMessage.items(items)) }

  /// One episode, ready to be played.
  public static func episode(_ detail: EpisodeDetail) -> AppMessage { .feature(EpisodesMessage.detail(detail)) }
}

/// What the screen of episodes asks for.
public enum EpisodesEffect: FeatureEffect {
  /// Fetch an episode.
  case load(Int)
  /// Store a suggestion that a person wrote at a state; it has no number yet.
  case suggest(Suggestion)

  /// Playing changes nothing.
  public var needsWrite: Bool {
    switch self {
    case .load: false
    case .suggest: true
    }
  }
}
