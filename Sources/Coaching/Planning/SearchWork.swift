package import Algorithms
package import RLCore
import Threads

/// A search in a text environment that grows while it is watched.
package struct SearchWork: PlanWork {
  private let subject: any TextTask
  private let prior: PlanPrior
  private let planner: any TreeGrowing
  private let budget: PlanBudget
  private let seed: UInt64
  private let threads: Int

  /// The search of a request for one task and one planner.
  ///
  /// - Throws: `InvalidSettingError` where there are several, `PlanWorkError` where the planner grows no tree.
  package init(_ request: PlanRequest, environment: String, threads: Int) throws {
    guard let member = request.onlyTask, request.isSingle, let contender = request.contenders.first,
      request.contenders.count == 1
    else {
      throw InvalidSettingError(
        key: "screen", value: environment, valid: "one task and one planner; leave sets, sweeps and --method all out")
    }
    guard let planner = contender.planner as? any TreeGrowing else {
      throw PlanWorkError.noTree(contender.entry.name)
    }
    subject = member.task
    prior = request.prior
    budget = request.budget
    seed = request.seed
    self.planner = planner
    self.threads = threads
  }

  /// The task's name.
  package var title: String { subject.id }
  /// The task's name.
  package var task: String { subject.id }

  /// Searches with a person's changes.
  package func plan(
    _ run: Int, _ amendments: PlanAmendments, show: @escaping Show
  ) throws -> (picture: PlanPicture, report: PlanReport?) {
    var planner = planner
    let (name, task, goal) = (planner.name, subject.id, subject.task)
    // How a model's probabilities are had is known with its answers only, so the prior is asked each time.
    let amended = AmendedPrior(prior.prior, amendments: amendments)
    let grow: PlanObserver = { tree, account in
      try show {
        var picture = PlanPicture(
          run: run, state: .running, task: task, goal: goal, method: name, source: amended.source, canReplan: true)
        picture.amendments = amendments
        picture.coverage = amended.coverage
        picture.tree = tree
        picture.account = account
        return picture
      }
    }
    planner.onGrowth = grow
    // A model may take its time over the first answer.
    try grow(SearchTree(), PlanAccount())
    var report = try planner.plan(
      subject.problem, prior: amended, budget: budget, seed: seed, pool: WorkerPool(threads: threads))
    report.source = amended.source
    report.coverage = amended.coverage
    let taken = amendments.about(task: task).taken
    if !taken.isEmpty { report.tree = report.tree.map { byHand.regrown($0, taken) } }
    var picture = PlanPicture(run: run, report: report, goal: goal, canReplan: true)
    picture.amendments = amendments
    picture.verdict = try subject.verdict(on: report.plan)
    return (picture, report)
  }

  /// The legal actions in the state that actions from the start lead to.
  package func choices(after actions: [String]) throws -> [String] { try choices(from: subject, after: actions) }

  private func choices<Task: TextTask>(from task: Task, after actions: [String]) throws -> [String] {
    var copy = try task.fork()
    try copy.reset()
    for action in actions { _ = try copy.step(action) }
    return copy.actions
  }

  private var byHand: ActionsByHand {
    ActionsByHand(task: subject, isValuedByRule: (planner as? SLINVIT)?.configuration.leafValue == .rule)
  }

  /// Takes an action by hand.
  package func take(_ action: String, at node: Int, in tree: SearchTree) throws -> (tree: SearchTree, node: Int) {
    try byHand.taking(action, at: node, in: tree)
  }

  /// Gives up a model's answer.
  package func stop() { prior.live?.stop("the screen was left") }
}
