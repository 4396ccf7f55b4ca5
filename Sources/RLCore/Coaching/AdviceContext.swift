/// An episode in words.
public struct NarratedEpisode: Sendable {
  /// The episode's number.
  public var id: Int
  /// The step of the first line.
  public var firstStep: Int
  /// One line a step.
  public var narration: [String]
  /// The episode's return.
  public var outcome: Double
  /// Gives the episode as it was recorded; nil where only its words are at hand.
  public var recorded: (@Sendable () throws -> Episode)?

  /// Makes a narrated episode.
  public init(
    id: Int, firstStep: Int = 0, narration: [String], outcome: Double,
    recorded: (@Sendable () throws -> Episode)? = nil
  ) {
    self.id = id
    self.firstStep = firstStep
    self.narration = narration
    self.outcome = outcome
    self.recorded = recorded
  }
}

/// What an identifier or an advisor is asked about: an environment's words and one stretch of a narrated episode.
///
/// This is the question itself. A language model gets it rendered by a template; a stand-in reads it as it is, so that
/// the words of a template make no difference to it.
public struct AdviceContext: Sendable {
  /// The environment's id.
  public var environment: String
  /// The interpreter's background text.
  public var background: String
  /// The interpreter's rules.
  public var rules: String
  /// The interpreter's criteria for a critical state.
  public var criteria: String
  /// What the policy may do.
  public var actionSpace: ActionSpace
  /// The episode's number, or 0 for several.
  public var episode: Int
  /// The first step that an answer may name.
  public var firstStep: Int
  /// The last step that an answer may name.
  public var lastStep: Int
  /// The narrated lines, in time order.
  public var narration: [String]
  /// What was left out of the narration, in words; empty when nothing was.
  public var cut: String
  /// The episode's return.
  public var outcome: Double
  /// Critical states an answer may hold; what goes beyond is dropped.
  public var maximumStates: Int
  /// The case analysis, where rewards are asked for.
  public var caseAnalysis: String?
  /// Critical states already known, where actions or rewards are asked for.
  public var critical: [CriticalState]
  /// Gives the episode as it was recorded; nil where only its words are at hand.
  public var recorded: (@Sendable () throws -> Episode)?

  /// Makes a context.
  public init(
    environment: String, background: String = "", rules: String = "", criteria: String = "", actionSpace: ActionSpace,
    episode: Int, firstStep: Int, lastStep: Int, narration: [String], cut: String = "", outcome: Double,
    maximumStates: Int, caseAnalysis: String? = nil, critical: [CriticalState] = []
  ) {
    self.environment = environment
    self.background = background
    self.rules = rules
    self.criteria = criteria
    self.actionSpace = actionSpace
    self.episode = episode
    self.firstStep = firstStep
    self.lastStep = lastStep
    self.narration = narration
    self.cut = cut
    self.outcome = outcome
    self.maximumStates = maximumStates
    self.caseAnalysis = caseAnalysis
    self.critical = critical
  }

  /// A context with an interpreter's words.
  public init(
    environment: String, interpreter: any Interpreter, actionSpace: ActionSpace, episode: Int, firstStep: Int,
    lastStep: Int, narration: [String], cut: String = "", outcome: Double, maximumStates: Int,
    caseAnalysis: String? = nil, critical: [CriticalState] = []
  ) {
    self.init(
      environment: environment, background: interpreter.background, rules: interpreter.rules,
      criteria: interpreter.criteria, actionSpace: actionSpace, episode: episode, firstStep: firstStep,
      lastStep: lastStep, narration: narration, cut: cut, outcome: outcome, maximumStates: maximumStates,
      caseAnalysis: caseAnalysis, critical: critical)
  }
}
