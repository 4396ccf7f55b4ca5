import Algorithms
import RLCore
import TextEnvironments

/// A simulator whose starts are planned: its goal, torques, rules, and how one is made.
struct ControlPlan<World: Restorable & SendableMetatype>: Sendable {
  /// What is to be reached.
  var goal: ControlGoal<World>
  /// Names of the parts of an action, in order.
  var parts: [String]
  /// Rules of thumb.
  var rules: TorqueRules
  /// The environment as it is trained in, whose policies fit.
  var entry: EnvironmentEntry
  /// Makes a simulator.
  var make: @Sendable () -> World

  /// The set of starts that comes with the program.
  private static var ownSet: String { "own" }

  /// The tasks of a selection: `own` is the starts of the first seeds, a problem is a start by its seed.
  ///
  /// - Throws: `ControlError`, `CoachError.badPolicy`, `InvalidSettingError`, `UnknownNameError`.
  func tasks(_ settings: ControlSettings, _ selection: TextTaskSelection) throws -> TextTaskSet {
    let primitives = try TorquePrimitives(settings.primitives, of: entry.spec, parts: parts, hold: settings.hold)
    let policy = settings.policy.isEmpty ? nil : try TorquePolicy(at: settings.policy, for: entry)
    func member(_ seed: UInt64) throws -> TextTaskSet.Member {
      TextTaskSet.Member(
        try ControlTask(
          goal, primitives: primitives, rules: rules, policy: policy, seed: seed, horizon: selection.horizon, make: make
        ),
        shortest: nil)
    }
    func one(_ seed: UInt64) throws -> TextTaskSet.Group {
      let member = try member(seed)
      return TextTaskSet.Group(member.task.id, [member])
    }
    let groups: [TextTaskSet.Group]
    switch selection.source {
    case .drawn: groups = [try one(selection.seed)]
    case .problem(let name):
      guard let seed = UInt64(name) else {
        throw InvalidSettingError(
          key: "problem", value: name, valid: "the seed of a start of \(entry.spec.id), a whole number such as 7")
      }
      groups = [try one(seed)]
    case .sets(let names):
      groups = try names.map { name in
        guard name == Self.ownSet else {
          throw UnknownNameError(kind: "set of starts", name: name, valid: [Self.ownSet])
        }
        return TextTaskSet.Group(name, try (1...UInt64(settings.starts)).map(member))
      }
    }
    return TextTaskSet(groups, notes: notes(primitives, policy))
  }

  private func notes(_ primitives: TorquePrimitives, _ policy: TorquePolicy?) -> [String] {
    let few = primitives.all.count == 1 ? "1 primitive" : "\(primitives.all.count) primitives"
    return [
      "\(few), each held for \(primitives.hold) environment steps: a transition is so many steps, or fewer where an "
        + "episode ends."
    ] + (policy.map { ["The policy is the \($0.source)."] } ?? [])
  }
}
