import Algorithms
import Coaching
import LanguageModels
import RLCore
import Synchronization
import TestSupport
import Testing
import TextEnvironments
import Threads

/// A text environment of this file alone, added by its catalog line, goes through the real planners, priors, records and
/// the screen's work. It has no snapshots, so that everything also works by replaying.
@Suite struct ToyTextTaskTests {
  /// The program's catalogs with one more line.
  private var catalogs: PlanningCatalogs {
    var catalogs = PlanningCatalogs()
    catalogs.texts = catalogs.texts.adding([.vault])
    return catalogs
  }

  private func request(_ change: (inout PlanOrder) -> Void = { _ in }) throws -> PlanRequest {
    var order = PlanOrder("Vault")
    change(&order)
    return try order.request(in: catalogs)
  }

  @Test func itKeepsTheLaws() throws {
    for doors in 1...3 {
      let broken = try brokenLaws(of: TextTaskSet.Member(Vault(doors: doors, horizon: 9), shortest: 2 * doors))
      #expect(broken.isEmpty, "\(doors): \(broken)")
    }
    #expect(!((Vault(doors: 1, horizon: 2) as any TextTask) is any PlanningProblem), "it is replayed")
  }

  @Test func itIsFoundByNameAndByProblem() throws {
    #expect(try catalogs.text("Vault").problem == nil)
    #expect(try catalogs.text("three.vault").environment.name == "Vault")
    let error = try #require(throws: UnknownNameError.self) { try catalogs.text("Valut") }
    #expect(error.valid.contains("Vault") && error.nearest == "Vault")
  }

  @Test func oneTaskIsPlannedBySLINVITAndJudged() throws {
    let request = try request { $0.prior = "uniform" }
    #expect(request.isSingle && request.onlyTask?.shortest == 4 && request.onlyTask?.task.horizon == 4)
    let run = try PlanRun(request, pool: WorkerPool(threads: 1), keepsTrees: true)
    let plan = try #require(run.plans.first)
    #expect(plan.report.method == "slinvit" && plan.report.isSolved && plan.verdict == .valid(steps: 4))
    #expect(plan.report.plan == ["take", "open", "take", "open"])
    #expect(plan.report.tree?.nodes.contains { $0.observation.contains("door 2 of 2") } == true)
    let lines = PlanReportText.heading(request) + PlanResult(run, environment: "Vault").lines
    #expect(lines.contains("  1. take  take the key from its hook"), "\(lines)")
    #expect(lines.contains("  validation: valid: the goal holds after 4 actions"))
  }

  @Test func everyPlannerRunsOnItsSets() throws {
    let request = try request {
      $0.sets = ["own"]
      $0.budget = PlanBudget(transitions: 400)
    }
    let run = try PlanRun(request, pool: WorkerPool(threads: 2), keepsTrees: false)
    #expect(run.rows.map(\.contender.entry.name) == catalogs.planners.names)
    #expect(run.plans.count == 3 * catalogs.planners.entries.count && run.contradictions == 0)
    for name in ["slinvit", "bfs"] {
      let row = try #require(run.rows.first { $0.contender.entry.name == name }?.row)
      #expect(row.solved == 3 && row.tasks == 3, "\(name): \(row)")
    }
  }

  @Test func itsSettingsAreReadBesideThePlanners() throws {
    let request = try request {
      $0.settings = [("doors", "3"), ("k", "1"), ("treeRollouts", "7")]
      $0.sweeps = ["depth=2,6"]
    }
    #expect(request.onlyTask?.shortest == 6)
    #expect(request.settings.slinvit.breadth == 1 && request.settings.baselines.treeRollouts == 7)
    #expect(request.contenders.map(\.label) == ["slinvit depth=2", "slinvit depth=6"])
    let unknown = try #require(throws: UnknownNameError.self) { try self.request { $0.settings = [("dors", "3")] } }
    #expect(unknown.valid.contains("doors") && unknown.valid.contains("lambda") && unknown.nearest == "doors")
    #expect(throws: InvalidSettingError.self) { try self.request { $0.settings = [("doors", "none")] } }
  }

