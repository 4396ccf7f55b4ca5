/// Counts the episodes of a run that failed, and says when they are too many.
///
/// An episode that fails now and then is lost and no more. A run stops once at least `leastEpisodes` have ended, at least
/// `leastFailures` of them failed, and these are more than one in a hundred: ten are enough to tell such a share from
/// chance, where the second failure among a hundred episodes would not be.
public struct FailedEpisodes: Sendable, Equatable, Codable {
  /// Episodes that ended.
  public private(set) var episodes = 0
  /// Those of them that failed.
  public private(set) var failed = 0
  /// Why the last one failed.
  public private(set) var reason = ""

  /// Episodes before which no run is stopped.
  public static let leastEpisodes = 100
  /// Failures before which no run is stopped.
  public static let leastFailures = 10
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
    let isOften =
      episodes >= Self.leastEpisodes && failed >= Self.leastFailures
      && Double(failed) > Self.greatestShare * Double(episodes)
    if isOften { throw .failsOften(failed: failed, episodes: episodes, reason: reason) }
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
