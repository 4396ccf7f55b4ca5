import Algorithms
import Experiments
import RLCore

/// A cell of a coaching experiment: a base policy, the teacher of oracles, advice about a base, or a refinement of one.
struct CoachingCell: Sendable {
  /// What it is.
  enum Stage: String, Sendable {
    case base
    /// A policy that is trained as a base is, for oracles to ask.
    case teacher
    case advice
    case refinement
  }

  let stage: Stage
  let environment: EnvironmentSpec
  let base: EnvironmentSpec.Base
  let seed: UInt64
  /// Games of its evaluation; nil: the presets'.
  let games: Int?
  var guidance: GuidanceSpec?
  var refiner: RefinerSpec?
  var setting = RefinerSpec.Setting()
  var replicate = 0
  /// What rows call the method with its setting and, where there are several, its guidance.
  var method = RunName.base.rawValue

  /// The base policy that it builds on.
  var baseCell: CoachingCell {
    CoachingCell(stage: .base, environment: environment, base: base, seed: seed, games: games)
  }

  /// The policy that its method asks, where that is an oracle; one for all cells of an environment.
  var teacherCell: CoachingCell? {
    guard refiner?.method.needsTeacher == true, let oracle = environment.oracle else { return nil }
    return CoachingCell(
      stage: .teacher, environment: environment, base: oracle, seed: environment.oracleSeed, games: games)
  }

  /// The advice that it builds on; nil where it uses none.
  var adviceCell: CoachingCell? { guidance.map(advice) }

  /// The advice of which as many suggestions are to be accepted as of that which it is or builds on; nil without.
  var modelCell: CoachingCell? { guidance?.model.map(advice) }

  /// The advice of `guidance` on its base.
  private func advice(_ guidance: GuidanceSpec) -> CoachingCell {
    var cell = CoachingCell(stage: .advice, environment: environment, base: base, seed: seed, games: games)
    cell.guidance = guidance
    return cell
  }

  /// All that determines its outcome.
  private var identity: String {
    let start = "\(environment.identity(base))|\(seed)"
    let plays = "games \(games ?? 0)"
    switch stage {
    case .base, .teacher: return "base|\(start)|\(plays)"
    case .advice: return "advice|\(start)|\(guidance?.identity ?? "")"
    case .refinement:
      let terms = guidance.map { "\($0.identity)|\($0.terms.control.name)|\($0.terms.identifiesForFree)" } ?? ""
      let teacher = teacherCell.map { "|teacher \($0.environment.identity($0.base))|\($0.seed)" } ?? ""
      return "refinement|\(start)|\(plays)|\(environment.budget)|\(environment.refine.joined(separator: ","))|\(terms)|"
        + "\(refiner?.method.name ?? "")|\(refiner.map { setting.identity($0.method) } ?? "")|\(replicate)\(teacher)"
    }
  }

  /// Its key: words for people, and a digest of all that determines its outcome.
  var key: String {
    var words = [environment.id, base.name]
    switch stage {
    case .base, .teacher: break
    case .advice: words.append(guidance.map { "\($0.identifier)+\($0.advisor)" } ?? "")
    case .refinement:
      words += [refiner?.method.name ?? "", setting.name, replicate > 0 ? "r\(replicate)" : ""].filter { !$0.isEmpty }
    }
    let digest = sha256Hex(Array(identity.utf8)).prefix(8)
    return PlannedCell.safe(String(words.joined(separator: ".").prefix(120))) + ".s\(seed).\(digest)"
  }

  /// What it is, for people.
  var label: String {
    let place = "\(environment.id) \(base.name), seed \(seed)"
    switch stage {
    case .base: return "base of \(place)"
    case .teacher: return "the oracles' teacher of \(place)"
    case .advice: return "advice of \(guidance?.name ?? "") on \(place)"
    case .refinement: return "\(method) on \(place)" + (replicate > 0 ? ", replicate \(replicate)" : "")
    }
  }

  /// Environment steps that it may take; those of advice are in the budgets of the refinements that use it.
  var steps: Int {
    switch stage {
    case .base, .teacher: environment.steps(base) + environment.testSteps(base)
    case .advice: 0
    case .refinement:
      environment.budget + (refiner?.method.startsFromBase == false ? environment.steps(base) : 0)
    }
  }

  /// For a runner.
  var planned: PlannedCell {
    var needs: [String] = []
    if stage == .advice || stage == .refinement { needs.append(baseCell.key) }
    if stage == .advice { needs += [modelCell].compactMap { $0?.key } }
    if stage == .refinement { needs += [adviceCell, teacherCell].compactMap { $0?.key } }
    return PlannedCell(key: key, label: label, steps: steps, needs: needs)
  }
}
