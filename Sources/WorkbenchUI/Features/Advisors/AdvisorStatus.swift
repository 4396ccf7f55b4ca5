import Canvas
import RLCore

/// The call to an advisor under way in one row, most telling first.
enum AdvisorStatus {
  /// The share of a cap from which a warning is shown.
  private static let warningShare = 0.8

  /// What there is to say. `isShort` leaves out what a person can look up.
  static func pieces(_ progress: AdvisorProgress, isShort: Bool) -> [TableCell] {
    var pieces: [TableCell] = []
    if let pause = progress.pause {
      pieces.append(TableCell("! advising paused", .critical))
      if !isShort { pieces.append(TableCell(pause, .text)) }
      return pieces
    }
    let count = progress.planned > 0 ? "\(progress.call)/\(progress.planned)" : "\(progress.call)"
    pieces.append(TableCell("call \(count)", .pending))
    if let seconds = progress.secondsToNextAttempt {
      let left = fixed(max(0, seconds.rounded(.up)), 0)
      pieces.append(TableCell("try \(progress.attempt + 1) in \(left)s", .critical))
    } else if progress.attempt > 1 {
      pieces.append(TableCell("try \(progress.attempt)", .pending))
    }
    pieces += budget(progress.budget)
    guard !isShort else { return pieces }
    if progress.received > 0 {
      pieces.append(TableCell("\(abbreviated(Double(progress.received))) characters", .muted))
    }
    pieces.append(TableCell(progress.advisor, .muted))
    if !progress.reason.isEmpty { pieces.append(TableCell("after: " + progress.reason, .muted)) }
    return pieces
  }

  private static func budget(_ use: AdvisorBudgetUse) -> [TableCell] {
    if let share = use.share {
      let percent = share.isFinite ? fixed((share * 100).rounded(.down), 0) : "?"
      if share >= 1 { return [TableCell("! budget used up", .critical)] }
      let isNear = share >= warningShare
      return [TableCell("\(isNear ? "! " : "")budget \(percent)%", isNear ? .critical : .muted)]
    }
    if use.money > 0 { return [TableCell("\(compact(use.money)) \(use.currency)", .muted)] }
    return use.tokens > 0 ? [TableCell("\(abbreviated(Double(use.tokens))) tokens", .muted)] : []
  }
}
