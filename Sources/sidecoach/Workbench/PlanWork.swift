import Algorithms
import Networks
import RLCore
import Threads
import WorkbenchUI

/// Something to plan, for the screen: the same work as `sidecoach plan`, with a person's changes and pictures on the way.
struct PlanWork: Sendable {
  /// Takes a picture where one is wanted, so that making it costs nothing otherwise; throws to end the work.
  typealias Show = @Sendable (_ picture: () -> PlanPicture) throws -> Void

  /// What the work led to; the report is there where a search was made.
  typealias Result = (picture: PlanPicture, report: PlanReport?)

  /// For the header.
  var title: String
  /// The task, as decisions name it.
  var task: String
  /// Does the work from its beginning; `run` counts the times.
  var plan: @Sendable (_ run: Int, _ amendments: PlanAmendments, _ show: @escaping Show) throws -> Result
  /// The legal actions at the state that actions from the start lead to.
  var choices: @Sendable (_ actions: [String]) throws -> [String]
  /// Gives up what is waited for outside, such as a model's answer.
  var stop: @Sendable () -> Void = {}

  /// A search in a text environment. `make` gives the problem at its start.
  static func search<Problem: PlanningProblem & SendableMetatype>(
    prior: any ActionPrior, method: any PlanMethod, budget: PlanBudget, seed: UInt64, threads: Int,
    _ make: @escaping @Sendable () throws -> Problem
  ) throws -> PlanWork {
    guard method.growsTree else { throw PlanScreenError.noTree(method.name) }
    let (task, goal) = try { (try make().id, try make().task) }()
    return PlanWork(
      title: task, task: task,
      plan: { run, amendments, show in
        var method = method
        // How a model's probabilities are had is known with its answers only, so the prior is asked each time.
        let amended = AmendedPrior(prior, amendments: amendments)
        let name = method.name
        let grow: PlanObserver = { tree, account in
          try show {
            var picture = PlanPicture(
              run: run, state: .running, task: task, goal: goal, method: name, source: amended.source, canReplan: true)
            picture.amendments = amendments
            picture.tree = tree
            picture.account = account
            return picture
          }
        }
        method.onGrowth = grow
        // A model may take its time over the first answer.
        try grow(SearchTree(), PlanAccount())
        var report = try method.plan(
          make(), prior: amended, budget: budget, seed: seed, pool: WorkerPool(threads: threads))
        report.source = amended.source
        var picture = PlanPicture(run: run, report: report, goal: goal, canReplan: true)
        picture.amendments = amendments
        return (picture, report)
      },
      choices: { actions in
        var problem = try make()
        for action in actions { _ = try problem.step(action) }
        return problem.actions
      })
  }

  /// LINVIT or one of its learning baselines in a tabular process.
  static func tabular(
    _ mdp: TabularMDP, prior: TabularPolicy, source: String, method: TabularMethod, configuration: LINVITConfiguration,
    seed: UInt64
  ) throws -> PlanWork {
    guard method.learns else { throw PlanScreenError.learnsNothing(method.name) }
    var settings = configuration
    method.configure(&settings)
    return PlanWork(
      title: mdp.name, task: mdp.name,
      plan: { [settings] run, _, show in
        var recorder: ValueBoundsRecorder?
        var failure: (any Error)?
        func picture(_ learner: LINVIT, _ state: PlanPicture.State) -> PlanPicture {
          var picture = PlanPicture(
            run: run, state: state, task: mdp.name, goal: "", method: method.name, source: source, canReplan: true)
          picture.bounds = recorder?.picture(learner)
          return picture
        }
        let result = try LINVIT.run(mdp, prior: prior, configuration: settings, seed: seed) { learner in
          recorder == nil ? recorder = ValueBoundsRecorder(learner) : recorder?.note(learner)
          do { try show { picture(learner, .running) } } catch { failure = error }
          return failure != nil
        }
        if let failure { throw failure }
        if recorder == nil { recorder = ValueBoundsRecorder(result.learner) }
        recorder?.note(result.learner)
        let reason = result.learner.hasConverged ? "the bounds have met" : "learnt"
        return (picture(result.learner, .finished(reason)), nil)
      }, choices: { _ in [] })
  }

  /// A search that was stored: there is nothing to plan.
  static func stored(_ report: PlanReport) throws -> PlanWork {
    guard report.tree != nil else { throw PlanScreenError.noTree(report.method) }
    return PlanWork(
      title: report.task + ", stored", task: report.task,
      plan: { run, _, _ in (PlanPicture(run: run, report: report, goal: "", canReplan: false), report) },
      choices: { _ in [] })
  }
}

extension PlanPicture {
  /// A finished plan.
  init(run: Int, report: PlanReport, goal: String, canReplan: Bool) {
    self.init(
      run: run, state: .finished(report.stop.words), task: report.task, goal: goal, method: report.method,
      source: report.source, canReplan: canReplan)
    plan = report.plan
    isSolved = report.isSolved
    account = report.account
    tree = report.tree ?? SearchTree()
  }
}

extension PlanStop {
  /// Why a planner stopped, in words.
  fileprivate var words: String {
    switch self {
    case .solved: "solved"
    case .horizon: "no actions left"
    case .deadEnd: "no proposal leads on"
    case .transitionBudget: "transitions used up"
    case .modelCallBudget: "model calls used up"
    case .priorUnavailable: "the prior gives no more answers"
    case .exhausted: "everything was tried"
    }
  }
}

/// Why there is nothing to show.
enum PlanScreenError: Error, CustomStringConvertible {
  case learnsNothing(String)
  case noTree(String)
  case unreadable(String)
  case noScreen(String)

  var description: String {
    switch self {
    case .learnsNothing(let method):
      "'\(method)' learns nothing that a screen could show; try --method linvit, or leave --screen out"
    case .noTree(let method):
      "'\(method)' grows no search tree that a screen could show; try --method slinvit or rap, or leave --screen out"
    case .unreadable(let path):
      "\(path) is not a search that the planning screen (w) or 'sidecoach plan --out FILE' wrote"
    case .noScreen(let reason): "\(reason) (here: leave --screen out)"
    }
  }
}
