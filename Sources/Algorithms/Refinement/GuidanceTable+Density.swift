import Networks
public import RLCore

/// How much the table would pay where the policy has been.
extension GuidanceTable {
  /// |α r_LLM| over |r_env|, where nobody chose α.
  public static let usualShare = 0.3

  /// The α with which |α r_LLM| is `usualShare` of |r_env| over `episodes`, both summed over all steps: a density, since a
  /// reward that is paid at every third step weighs more than one of the same size that is rare.
  ///
  /// r_LLM counts where the method would pay it: at every match where it overrides or pays states, else where the recorded
  /// action agrees. Where the episodes pay nothing, `usualShare` of the deviation of their returns takes the place of
  /// |r_env| of an episode. Nil where neither says anything, or nothing matches. Throws where a recorded state cannot be
  /// reached.
  public func usualAlpha(
    in episodes: [Int: Episode], entry: EnvironmentEntry, configuration: GuidanceConfiguration
  ) throws -> Double? {
    let matched = try places(in: episodes, entry: entry, configuration: configuration)
    let matcher = GuidanceMatcher(table: self, configuration: configuration, entry: entry)
    let rows = Dictionary(
      entries.enumerated().map { ($1.suggestion, $0) }, uniquingKeysWith: { first, _ in first })
    let paysAll = configuration.overridesActions || configuration.rewardTarget == .state
    var guided = 0.0
    // In a fixed order, so that α is the same to the last bit wherever it is worked out.
    for (suggestion, places) in matched.sorted(by: { $0.key < $1.key }) {
      guard let row = rows[suggestion] else { continue }
      let count = places.count { place in
        guard !paysAll else { return true }
        return episodes[place.episode]?.steps[place.step].action.values.withUnsafeBufferPointer { action in
          action.baseAddress.map { matcher.agrees($0, with: row, tolerance: Float(configuration.actionTolerance)) }
        } == true
      }
      guided += abs(entries[row].reward) * Double(count)
    }
    guard guided > 0 else { return nil }
    let episodes = episodes.sorted { $0.key < $1.key }.map(\.value)
    let returns = episodes.map { $0.steps.reduce(0) { $0 + Double($1.reward) } }
    let paid = episodes.reduce(0) { $0 + $1.steps.reduce(0) { $0 + Double(abs($1.reward)) } }
    if paid > 0 { return Self.usualShare * paid / guided }
    let mean = returns.reduce(0, +) / Double(max(1, returns.count))
    let variance = returns.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(1, returns.count - 1))
    return variance > 0 ? Self.usualShare * variance.squareRoot() * Double(returns.count) / guided : nil
  }
}
