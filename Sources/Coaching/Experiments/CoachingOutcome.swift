package import RLCore
import SessionStore

/// What came of a base policy or of a refinement, evaluated with guidance off.
package struct CoachingOutcome: Codable, Equatable, Sendable {
  /// The session's seed.
  package var seed: UInt64
  /// The method with its setting and guidance, as rows name it; `base` for the policy that is started from.
  package var method: String
  /// The environment's id.
  package var environment: String
  /// The base: `steps:N`, `plateau:N`, `preset` or `session:PATH`.
  package var base: String
  /// Who named critical states; nil without guidance.
  package var identifier: String?
  /// Who advised; nil without guidance.
  package var advisor: String?
  /// What was taken away from the guidance; nil without.
  package var control: String?
  /// The setting's name; empty for the method as it is.
  package var setting = ""
  /// Which repetition on the base it is, from 0.
  package var replicate = 0
  /// Mean environment return over the games.
  package var mean: Double
  /// Its 95 % interval's lower end.
  package var low: Double
  /// The upper end.
  package var high: Double
  /// The return of every game.
  package var returns: [Double]
  /// Steps of training and of guidance.
  package var environmentSteps: Int
  /// Those of guidance: collecting, search, evidence.
  package var guidanceSteps = 0
  /// Share of steps that matched guidance.
  package var hitRate: Double?
  /// The same over the run.
  package var hitRateCurve: [CurvePoint] = []
  /// Returns while training, over the run.
  package var learningCurve: [CurvePoint] = []
  /// |α r_LLM| / |r_env| over the run.
  package var shapedShare: Double?
  /// Suggestions that guided.
  package var accepted: Int?
  /// So many were to be accepted, as many as of another guidance; nil where nothing is to be matched. Where fewer are, all
  /// draws of states are spent.
  package var wanted: Int?
  /// Their mean evidence.
  package var acceptedMeanEvidence: Double?
  /// The share of them whose evidence is positive with 95 % confidence.
  package var acceptedVerifiedShare: Double?
  /// SHA-256 of the last checkpoint.
  package var checkpointDigest: String
  /// Seconds that it took since it was last taken up.
  package var seconds = 0.0
}

/// What came of asking for advice about a base policy.
package struct AdviceSummary: Codable, Equatable, Sendable {
  /// Suggestions that came.
  package var suggestions: Int
  /// Those that were accepted.
  package var accepted: Int
  /// Environment steps of collecting, search and evidence.
  package var environmentSteps: Int
  /// The mean evidence of the accepted; nil where none was measured.
  package var acceptedMeanEvidence: Double?
  /// The share of them whose evidence is positive with 95 % confidence.
  package var acceptedVerifiedShare: Double?

  /// What a session has.
  init(_ store: SessionStore) throws {
    // Of a hundred thousand suggestions those that were decided are read, and no others.
    let guiding = try store.currentVerdicts().filter(\.value.guides).keys.sorted()
    let evidence = try store.evidence(ofDecidedOnly: true)
    let measured = guiding.compactMap { evidence[$0] }
    suggestions = try store.counts().suggestions
    accepted = guiding.count
    environmentSteps = try store.guidanceSteps()
    guard !measured.isEmpty else { return }
    let count = Double(measured.count)
    acceptedMeanEvidence = measured.reduce(0) { $0 + $1.difference } / count
    acceptedVerifiedShare = Double(measured.count { $0.isPositive }) / count
  }
}
