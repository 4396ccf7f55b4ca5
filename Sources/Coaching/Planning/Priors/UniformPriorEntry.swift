import Algorithms
import RLCore

extension PriorEntry {
  /// Every legal action alike.
  static let uniform = PriorEntry("uniform", "finds every action as likely as any other", form: "uniform", parts: 0...0)
  {
    _, _ in PlanPrior(UniformPrior())
  }
}
