package import Algorithms
import RLCore
package import SessionStore

/// A refinement as somebody asks for it: what `refine` does.
package struct RefineOrder: Sendable {
  /// The method.
  package let method: RefinementMethod
  /// Environment steps in all; nil: the presets', or what the run was begun with.
  package var steps: Int?
  /// The seed of a run that begins; nil: the session's and 1.
  package var seed: UInt64?
  /// Settings as `key=value`.
  package var settings: [String] = []
  /// Begin anew where there is such a run; the old one is kept under another name.
  package var restarts = false
  private let alpha: AlphaSetting?
  private let rule: AcceptancePolicy

  /// Reads names: of a method, of a weight of r_LLM, and of the rule by which rounds decide.
  package init(method: String, alpha: String?, rule: String) throws {
    self.method = try MethodCatalog.methods.entry(method)
    self.alpha = try alpha.map(AlphaSetting.init)
    self.rule = try AcceptancePolicy(rule)
  }

  /// Refines by the session of `coach`; a run that is there goes on by its own settings, which `note` is told where others
  /// were given.
  package func perform(by coach: Coach, note: (String) -> Void) throws -> SessionStore.Run {
    let name = RunName(method.name)
    try coach.settings.apply(settings, refining: true)
    if let steps { try PPOConfiguration.fields.apply("steps", "\(steps)", to: &coach.settings.refinement) }
    alpha?.apply(to: &coach.settings.refinement.guidance)
    try coach.settings.check()
    coach.roundRule = rule
    let others = settings.filter { !$0.hasPrefix("steps=") }
    let asked = steps != nil || others.count < settings.count ? coach.settings.refinement.totalSteps : nil
    if restarts {
      _ = try coach.store.restartRun(named: name)
    } else if let there = try coach.store.run(named: name), there.checkpoint != nil,
      alpha != nil || seed != nil || !others.isEmpty
    {
      note("'\(name)' is there already and goes on by its own settings; --restart begins anew")
    }
    return try coach.refine(method, seed: seed, steps: asked)
  }
}
