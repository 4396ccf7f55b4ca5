import Advisors
import Algorithms
import RLCore

/// Scores the steps of an episode by the critical states that somebody names in it: the nearer one is, the higher; of equally
/// near ones the surer.
///
/// A language model or a stand-in names single states, and fidelity asks for a window: the longest run of steps among the
/// highest K of the scores is then the largest stretch about named states. It is asked as `identify` asks it, stretch by
/// stretch. An episode in which nothing is named has equal scores, and its window is its first steps.
struct NamedStateScorer: StepScorer {
  let name: String
  private let identifier: any Identifier
  private let identification: Identification
  private let stage: AdviceStage

  /// Scores by what `identifier` names, asked as `stage` would.
  init(_ identifier: any Identifier, _ stage: AdviceStage) throws {
    name = identifier.name
    self.identifier = identifier
    self.stage = stage
    identification = try stage.identification(identifier: identifier)
  }

  /// Environment steps that it has spent.
  var environmentSteps: Int { identifier.environmentSteps }

  func scores(of episode: Episode) throws -> [Double] {
    var told = try stage.narrate(episode)
    told.recorded = { episode }
    let states = try waitFor { [told] in try await identification.criticalStates(of: told, identifier) }
    return Self.scores(states, steps: episode.steps.count)
  }

  /// A score for each of `steps` steps, at most 0 but for what a state's own score adds to it, which is below 1.
  static func scores(_ states: [CriticalState], steps: Int) -> [Double] {
    (0..<steps).map { step in
      states.map { Double(-abs($0.step - step)) + 0.5 * min(max($0.score, 0), 1) }.max() ?? 0
    }
  }
}
