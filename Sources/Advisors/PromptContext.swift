public import RLCore

/// Everything a prompt can say: an environment's words, and one stretch of a narrated episode.
public struct PromptContext: Sendable {
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
  /// The first step that a reply may name.
  public var firstStep: Int
  /// The last step that a reply may name.
  public var lastStep: Int
  /// The narrated lines, in time order.
  public var narration: [String]
  /// What was left out of the narration, in words; empty when nothing was.
  public var cut: String
  /// The episode's return.
  public var outcome: Double
  /// Critical states a reply may hold; the parser drops what goes beyond.
  public var maximumStates: Int
  /// The case analysis, for `reward`.
  public var caseAnalysis: String?
  /// Critical states already known, for `action` and `reward`.
  public var critical: [Suggestion]

  /// Makes a context.
  public init(
    environment: String, background: String, rules: String, criteria: String, actionSpace: ActionSpace, episode: Int,
    firstStep: Int, lastStep: Int, narration: [String], cut: String = "", outcome: Double, maximumStates: Int,
    caseAnalysis: String? = nil, critical: [Suggestion] = []
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
    caseAnalysis: String? = nil, critical: [Suggestion] = []
  ) {
    self.init(
      environment: environment, background: interpreter.background, rules: interpreter.rules,
      criteria: interpreter.criteria, actionSpace: actionSpace, episode: episode, firstStep: firstStep,
      lastStep: lastStep, narration: narration, cut: cut, outcome: outcome, maximumStates: maximumStates,
      caseAnalysis: caseAnalysis, critical: critical)
  }
}
