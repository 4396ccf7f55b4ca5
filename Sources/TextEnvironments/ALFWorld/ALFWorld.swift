public import RLCore

/// A household game as a text environment, with TextWorld's commands and texts.
///
/// The reward is 1 for the action that reaches the goal and 0 otherwise. A plan may take 50 actions where nothing else is
/// said, as in ALFWorld's own trials.
public struct ALFWorld: PlanningProblem, TextTask {
  /// A snapshot of a game.
  ///
  /// Two are equal where the house and what the player has found of what is looked for are the same; what was written last
  /// is kept beside that, so that going back shows it again.
  public struct State: Hashable, Sendable {
    fileprivate(set) var bits: [UInt64]
    /// Words of `bits` that count; the rest says which facts were taken back, which only texts tell.
    private let words: Int
    /// Objects among those looked for that a text has named, a bit each.
    fileprivate(set) var seen: UInt64
    /// What was written last.
    fileprivate(set) var text: String

    fileprivate init(_ game: HouseholdGame) {
      bits = game.table.initial
      words = game.table.identityWords
      seen = game.seenAtFirst
      text = game.introduction
    }

    /// The same house, and the same found.
    public static func == (one: State, other: State) -> Bool {
      one.seen == other.seen && one.bits[..<one.words] == other.bits[..<other.words]
    }

    /// A digest of what equality compares; a game's facts are numbered the same way in every process.
    fileprivate var digest: String {
      var writer = ByteWriter(capacity: 8 * (words + 1))
      writer.write(seen)
      for word in bits[..<words] { writer.write(word) }
      return String(sha256Hex(writer.bytes).prefix(16))
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(seen)
      for word in bits[..<words] { hasher.combine(word) }
    }
  }

  /// ALFWorld's limit on the actions of a trial.
  public static let usualHorizon = 50
  /// What is written where nothing happens.
  public static let refusal = "Nothing happens."

  /// The game.
  public let game: HouseholdGame
  /// The name of the task, for instance of its file.
  public let id: String
  /// Actions that a plan may take.
  public let horizon: Int
  /// The house, and what was read last.
  public private(set) var state: State
  /// The goal holds.
  public private(set) var isSolved: Bool

  /// A game at its start.
  public init(_ game: HouseholdGame, id: String, horizon: Int = usualHorizon) {
    self.game = game
    self.id = id
    self.horizon = horizon
    state = State(game)
    isSolved = game.operators.isGoal(game.table.initial)
  }

  /// The task in the game's words.
  public var task: String { game.task }

  /// What was written last: the introduction at first, then the answer to the last action that was legal.
  public var observation: String { state.text }

  /// A digest of the house and what was found: what was written last says little of either.
  public var ownIdentity: String? { state.digest }

  /// The commands that are possible, in order: TextWorld's admissible commands.
  /// - Complexity: O(facts that hold + commands); microseconds.
  public var actions: [String] {
    var marks = [UInt64](repeating: 0, count: (game.commands.count + 63) / 64)
    game.operators.forEachPossible(state.bits) { marks.set(Int(game.commandOfOperator[$0]), true) }
    var commands: [String] = []
    commands.reserveCapacity(64)
    marks.forEach(in: 0..<game.commands.count) {
      commands.append(game.commands[$0])
      return true
    }
    return commands
  }

  /// The share of sub-goals that are reached; 1 where the goal holds.
  public var goalShare: Double {
    let goal = game.goal
    return Double(goal.reached(state.bits, seen: state.seen, isSolved: isSolved)) / Double(goal.kind.steps)
  }

  /// Goes back to a state of the same game.
  public mutating func restore(_ state: State) {
    self.state = state
    isSolved = game.operators.isGoal(state.bits)
  }

  /// Goes back to the start.
  public mutating func reset() { restore(State(game)) }

  /// Takes a command, written as it is listed; blanks around it do not matter.
  public mutating func step(_ action: String) -> PlanningOutcome {
    guard let number = possible(action) else { return PlanningOutcome(reward: 0, isLegal: false) }
    game.operators.apply(number, &state.bits)
    let reply = game.reply(to: number, state.bits)
    state.text = reply.text
    state.seen |= reply.seen
    isSolved = game.operators.isGoal(state.bits)
    return PlanningOutcome(reward: isSolved ? 1 : 0)
  }

  /// The operator that a command means here, or nil where it is not possible.
  private func possible(_ command: String) -> Int? {
    let number =
      game.numberOfCommand[command] ?? game.numberOfCommand[TextPattern.trimmed(command[...])]
    guard let number else { return nil }
    return game.operatorsOfCommand[number].lazy.map { Int($0) }.first { game.operators.isPossible($0, state.bits) }
  }
}
