import Advisors
import Algorithms
import Foundation
import LanguageModels
import RLCore
import TextEnvironments

/// Plans as JSON: what is printed.
enum PlanRecords {
  /// A plan as the members of an object.
  static func object(_ plan: PlanRun.Plan) -> [String: Any] {
    let (report, account) = (plan.report, plan.report.account)
    return [
      "method": plan.contender.method, "source": report.source, "task": report.task,
      "horizon": plan.task.world.horizon, "shortest": Output.value(plan.task.shortest),
      "solved": report.isSolved, "partial": report.isPartial, "stop": report.stop.rawValue,
      "reason": Output.value(report.note), "goalShare": report.goalShare, "plan": report.plan,
      "validation": plan.verdict.words, "transitions": account.transitions, "searched": account.searched,
      "rolledOut": account.rolledOut, "executed": account.executed, "modelCalls": account.modelCalls,
      "reused": account.reused, "droppedProposals": account.illegalProposals,
      "configuration": configuration(plan.contender),
    ]
  }

  /// A planner on a group as the members of an object; means are over tasks.
  static func object(_ row: PlanComparison.Row, _ contender: PlanContender, source: String) -> [String: Any] {
    let (low, high) = row.interval
    return [
      "group": row.group, "method": contender.method, "label": contender.label,
      "source": contender.method == "bfs" ? BreadthFirstPlanner.source : source, "tasks": row.tasks,
      "solvedTasks": row.solved, "success": row.success, "low": low, "high": high, "transitions": row.transitions,
      "modelCalls": row.modelCalls, "droppedProposals": row.droppedProposals, "outOfBudget": row.cut,
      "configuration": configuration(contender),
    ]
  }

  /// The settings of a planner that has any, by their keys.
  private static func configuration(_ contender: PlanContender) -> Any {
    guard contender.readsConfiguration else { return NSNull() }
    let settings = contender.settings.slinvit
    return [
      "k": settings.breadth, "depth": settings.depth, "lambda": settings.priorWeight,
      "value": settings.leafValue.rawValue, "rollouts": settings.rollouts, "replan": settings.replans,
      "beam": settings.beam, "batch": settings.batch, "transpositions": settings.usesTranspositions,
      "attempts": settings.attempts,
    ] as [String: Any]
  }

  /// What a language model was asked and what that cost; nil where none was.
  static func spent(_ prior: PlanPrior) -> [String: Any]? {
    guard let live = prior.live else { return nil }
    let spent = live.budget.spent
    return [
      "questions": live.questions, "calls": spent.calls, "tokens": spent.usage.total,
      "money": Output.number(spent.money),
    ]
  }
}

/// Plans as `--out` keeps them, to be looked at again.
struct PlanFile: Codable {
  /// One plan.
  struct Entry: Codable {
    var label: String
    var settings: PlanSettings
    var horizon: Int
    var validation: String
    /// The problem in PDDL.
    var problem: String
    var report: PlanReport
  }

  /// Of this form.
  var version = 1
  var environment: String
  /// As `--prior` named it.
  var prior: String
  /// Where its probabilities come from.
  var source: String
  var seed: UInt64
  var budget: PlanBudget
  var plans: [Entry]

  init(_ run: PlanRun, environment: String, prior: String) {
    self.environment = environment
    self.prior = prior
    source = run.request.prior.prior.source
    seed = run.request.seed
    budget = run.request.budget
    plans = run.plans.map { plan in
      Entry(
        label: plan.contender.label, settings: plan.contender.settings, horizon: plan.task.world.horizon,
        validation: plan.verdict.words, problem: plan.task.world.instance.pddl, report: plan.report)
    }
  }

  /// Writes the file, whole or not at all.
  func write(to path: String) throws {
    do {
      try JSONEncoder.plans.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw PlanError.unwritable(path, (error as NSError).localizedDescription)
    }
  }

  /// Says early that a file cannot be written, before anything is paid for.
  static func check(_ path: String) throws {
    let parent = (path as NSString).deletingLastPathComponent
    let folder = parent.isEmpty ? "." : parent
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw PlanError.unwritable(path, "there is no folder \(folder)")
    }
  }
}

extension BlocksInstance.PlanVerdict {
  /// In words.
  var words: String {
    switch self {
    case .valid(let steps): "valid: the goal holds after \(steps) action\(steps == 1 ? "" : "s")"
    case .goalMissed: "every action is legal, the goal does not hold at the end"
    case .illegal(let step, let reason): "not valid at action \(step + 1): \(reason)"
    }
  }
}
