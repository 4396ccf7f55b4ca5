import Glibc

/// What one method solved beside another, task by task: the tasks that only one of the two solved say which is better.
///
/// | symbol | code | meaning |
/// |---|---|---|
/// | b | `won` | tasks that the first alone solved |
/// | c | `lost` | tasks that the second alone solved |
/// | n | `count` | all tasks |
///
/// Sources: McNemar, 1947, in its exact form: of b + c tasks b are a binomial draw with 1/2 where the two are alike. Agresti
/// and Min, 2005, "Simple improved confidence intervals for comparing matched proportions": (b − c) / (n + 2) ± z √((b + c + 1)
/// − (b − c)² / (n + 2)) / (n + 2), which is a half added to each cell of the table.
public struct PairedShares: Sendable, Equatable {
  /// Tasks that the first alone solved.
  public let won: Int
  /// Tasks that the second alone solved.
  public let lost: Int
  /// All tasks.
  public let count: Int

  /// Counts of `count` tasks.
  public init(won: Int, lost: Int, count: Int) {
    (self.won, self.lost, self.count) = (won, lost, count)
  }

  /// (b − c) / n with the 95 % interval, within [-1, 1]; unknown without a task.
  public var difference: Estimate {
    let total = Double(count) + 2
    let lead = Double(won - lost)
    let half = 1.959_963_984_540_054 * ((Double(won + lost) + 1) - lead * lead / total).squareRoot() / total
    return Estimate(
      value: lead / Double(count), low: max(-1, lead / total - half), high: min(1, lead / total + half), count: count)
  }

  /// The two-sided p-value of McNemar's exact test; 1 where no task tells the two apart.
  /// - Complexity: O(b + c).
  public var pValue: Double {
    let (few, all) = (min(won, lost), won + lost)
    guard all > 0 else { return 1 }
    // log C(n, k) − n log 2, term by term, which does not overflow.
    var term = -Double(all) * log(2.0)
    var tail = exp(term)
    for k in 0..<few {
      term += log(Double(all - k)) - log(Double(k + 1))
      tail += exp(term)
    }
    return min(1, 2 * tail)
  }
}
