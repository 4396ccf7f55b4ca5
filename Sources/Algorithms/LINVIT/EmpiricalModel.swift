import Glibc
import RLCore

/// Visit counts and the model that follows from them (LINVIT, step a).
///
/// | symbol | code | shape |
/// |---|---|---|
/// | n_h(s,a) | `visits` | H x S x A |
/// | n_h(s,a,s') | `moves` | H x S x A x S |
/// | P_h(s'\|s,a) | `moves / visits`, 1/S where nothing was seen | |
struct EmpiricalModel: Sendable {
  let states: Int
  let actions: Int
  let horizon: Int
  /// Counts of all stages go to one model.
  let sharesStages: Bool
  private(set) var visits: [Double]
  private(set) var moves: [Double]

  init(_ mdp: TabularMDP, sharesStages: Bool) {
    states = mdp.states
    actions = mdp.actions
    horizon = mdp.horizon
    self.sharesStages = sharesStages
    let rows = (sharesStages ? 1 : horizon) * states * actions
    visits = [Double](repeating: 0, count: rows)
    moves = [Double](repeating: 0, count: rows * states)
  }

  func row(_ stage: Int, _ state: Int, _ action: Int) -> Int {
    ((sharesStages ? 0 : stage) * states + state) * actions + action
  }

  mutating func add(_ stage: Int, _ state: Int, _ action: Int, next: Int) {
    let row = row(stage, state, action)
    visits[row] += 1
    moves[row * states + next] += 1
  }

  /// Mean and variance of the S numbers of `values` from `first` on after an action; uniform where nothing was seen.
  @inline(__always)
  func moments(_ row: Int, _ values: [Double], from first: Int) -> (mean: Double, variance: Double) {
    var (sum, squares) = (0.0, 0.0)
    let count = visits[row]
    let total = count > 0 ? count : Double(states)
    for state in 0..<states {
      let weight = count > 0 ? moves[row * states + state] : 1
      let value = values[first + state]
      sum += weight * value
      squares += weight * value * value
    }
    let mean = sum / total
    return (mean, max(0, squares / total - mean * mean))
  }
}

/// u_h(s,a): how far the empirical outlook may be off.
///
/// With n visits, the span B = H - h - 1 of later values (stages from 0) and L = log(2 S A H (n + 1)² / δ):
/// - Hoeffding: c B sqrt(L / 2n),
/// - Bernstein: c (sqrt(2 Var L / n) + 7 B L / 3n), Var the larger variance of the two bounds under the model
///   (Maurer and Pontil, 2009, theorem 4, with the bounds in place of the unknown value).
///
/// Never more than B; B where nothing was seen; 0 at the last stage, where nothing is left to learn since r is known.
struct ExplorationBonus: Sendable {
  var form: LINVITConfiguration.Bonus
  var scale: Double
  /// log(2 S A H / δ).
  var base: Double

  init(_ configuration: LINVITConfiguration, _ mdp: TabularMDP) {
    form = configuration.bonus
    scale = configuration.bonusScale
    base = log(2 * Double(mdp.states * mdp.actions * mdp.horizon) / configuration.confidence)
  }

  @inline(__always)
  func width(visits: Double, variance: Double, span: Double) -> Double {
    guard form != .none, span > 0 else { return 0 }
    guard visits > 0 else { return span }
    let confidence = base + 2 * log(visits + 1)
    switch form {
    case .hoeffding: return min(span, scale * span * (confidence / (2 * visits)).squareRoot())
    default:
      return min(
        span, scale * ((2 * variance * confidence / visits).squareRoot() + 7 * span * confidence / (3 * visits)))
    }
  }
}
