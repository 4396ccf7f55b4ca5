import RLCore

/// Watches for the ways in which guidance is known to fail.
struct FailureWatch {
  private var outweighed = 0
  private var silent = 0
  private var pending: [(title: String, detail: String)] = []
  private var hasWarnedOfSameAction = false

  /// A table that is met less often changes nothing.
  private static let leastHitRate = 0.005

  mutating func observe(_ metrics: [MetricName: Double], table: GuidanceTable) {
    let shaped = metrics[.shapedRewardSize] ?? 0
    let environment = metrics[.environmentRewardSize] ?? 0
    outweighed = shaped > environment && shaped > 0 ? outweighed + 1 : 0
    if outweighed == 5 {
      pending.append(
        (
          "r_LLM outweighs r_env",
          "|alpha * r_LLM| has been larger than |r_env| per step for five updates; lower alpha or the match radius"
        ))
    }
    silent = (metrics[.hitRate] ?? 0) < Self.leastHitRate ? silent + 1 : 0
    if silent == 5 {
      pending.append(
        (
          "guidance hardly acts",
          "fewer than 0.5 % of the steps have matched the table for five updates; the policy has left those states: "
            + "identify again on new episodes, or raise the match radius"
        ))
    }
    guard !hasWarnedOfSameAction, table.entries.count >= 10 else { return }
    hasWarnedOfSameAction = true
    let counts = Dictionary(grouping: table.entries, by: \.action).mapValues(\.count)
    guard let most = counts.values.max(), Double(most) >= 0.9 * Double(table.entries.count) else { return }
    pending.append(
      (
        "one action for distinct states",
        "\(most) of \(table.entries.count) guidance entries suggest the same action; review them before trusting them"
      ))
  }

  mutating func take() -> [(title: String, detail: String)] {
    defer { pending = [] }
    return pending
  }
}
