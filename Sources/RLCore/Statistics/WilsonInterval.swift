/// A 95 % interval for a probability of which `successes` of `count` trials came out, by Wilson's score.
///
/// Source: Wilson, 1927, "Probable inference, the law of succession, and statistical inference". Unlike the normal interval
/// it stays within [0, 1] and has a width at 0 and at 1. Without trials nothing is known: 0 to 1.
public func wilsonInterval(_ successes: Int, of count: Int) -> (low: Double, high: Double) {
  guard count > 0 else { return (0, 1) }
  let normal = 1.959_964
  let trials = Double(count)
  let share = Double(min(max(successes, 0), count)) / trials
  let square = normal * normal / trials
  let centre = (share + square / 2) / (1 + square)
  let half = normal / (1 + square) * (share * (1 - share) / trials + square / (4 * trials)).squareRoot()
  // Rounding must not leave a whole success or failure outside its own interval.
  return (min(share, max(0, centre - half)), max(share, min(1, centre + half)))
}
