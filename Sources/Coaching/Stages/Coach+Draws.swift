import Algorithms
import RLCore
import SessionStore

/// States drawn by chance until as much is accepted there as elsewhere.
extension Coach {
  /// Asks the session's advisor about states drawn by chance, measures and decides, draw after draw, until `count`
  /// suggestions are accepted or nothing is left of `draws`. A draw names as many states as an advisor would be asked for, and
  /// none that an earlier one has named.
  ///
  /// Taken up after a kill it passes over what is done, to the same result: what is accepted is looked at between two draws
  /// alone, and each draw decides at once.
  ///
  /// - Returns: why nothing that came could be used, as `identify` has it; nil where something could, or nothing was asked.
  func drawStates(until count: Int, draws: Int, by policy: AcceptancePolicy) throws -> String? {
    var trouble: String?
    for draw in 0..<draws {
      let accepted = try store.currentVerdicts().values.count(where: \.guides)
      guard accepted < count else { break }
      var asked = try advice.consultation(pool: pool)
      asked.identifier = RandomIdentifier(seed: settings.seed, draw: draw)
      trouble = try identify(asked).trouble ?? trouble
      try verify()
      _ = try accept(by: policy, limit: count - accepted)
    }
    return try store.suggestions().isEmpty ? trouble : nil
  }
}