  @Test func itsListedWaysGuideTheSyntheticPrior() throws {
    let request = try request { $0.prior = "synthetic:0" }
    let task = try #require(request.onlyTask?.task)
    let proposals = try request.prior.prior.proposals(for: task.context(history: []))
    #expect(proposals.first?.action == "take" && proposals.map(\.probability).reduce(0, +) == 1)
    // Where nothing knows a short way, the prior says so instead of guessing.
    let error = try #require(throws: InvalidSettingError.self) {
      try self.request {
        $0.prior = "synthetic"
        $0.problem = "dark.vault"
      }
    }
    #expect(error.description.contains("another prior for Vault"), "\(error)")
  }

  @Test func aModelIsToldItsWords() throws {
    let task = Vault(doors: 1, horizon: 2)
    let asked = Mutex<[(actions: [String], state: String)]>([])
    let prior = ModelPrior(
      "toy", tasks: TextTaskSet([.init("one", [.init(task, shortest: 2)])]), budget: AdvisorBudget()
    ) { actions, state in
      asked.withLock { $0.append((actions, state)) }
      return RotatedEstimate(PriorEstimate(probabilities: [0.25, 0.75], source: .logprobs, coverage: 1))
    }
    let proposals = try prior.proposals(for: task.context(history: []))
    #expect(proposals == [Proposal(action: "wait", probability: 0.75), Proposal(action: "take", probability: 0.25)])
    let question = try #require(asked.withLock { $0 }.first)
    #expect(question.actions == ["take the key from its hook", "wait a while"])
    #expect(question.state.contains("door 1 of 1") && question.state.contains("treasure"))
  }

  @Test func itGrowsOnTheScreen() throws {
    let work = try SearchWork(request { $0.prior = "uniform" }, environment: "Vault", threads: 1)
    #expect(work.task == "vault-2" && work.title == "vault-2")
    let pictures = Mutex<[PlanPicture]>([])
    let veto = PlanDecision(.veto, task: work.task, state: Vault(doors: 2, horizon: 1).observation, action: "wait")
    let (picture, report) = try work.plan(3, PlanAmendments([veto])) { picture in
      let taken = picture()
      pictures.withLock { $0.append(taken) }
    }
    #expect(picture.isSolved && picture.run == 3 && picture.goal.contains("treasure"))
    #expect(report?.source == "uniform, 1 change by a person")
    #expect(pictures.withLock { $0 }.last?.tree == report?.tree)
    #expect(try work.choices(after: ["take"]) == ["open", "wait"])
    try takesByHand(work, picture)
    let several = try request { $0.sets = ["own"] }
    #expect(throws: InvalidSettingError.self) { try SearchWork(several, environment: "Vault", threads: 1) }
    let blind = try request { $0.planners = "bfs" }
    #expect(throws: PlanWorkError.noTree("bfs")) { try SearchWork(blind, environment: "Vault", threads: 1) }
  }

  /// Actions that a person takes are carried out, and are there again after the next search.
  private func takesByHand(_ work: SearchWork, _ picture: PlanPicture) throws {
    // Its words name an action too; waiting was vetoed, and is in no tree.
    let (tree, node) = try work.take("wait a while", at: 0, in: picture.tree)
    #expect(tree.nodes.count == picture.tree.nodes.count + 1 && node == tree.nodes.count - 1)
    let made = tree.nodes[node]
    #expect(made.action == "wait" && made.isByHand && made.parent == 0 && made.depth == 1 && made.probability == 0)
    #expect(made.observation == tree.nodes[0].observation)
    let (deeper, end) = try work.take("take", at: node, in: tree)
    #expect(deeper.actions(to: end) == ["wait", "take"] && deeper.nodes[end].observation.contains("with its key"))
    // What the search has tried already is marked.
    let (same, known) = try work.take("take", at: 0, in: picture.tree)
    #expect(same.nodes.count == picture.tree.nodes.count && same.nodes[known].isByHand)
    #expect(throws: PlanWorkError.self) { try work.take("open", at: 0, in: picture.tree) }
    #expect(throws: PlanWorkError.self) { try work.take("take", at: 10_000, in: picture.tree) }
    // The way to it is made again where the next search has none.
    let state = Vault(doors: 2, horizon: 1).observation
    let taken = PlanDecision(.take, task: work.task, state: state, action: "take", way: ["wait"])
    let lost = PlanDecision(.take, task: work.task, state: state, action: "fly", way: [])
    let (again, report) = try work.plan(4, PlanAmendments([lost, taken])) { _ in }
    let place = try #require(again.tree.nodes.lastIndex { $0.isByHand })
    #expect(again.tree.actions(to: place) == ["wait", "take"])
    #expect(report?.tree == again.tree && report?.source == "uniform", "no change of the prior")
  }
}

