public import RLCore

/// The laws that every text task keeps; gives a sentence for each one that is broken.
///
/// Random legal actions drive a few ways from the start. What is found is a list and not a failure, so that the checker
/// itself can be tested on tasks that break a law on purpose.
public func brokenLaws(of member: TextTaskSet.Member, seed: UInt64 = 1) throws -> [String] {
  var check = TextTaskCheck(seed: seed)
  try check.run(member.task, shortest: member.shortest)
  return check.broken
}

private struct TextTaskCheck {
  private var generator: SeededGenerator
  private var found: [String] = []
  /// Steps of a random way, and ways.
  private static let (length, ways) = (12, 3)
  /// An action that no environment has.
  private static let nonsense = "dance the fandango"

  init(seed: UInt64) { generator = SeededGenerator(seed: seed, stream: 9) }

  /// Each broken law once.
  var broken: [String] { found.enumerated().filter { !found.prefix($0.offset).contains($0.element) }.map(\.element) }

  private mutating func expect(_ holds: Bool, _ law: String) {
    if !holds { found.append(law) }
  }

  mutating func run<Task: TextTask>(_ task: Task, shortest: Int?) throws {
    explainsItself(task)
    try judgesPlans(task)
    try knowsShortWays(task, shortest: shortest)
    for _ in 0..<Self.ways {
      try namesRoundTrip(task)
      try startsOver(task)
      do {
        try snapshotsEqualReplays(task.problem, ReplayedTask(task))
      } catch {
        // A replay that cannot be done is one that does not agree.
        expect(false, "snapshots and replays agree")
      }
    }
  }

  private mutating func explainsItself(_ task: some TextTask) {
    let context = task.context(history: [])
    expect(!task.id.isEmpty && !task.task.isEmpty && !task.document.isEmpty, "a task has a name, words and a document")
    expect(task.horizon > 0, "a plan may take an action")
    expect(!task.isSolved && task.goalShare < 1, "a task is not solved at its start")
    expect(
      !task.actions.isEmpty && Set(task.actions).count == task.actions.count, "legal actions have names of their own")
    let question = task.question(context)
    expect(
      question.contains(task.observation) && question.contains(task.task), "a question holds the state and the task")
  }

  private mutating func judgesPlans(_ task: some TextTask) throws {
    expect(try task.verdict(on: []) == .goalMissed, "an empty plan is refused")
    if case .illegal(step: 0, let reason) = try task.verdict(on: [Self.nonsense]) {
      expect(!reason.isEmpty, "a refusal has a reason")
    } else {
      expect(false, "what is no action is refused at its place")
    }
    expect(task.action(named: Self.nonsense) == nil, "what is no action names none")
  }

  private mutating func knowsShortWays(_ task: some TextTask, shortest: Int?) throws {
    guard let oracle = task.oracle, let plan = try oracle.shortestPlan() else { return }
    expect(try task.verdict(on: plan) == .valid(steps: plan.count), "a task accepts its own shortest plan")
    expect(try task.verdict(on: plan.dropLast()) == .goalMissed, "a shortest plan has no action to spare")
    expect(shortest == nil || shortest == plan.count, "the length that is listed is that of a shortest plan")
    var copy = try task.fork()
    for (step, action) in plan.enumerated() {
      let good = try oracle.goodActions(copy.context(history: Array(plan.prefix(step))))
      expect(good.contains(action) && good.isSubset(of: copy.actions), "a shortest plan takes good actions")
      _ = try copy.step(action)
    }
    expect(copy.isSolved && copy.goalShare == 1, "after a shortest plan all of the goal is reached")
  }

  private mutating func namesRoundTrip(_ task: some TextTask) throws {
    var copy = try task.fork()
    for _ in 0..<Self.length {
      var words: Set<String> = []
      for action in copy.actions {
        expect(copy.action(named: action) == action, "an action is read as it is written")
        let named = copy.words(for: action) ?? action
        expect(copy.action(named: named) == action, "an action is read from its words")
        words.insert(named)
      }
      expect(words.count == copy.actions.count, "different actions have different words")
      let before = (copy.observation, copy.actions)
      expect(try !copy.step(Self.nonsense).isLegal, "what is no action is not legal")
      expect(copy.observation == before.0 && copy.actions == before.1, "an action that is not legal changes nothing")
      guard let action = pick(copy.actions) else { return }
      expect(try copy.step(action).isLegal, "an action that is listed is legal")
    }
  }

  private mutating func startsOver(_ task: some TextTask) throws {
    let start = (task.observation, task.actions)
    var copy = try task.fork()
    for _ in 0..<Self.length {
      guard let action = pick(copy.actions) else { break }
      _ = try copy.step(action)
    }
    expect(task.observation == start.0 && task.actions == start.1, "a copy leaves the original alone")
    try copy.reset()
    expect(copy.observation == start.0 && copy.actions == start.1 && !copy.isSolved, "a reset leads to the start")
  }

  /// The same actions through snapshots and through replays, with a way back in the middle.
  private mutating func snapshotsEqualReplays<One: PlanningProblem, Other: PlanningProblem>(
    _ one: One, _ other: Other
  ) throws {
    var (one, other) = try (one.fork(), other.fork())
    var places: [(One.State, Other.State)] = [(one.state, other.state)]
    var identities = [one.state: one.identity]
    for step in 0..<Self.length {
      if step % 4 == 3 {
        let place = places[generator.below(places.count)]
        try one.restore(place.0)
        try other.restore(place.1)
        expect(one.state == place.0, "a restored state is the one that was asked for")
      }
      expect(
        one.observation == other.observation && one.actions == other.actions && one.isSolved == other.isSolved
          && one.goalShare == other.goalShare && one.progress == other.progress, "snapshots and replays agree")
      guard let action = pick(one.actions) else { return }
      expect(try one.step(action) == other.step(action), "snapshots and replays pay the same")
      expect((0...1).contains(one.goalShare), "the share of the goal lies in 0 ... 1")
      places.append((one.state, other.state))
      let identity = identities[one.state, default: one.identity]
      expect(identity == one.identity && !identity.isEmpty, "a state keeps its identity on every way to it")
      identities[one.state] = identity
      expect(one.context(history: []).identity == one.identity, "a prior is told the identity of the state")
    }
  }

  private mutating func pick(_ actions: [String]) -> String? {
    actions.isEmpty ? nil : actions[generator.below(actions.count)]
  }
}
