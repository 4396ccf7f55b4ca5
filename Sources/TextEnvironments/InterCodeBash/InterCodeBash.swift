public import RLCore

/// A question about the files of a small system, to be answered by Bash commands: InterCode-Bash as a text environment.
///
/// An action is a command, or `submit`, which ends the episode. The commands that can be chosen are those known for the
/// task; with `anyCommand` every other one is legal too, so that a person or a model may write it. Each runs in a sandbox,
/// and a state holds the files, so that going back costs nothing.
///
/// The reward compares with what the gold command did. The reference reads it after every command of a search; here a
/// search reads nothing of it unless `readsReward` says so: rewards are 0, no state counts as solved, and only
/// `verdict(on:)` and `reward()` tell, which are for judging what was planned. `goalShare` then says how many of the runs
/// whose commands are known end like this.
public struct InterCodeBash: PlanningProblem, TextTask {
  let engine: BashEngine
  private let proposals: BashProposals
  private let allowsAnyCommand: Bool
  private let readsReward: Bool
  /// Actions that a plan may take.
  public let horizon: Int
  /// The files, the directory, the last output, and the commands since the start.
  public private(set) var state: BashState
  private var share = 0.0

  /// Characters of an output that an agent is shown.
  private static let shown = 2_000

  init(
    _ engine: BashEngine, proposals: BashProposals, horizon: Int, allowsAnyCommand: Bool = false,
    readsReward: Bool = false
  ) {
    self.engine = engine
    self.proposals = proposals
    self.horizon = horizon
    self.allowsAnyCommand = allowsAnyCommand
    self.readsReward = readsReward
    state = engine.initial
  }

  /// The list and the place in it.
  public var id: String { engine.task.name }

  /// The question.
  public var task: String { engine.task.query }

  /// The question and, as it is data of the task, the command that answers it.
  public var document: String { "\(engine.task.query)\n# gold: \(engine.task.gold)\n" }

  /// Where the shell is, and what the last command printed.
  public var observation: String {
    let place = "the shell waits in \(state.directory)"
    guard let last = state.history.last else { return place }
    guard let output = state.observation else { return "\(place); '\(last)' ended the episode" }
    let text = output.count > Self.shown ? output.prefix(Self.shown) + "\n[output cut here]\n" : output[...]
    return "\(place); '\(last)' \(state.isValid ? "" : "failed and ")printed:\n\(text)"
  }

  /// A digest of the commands since the start, on which files, directory and output depend; none at the start, which its
  /// words name.
  public var ownIdentity: String? {
    guard !state.history.isEmpty else { return nil }
    // Commands hold no byte 0, so that two lists never read the same.
    return String(sha256Hex(Array(state.history.joined(separator: "\0").utf8)).prefix(16))
  }

  /// The commands known for the task, those first that followed the same commands on record, and `submit`; none after it.
  public var actions: [String] {
    state.isSubmitted ? [] : proposals.commands(after: state.history) + [BashEngine.submit]
  }

  /// The reward where a search may read it, else the share of the known runs that end with the same files and answer; never 1
  /// then, which would say that the goal is reached.
  public var goalShare: Double { readsReward ? share : share * (state.isSubmitted ? 0.99 : 0.9) }

  /// That share, where no reward says more.
  public var endWorth: Double { readsReward ? 0 : goalShare }

  /// The reward is 1, where a search may read it.
  public var isSolved: Bool { readsReward && share >= 1 }

  /// Goes back to a state of the same task.
  public mutating func restore(_ state: BashState) throws {
    self.state = state
    share = try sharedReward()
  }

  /// Goes back to the start.
  public mutating func reset() throws { try restore(engine.initial) }

  /// Runs a command; what is not known, and anything after `submit`, is not legal.
  ///
  /// - Throws: `SandboxError`.
  public mutating func step(_ action: String) throws -> PlanningOutcome {
    guard isLegal(action) else { return PlanningOutcome(reward: 0, isLegal: false) }
    state = try engine.apply(action, to: state)
    share = try sharedReward()
    return PlanningOutcome(reward: readsReward ? share : 0)
  }

  /// InterCode's reward of the present state, as if it were submitted.
  ///
  /// - Throws: `SandboxError`.
  public func reward() throws -> BashReward { try engine.reward(of: state) }

  /// What changed in the files since the start, as `git status --short` prints it.
  public var changedFiles: String { GitStatus(from: engine.start, to: state.tree).text }

  /// What the last command printed, and the files that are not as they were at the start.
  public var response: TextResponse? {
    guard !state.history.isEmpty else { return nil }
    let changes = changedFiles.split(separator: "\n").map { line in
      let kind: TextResponse.Change.Kind =
        switch line.prefix(2) {
        case "??": .added
        case " D": .removed
        default: .modified
        }
      return TextResponse.Change(kind, path: String(line.dropFirst(3)))
    }
    let text = state.isSubmitted ? "The episode is over." : state.observation ?? ""
    return TextResponse(printed: text, changes: changes, isFailure: !state.isValid)
  }

  /// The action that is written like that, letters' cases aside where that leaves one.
  public func action(named text: String) -> String? {
    let command = BashCommandLine.stripped(text)
    let actions = actions
    if actions.contains(command) || (allowsAnyCommand && !state.isSubmitted && !command.isEmpty) { return command }
    let alike = actions.filter { $0.lowercased() == command.lowercased() }
    return alike.count == 1 ? alike[0] : nil
  }

  /// What an agent is told.
  public func question(_ context: PlanningContext) -> String {
    """
    Answer a question about the files of a Linux system with Bash commands. Each command is a shell of its own; files stay \
    as they are left, and 'cd DIRECTORY' alone moves the next commands. The answer is what the last command prints and \
    what the files are then. When it is given, say submit.

    Now \(context.observation)
    The question: \(context.task)
    """
  }

  /// Runs a plan and judges it by the reward, whether or not it ends with `submit`.
  ///
  /// - Throws: `SandboxError`.
  public func verdict(on plan: [String]) throws -> PlanVerdict {
    var copy = self
    try copy.reset()
    for (step, action) in plan.enumerated() {
      guard copy.isLegal(action) else {
        let reason =
          copy.state.isSubmitted ? "the episode ended before it" : "not one of the commands known for the task"
        return .illegal(step: step, reason: reason)
      }
      copy.state = try engine.apply(action, to: copy.state)
    }
    guard copy.state.observation != nil, try copy.reward().total >= 1 else { return .goalMissed }
    return .valid(steps: plan.count)
  }

  private func isLegal(_ action: String) -> Bool {
    guard !state.isSubmitted else { return false }
    return action == BashEngine.submit || proposals.contains(action) || (allowsAnyCommand && !action.isEmpty)
  }

  private func sharedReward() throws -> Double {
    guard state.observation != nil else { return 0 }
    guard readsReward else { return try engine.agreement(state, among: proposals.runs) }
    return min(1, max(0, try reward().total))
  }
}
