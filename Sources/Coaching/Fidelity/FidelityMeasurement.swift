package import Algorithms

/// What came of measuring the fidelity of one identifier on one policy.
package struct FidelityMeasurement: Codable, Equatable, Sendable {
  /// The identifier.
  package var identifier: String
  /// Episodes.
  package var episodes: Int
  /// What they come to, for each K.
  package var summaries: [FidelitySummary]
  /// The range of all returns that were seen: identifiers are judged over the largest of theirs.
  package var range: Double
  /// Environment steps of the episodes, for all K.
  package var environmentSteps: Int
  /// Environment steps that the identifier took itself: training, where it is a mask.
  package var identifierSteps: Int

  /// A measurement.
  package init(
    identifier: String, episodes: Int, summaries: [FidelitySummary], range: Double, environmentSteps: Int,
    identifierSteps: Int
  ) {
    self.identifier = identifier
    self.episodes = episodes
    self.summaries = summaries
    self.range = range
    self.environmentSteps = environmentSteps
    self.identifierSteps = identifierSteps
  }
}
