public import RLCore

extension Pong {
  /// What a person sees at a glance, as rules.
  public var standIn: (any Identifier & Advisor)? { PongStandIn() }
}

/// Rules of thumb about Pong in the place of a language model, so that everything works without a network.
///
/// It reads the narration back, draws the ball's line on to the player's column with bounces, and compares that place
/// with the paddle. It knows no other game. Its limits are those of the rules: they know nothing of spin, of the
/// opponent, or of a plan beyond the next contact.
public struct PongStandIn: Identifier, Advisor {
  /// `offline`.
  public let name = "offline"
  /// True.
  public let isStandIn = true
  /// One sentence about it.
  public let summary = "Offline rule-based stand-in, not a language model: extrapolates the ball of Pong's narration."

  /// Makes the stand-in.
  public init() {}

  /// The most telling steps, spread over distinct situations: the heaviest of each situation first, then second ones.
  ///
  /// A quarter of the places is kept for steps at which holding still is right; a table that only ever says "move" would
  /// push the paddle past the ball.
  public func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    let reading = PongReading(context)
    let candidates = reading.assessments()
      .filter { $0.isInTime && $0.stepsLeft >= 0.5 && $0.stepsLeft <= 14 && $0.confidence >= 0.5 }
    let places = max(context.maximumStates, 0)
    let holds = Self.spread(candidates.filter { $0.needed == .still }).prefix(places / 4)
    let moves = Self.spread(candidates.filter { $0.needed != .still }).prefix(places - holds.count)
    return Answer(
      (moves + holds).sorted { $0.step.step < $1.step.step }.compactMap { assessment in
        suggestion(assessment, context.episode, reading).map(CriticalState.init)
      })
  }

  /// What the rules would do at `states`; nothing where the ball is not on its way to the player.
  public func suggestions(
    at states: [CriticalState], in context: AdviceContext
  ) async throws -> Answer<[Suggestion]> {
    let reading = PongReading(context)
    let assessments = reading.assessments()
    return Answer(
      states.compactMap { state in
        assessments.first { $0.step.step == state.step }.flatMap { suggestion($0, state.episode, reading) }
      })
  }

  /// Counts over the narrated approaches, put into sentences.
  public func caseAnalysis(of context: AdviceContext) async throws -> Answer<String?> {
    Answer(PongCaseAnalysis(PongReading(context)).text)
  }

  /// Scores actions: what is needed earns its urgency, a little more where it corrects the main fault; what is not needed
  /// costs, most where it leads away.
  public func rewards(of suggestions: [Suggestion], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
    let reading = PongReading(context)
    let assessments = reading.assessments()
    return Answer(
      suggestions.compactMap { suggestion in
        guard let assessment = assessments.first(where: { $0.step.step == suggestion.step }),
          let move = reading.move(of: suggestion.action.name(in: context.actionSpace))
        else { return nil }
        var reward = assessment.worth(of: move)
        if move == assessment.needed, let fault = assessment.fault, fault == reading.mainFault { reward += 0.1 }
        var scored = suggestion
        scored.reward = Self.rounded(min(max(reward, -1), 1))
        return scored
      })
  }

  /// Keeps the recorded action where it already does what is needed (one of several names may).
  private func suggestion(
    _ assessment: PongAssessment, _ episode: Int, _ reading: PongReading
  ) -> Suggestion? {
    guard let action = assessment.isRight ? assessment.step.action : reading.action(for: assessment.needed),
      let index = reading.actions.firstIndex(of: action)
    else { return nil }
    return Suggestion(
      episode: episode, step: assessment.step.step, action: .discrete(index), reward: assessment.reward,
      rationale: assessment.rationale(judging: action, move: assessment.needed),
      confidence: (assessment.confidence * 100).rounded() / 100, advisor: name,
      blame: assessment.isRight ? nil : assessment.played.map { Self.rounded(assessment.worth(of: $0)) },
      stateValue: Self.rounded(assessment.outlook))
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

  /// Sorts so that every situation has its turn before any has a second one.
  private static func spread(_ candidates: [PongAssessment]) -> [PongAssessment] {
    var taken: [Situation: Int] = [:]
    let ranked = candidates.sorted { ($0.weight, $1.step.step) > ($1.weight, $0.step.step) }
      .map { candidate -> (rank: Int, candidate: PongAssessment) in
        taken[Situation(candidate), default: 0] += 1
        return (taken[Situation(candidate), default: 1], candidate)
      }
    return ranked.enumerated()
      .sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
      .map(\.element.candidate)
  }

  /// Cells of the table of situations that advice is spread over.
  private struct Situation: Hashable {
    var distance: Int
    var height: Int
    var slope: Int
    var gap: Int

    init(_ assessment: PongAssessment) {
      distance = assessment.stepsLeft < 2 ? 0 : assessment.stepsLeft < 4 ? 1 : assessment.stepsLeft < 7 ? 2 : 3
      height = Int(assessment.ball.y / 20)
      slope = assessment.velocity.y > 0.7 ? 1 : assessment.velocity.y < -0.7 ? -1 : 0
      let size = abs(assessment.gap) < 2.5 ? 0 : abs(assessment.gap) < 7 ? 1 : abs(assessment.gap) < 15 ? 2 : 3
      gap = assessment.gap < 0 ? -size : size
    }
  }
}
