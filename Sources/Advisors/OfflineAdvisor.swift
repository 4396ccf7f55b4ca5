/// A rule-based stand-in for a language model, so that everything works without a network.
///
/// It sees the prompt's text and nothing else: it reads Pong's narration back, draws the ball's line on to the player's
/// column with bounces, and compares that place with the paddle. It knows no other game; there it answers with an empty
/// list. Its limits are those of the rule: it knows nothing of spin, of the opponent, or of a plan beyond the next
/// contact.
public struct OfflineAdvisor: Advisor {
  /// `offline`.
  public let name = "offline"
  /// True.
  public let isStandIn = true
  /// One sentence about it.
  public let summary =
    "Offline rule-based stand-in, not a language model: reads the prompt's Pong narration and extrapolates the ball."

  /// Makes the advisor.
  public init() {}

  /// Answers a prompt of any kind, at once and always in the same way.
  public func reply(to prompt: Prompt) async throws -> AdvisorReply {
    var text = ""
    let taken = ContinuousClock().measure { text = answer(prompt.text) }.components
    return AdvisorReply(text: text, seconds: Double(taken.seconds) + Double(taken.attoseconds) * 1e-18)
  }

  /// The reply to a prompt's text.
  func answer(_ text: String) -> String {
    let reading = OfflineReading(text)
    switch reading.task {
    case AdviceKind.caseAnalysis.rawValue: return OfflineCase(reading).text
    case AdviceKind.action.rawValue: return Self.json(actions(reading))
    case AdviceKind.reward.rawValue: return Self.json(rewards(reading))
    default: return Self.json(criticalStates(reading))
    }
  }

  /// One item of a reply.
  struct Item: Equatable {
    var episode: Int
    var step: Int
    var action: String
    var reward: Double
    var confidence: Double
    var rationale: String
  }

  /// The most telling steps, spread over distinct situations: the heaviest of each situation first, then second ones.
  ///
  /// A quarter of the places is kept for steps at which holding still is right; a table that only ever says "move" would
  /// push the paddle past the ball.
  private func criticalStates(_ reading: OfflineReading) -> [Item] {
    let candidates = reading.assessments()
      .filter { $0.isInTime && $0.stepsLeft >= 0.5 && $0.stepsLeft <= 14 && $0.confidence >= 0.5 }
    let places = max(reading.maximumStates, 0)
    let holds = Self.spread(candidates.filter { $0.needed == .still }).prefix(places / 4)
    let moves = Self.spread(candidates.filter { $0.needed != .still }).prefix(places - holds.count)
    return (moves + holds).sorted { $0.step.step < $1.step.step }.compactMap { assessment in
      guard let action = suggestedAction(assessment, reading) else { return nil }
      return Item(
        episode: reading.episode, step: assessment.step.step, action: action, reward: assessment.reward,
        confidence: assessment.confidence, rationale: assessment.rationale(judging: action, move: assessment.needed))
    }
  }

  /// Sorts so that every situation has its turn before any has a second one.
  private static func spread(_ candidates: [OfflineAssessment]) -> [OfflineAssessment] {
    var taken: [Situation: Int] = [:]
    let ranked = candidates.sorted { ($0.weight, $1.step.step) > ($1.weight, $0.step.step) }
      .map { candidate -> (rank: Int, candidate: OfflineAssessment) in
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

    init(_ assessment: OfflineAssessment) {
      distance = assessment.stepsLeft < 2 ? 0 : assessment.stepsLeft < 4 ? 1 : assessment.stepsLeft < 7 ? 2 : 3
      height = Int(assessment.ball.y / 20)
      slope = assessment.velocity.y > 0.7 ? 1 : assessment.velocity.y < -0.7 ? -1 : 0
      let size = abs(assessment.gap) < 2.5 ? 0 : abs(assessment.gap) < 7 ? 1 : abs(assessment.gap) < 15 ? 2 : 3
      gap = assessment.gap < 0 ? -size : size
    }
  }

  /// Keeps the recorded action where it already does what is needed (one of several names may).
  private func suggestedAction(_ assessment: OfflineAssessment, _ reading: OfflineReading) -> String? {
    assessment.isRight ? assessment.step.action : reading.name(of: assessment.needed)
  }

  private func actions(_ reading: OfflineReading) -> [Item] {
    let assessments = reading.assessments()
    return reading.listed.compactMap { listed in
      guard let assessment = assessments.first(where: { $0.step.step == listed.step }),
        let action = suggestedAction(assessment, reading)
      else { return nil }
      return Item(
        episode: listed.episode, step: listed.step, action: action, reward: assessment.reward,
        confidence: assessment.confidence, rationale: assessment.rationale(judging: action, move: assessment.needed))
    }
  }

  /// Scores listed actions: what is needed earns its urgency, a little more where it corrects the main fault; what is
  /// not needed costs, most where it leads away.
  private func rewards(_ reading: OfflineReading) -> [Item] {
    let assessments = reading.assessments()
    return reading.listed.compactMap { listed in
      guard let assessment = assessments.first(where: { $0.step.step == listed.step }),
        let move = reading.move(of: listed.action)
      else { return nil }
      var reward = assessment.reward
      if move != assessment.needed {
        reward = -(0.2 + 0.4 * assessment.urgency + (move == assessment.needed.opposite ? 0.2 : 0))
      } else if let fault = assessment.fault, fault == reading.mainFault {
        reward += 0.1
      }
      reward = (min(max(reward, -1), 1) * 100).rounded() / 100
      return Item(
        episode: listed.episode, step: listed.step, action: listed.action, reward: reward,
        confidence: assessment.confidence, rationale: assessment.rationale(judging: listed.action, move: move))
    }
  }

  /// The items as the JSON that prompts ask for.
  private static func json(_ items: [Item]) -> String {
    let list = items.map { item in
      "{\"episode\":\(item.episode),\"step\":\(item.step),\"rationale\":\(quoted(item.rationale)),"
        + "\"action\":\(quoted(item.action)),\"reward\":\(item.reward),"
        + "\"confidence\":\((item.confidence * 100).rounded() / 100)}"
    }
    return "{\"critical_states\":[" + list.joined(separator: ",\n") + "]}"
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
  }
}
