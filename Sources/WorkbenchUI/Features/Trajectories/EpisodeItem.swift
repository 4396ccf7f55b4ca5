import Canvas

/// One row of the list of episodes.
public struct EpisodeItem: Sendable, Equatable, Identifiable {
  /// The episode's number.
  public var episode: Int
  /// Steps.
  public var length: Int
  /// The sum of environment rewards.
  public var environmentReturn: Double
  /// Ended by its own rules, not by the step limit.
  public var terminated: Bool
  /// Steps that were found critical.
  public var criticalSteps: [Int]

  /// The episode's number.
  public var id: Int { episode }

  /// Makes a row.
  public init(episode: Int, length: Int, environmentReturn: Double, terminated: Bool, criticalSteps: [Int]) {
    self.episode = episode
    self.length = length
    self.environmentReturn = environmentReturn
    self.terminated = terminated
    self.criticalSteps = criticalSteps
  }

  /// What a search looks through.
  var texts: [String] {
    let steps = criticalSteps.map { "\($0)" }.joined(separator: " ")
    return ["episode \(episode)", signed(environmentReturn, 2), "\(length) steps", outcome]
      + (criticalSteps.isEmpty ? [] : ["critical at \(steps)"])
  }

  /// How it ended, in a word or two.
  var outcome: String { Self.outcome(terminated) }

  /// How an episode ended, in a word or two.
  static func outcome(_ terminated: Bool) -> String { terminated ? "terminated" : "step limit" }
}