extension TextEnvironmentEntry {
  /// The catalog line of the toy.
  fileprivate static let vault = TextEnvironmentEntry(
    "Vault", "doors with keys, and treasure behind the last", usage: "A problem is called NAME.vault; a set is own.",
    folderName: "vault", settings: VaultSettings(), fields: VaultSettings.fields,
    owns: { name, _ in name.hasSuffix(".vault") },
    tasks: { settings, selection, folder in
      func member(_ doors: Int, isDark: Bool = false) -> TextTaskSet.Member {
        TextTaskSet.Member(
          Vault(doors: doors, horizon: selection.horizon ?? 2 * doors, isDark: isDark), shortest: 2 * doors)
      }
      switch selection.source {
      case .drawn: return TextTaskSet([.init("drawn", [member(settings.doors)])])
      case .problem(let name): return TextTaskSet([.init(name, [member(1, isDark: name.hasPrefix("dark"))])])
      case .sets(let names):
        if let other = names.first(where: { $0 != "own" }) {
          throw TextTaskError.unknownSet(other, folder: folder, own: ["own"])
        }
        return TextTaskSet([.init("own", (1...3).map { member($0) })])
      }
    })
}

private struct VaultSettings: Sendable {
  var doors = 2
  static let fields: [ConfigField<VaultSettings>] = [.integer("doors", \.doors, 1...9, "doors before the treasure")]
}

/// Doors in a row, each opened with a key that hangs beside it. Its place is kept outside, as a shell's would be, so that
/// copies share it unless they are forked.
private struct Vault: TextTask {
  private final class Place: Sendable {
    let state = Mutex((door: 0, hasKey: false))
  }

  let doors: Int
  let horizon: Int
  private let isDark: Bool
  private let place: Place
  let task = "My goal is to reach the treasure."

  init(doors: Int, horizon: Int, isDark: Bool = false) {
    self.doors = doors
    self.horizon = horizon
    self.isDark = isDark
    place = Place()
  }

  private var now: (door: Int, hasKey: Bool) { place.state.withLock { $0 } }

  var id: String { "vault-\(doors)" }
  var isSolved: Bool { now.door == doors }
  var goalShare: Double { Double(now.door) / Double(doors) }
  var actions: [String] { isSolved ? ["wait"] : [now.hasKey ? "open" : "take", "wait"] }
  var oracle: (any PlanOracle)? { isDark ? nil : Ways(doors: doors) }
  var observation: String {
    isSolved
      ? "the treasure is here"
      : "you stand before door \(now.door + 1) of \(doors) \(now.hasKey ? "with its key" : "and the key hangs there")"
  }

  mutating func reset() { place.state.withLock { $0 = (0, false) } }

  mutating func step(_ action: String) -> PlanningOutcome {
    guard actions.contains(action) else { return PlanningOutcome(reward: 0, isLegal: false) }
    place.state.withLock { state in
      switch action {
      case "take": state.hasKey = true
      case "open": state = (state.door + 1, false)
      default: break
      }
    }
    return PlanningOutcome(reward: action == "open" && isSolved ? 1 : 0)
  }

  func fork() -> Vault {
    let copy = Vault(doors: doors, horizon: horizon, isDark: isDark)
    let now = now
    copy.place.state.withLock { $0 = now }
    return copy
  }

  func words(for action: String) -> String? {
    ["take": "take the key from its hook", "open": "open the door", "wait": "wait a while"][action]
  }

  private struct Ways: PlanOracle {
    let doors: Int
    func shortestPlan() -> [String]? { (0..<doors).flatMap { _ in ["take", "open"] } }
    func goodActions(_ context: PlanningContext) -> Set<String> { Set(context.actions).intersection(["take", "open"]) }
  }
}
