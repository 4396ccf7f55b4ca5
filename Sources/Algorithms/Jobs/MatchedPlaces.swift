import Networks
public import RLCore

/// A step of a recorded episode.
public struct RecordedPlace: Sendable, Hashable {
  /// The episode's number.
  public var episode: Int
  /// The step in it.
  public var step: Int

  /// A place.
  public init(episode: Int, step: Int) {
    self.episode = episode
    self.step = step
  }
}

extension GuidanceTable {
  /// Where in `episodes` each suggestion of the table would act: by suggestion, the places whose states match its row by the
  /// rule of `configuration`, in order. Its own state is among them wherever that matches itself.
  ///
  /// A radius of 0 is the table's natural one, as in training.
  public func places(
    in episodes: [Int: Episode], entry: EnvironmentEntry, configuration: GuidanceConfiguration
  ) throws -> [Int: [RecordedPlace]] {
    var rule = configuration
    if rule.radius == 0 { rule.radius = usualRadius }
    try GuidanceMatcher.check(rule, entry)
    let matcher = GuidanceMatcher(table: self, configuration: rule, entry: entry)
    let shard = entry.makeShard(1)
    let row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    let scratch = FloatBuffer(count: max(1, entry.featureNames.count))
    var places: [Int: [RecordedPlace]] = [:]
    for (number, episode) in episodes.sorted(by: { $0.key < $1.key }) where !episode.steps.isEmpty {
      let purpose = "guidance is tried at the recorded states that it matches"
      try shard.walk(0, through: episode, 0...(episode.steps.count - 1), for: purpose) { step in
        shard.observe(0, into: row.base)
        let index = matcher.match(row: row.base, space: entry.spec.observation, shard: shard, scratch: scratch.base)
        guard index >= 0 else { return }
        places[entries[index].suggestion, default: []].append(RecordedPlace(episode: number, step: step))
      }
    }
    return places
  }

  /// The radius where the configuration names none.
  package var usualRadius: Double { naturalRadius ?? 0.25 }
}
