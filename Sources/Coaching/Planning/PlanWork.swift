package import Algorithms
package import RLCore

/// Something to plan that is looked at on the way: the same work as `sidecoach plan`, with a person's changes and pictures.
package protocol PlanWork: Sendable {
  /// Takes a picture where one is wanted, so that making it costs nothing otherwise; throws to end the work.
  typealias Show = @Sendable (_ picture: () -> PlanPicture) throws -> Void

  /// For the header.
  var title: String { get }
  /// The task, as decisions name it.
  var task: String { get }

  /// Does the work from its beginning; `run` counts the times. The report is there where a search was made.
  func plan(
    _ run: Int, _ amendments: PlanAmendments, show: @escaping Show
  ) throws -> (picture: PlanPicture, report: PlanReport?)
  /// The legal actions in the state that actions from the start lead to.
  func choices(after actions: [String]) throws -> [String]
  /// Takes an action by hand at a node of a finished search: its tree with that action, and the node that it leads to.
  func take(_ action: String, at node: Int, in tree: SearchTree) throws -> (tree: SearchTree, node: Int)
  /// Gives up what is waited for outside, such as a model's answer.
  func stop()
}

extension PlanWork {
  /// None.
  package func choices(after actions: [String]) throws -> [String] { [] }

  /// Nothing takes it.
  package func take(_ action: String, at node: Int, in tree: SearchTree) throws -> (tree: SearchTree, node: Int) {
    throw PlanWorkError.refused(action, "there is no environment to carry it out")
  }

  /// Nothing is waited for.
  package func stop() {}
}

/// A search that was stored: there is nothing to plan.
package struct StoredSearch: PlanWork {
  private let report: PlanReport

  /// The search of a file; see `PlanFile.search`.
  package init(at path: String) throws {
    report = try PlanFile.search(at: path)
    guard report.tree != nil else { throw PlanWorkError.noTree(report.method) }
  }

  /// The task's name, and that it is stored.
  package var title: String { report.task + ", stored" }
  /// The task.
  package var task: String { report.task }

  /// The search as it was.
  package func plan(
    _ run: Int, _ amendments: PlanAmendments, show: @escaping Show
  ) throws -> (picture: PlanPicture, report: PlanReport?) {
    (PlanPicture(run: run, report: report, goal: "", canReplan: false), report)
  }
}

extension PlanPicture {
  /// A finished plan.
  init(run: Int, report: PlanReport, goal: String, canReplan: Bool) {
    self.init(
      run: run, state: .finished(report.stop.words), task: report.task, goal: goal, method: report.method,
      source: report.source, canReplan: canReplan)
    coverage = report.coverage
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

/// Why there is nothing to look at.
package enum PlanWorkError: Error, Equatable, CustomStringConvertible {
  /// The method learns nothing.
  case learnsNothing(String)
  /// The planner grows no tree.
  case noTree(String)
  /// An action cannot be taken by hand, and why.
  case refused(String, String)

  /// A sentence that says what to do.
  package var description: String {
    switch self {
    case .learnsNothing(let method):
      "'\(method)' learns nothing that a screen could show; try --method linvit, or leave --screen out"
    case .noTree(let method):
      "'\(method)' grows no search tree that a screen could show; try --method slinvit or rap, or leave --screen out"
    case .refused(let action, let reason): "'\(action)' was not carried out: \(reason)"
    }
  }
}
