/// Counts the episodes of a run that failed, and says when they are too many.
///
/// An episode that fails now and then is lost and no more. A run stops where more than one in a hundred failed, once
/// `leastEpisodes` have ended: the first hundreds belong to a policy that acts at random and shakes a simulation as no
/// later one does. Where more than half fail there is nothing to wait for, and a run stops after `fewestEpisodes`.
public struct FailedEpisodes: Sendable, Equatable, Codable {
  /// Episodes that ended.
  public private(set) var episodes = 0
  /// Those of them that failed.
  public private(set) var failed = 0
  /// Why the last one failed.
  public private(set) var reason = ""

  /// Episodes from which on one failure in a hundred counts as too many.
  public static let leastEpisodes = 1_000
  /// Episodes before which no run is stopped.
  public static let fewestEpisodes = 100
  /// The greatest share of failures that a run goes on with.
  public static let greatestShare = 0.01

  /// Nothing counted yet.
  public init() {}

  /// Counts `episodes` that ended, of which `failed` failed, the last one with `failure`.
  public mutating func add(episodes: Int, failed: Int = 0, failure: (any Error)? = nil) {
    self.episodes += episodes
    self.failed += failed
    if failed > 0, let failure { reason = "\(failure)" }
  }

  /// Throws `EnvironmentError.failsOften` where too many failed.
  public func check() throws(EnvironmentError) {
    let isOften = episodes >= Self.leastEpisodes && Double(failed) > Self.greatestShare * Double(episodes)
    let isMostly = episodes >= Self.fewestEpisodes && 2 * failed > episodes
    if isOften || isMostly { throw .failsOften(failed: failed, episodes: episodes, reason: reason) }
  }

  /// The same at the end of a job of any length, where every episode failed.
  public func checkEnd() throws(EnvironmentError) {
    if episodes > 0, failed == episodes { throw .failsOften(failed: failed, episodes: episodes, reason: reason) }
    try check()
  }

  /// What to tell a person; nothing where no episode failed.
  public var alert: (title: String, detail: String)? {
    guard failed > 0 else { return nil }
    return ("failed episodes", "\(failed) of \(episodes) episodes failed and ended there; the last one: \(reason)")
  }
}
