import Foundation
package import RLCore

/// Shows long work on standard error: a line that is redrawn on a terminal, plain records on a pipe.
///
/// Standard output stays free for results; a pipe never sees an escape byte.
package final class ProgressLine {
  private let isTerminal = isatty(2) == 1
  private let isQuiet: Bool
  private var last = ContinuousClock.now
  private var isOpen = false

  /// Shows progress, unless told to be quiet.
  package init(isQuiet: Bool = false) {
    self.isQuiet = isQuiet
  }

  /// Shows a snapshot: run, step, rate, episodes that failed, return and time left.
  package func show(_ snapshot: EngineSnapshot) {
    var parts = [
      "\(snapshot.run)  \(Numerals.short(Double(snapshot.step)))/\(Numerals.short(Double(snapshot.totalSteps)))"
    ]
    if snapshot.totalSteps > 0 { parts.append("\(100 * snapshot.step / snapshot.totalSteps) %") }
    if snapshot.stepsPerSecond > 0 { parts.append("\(Numerals.short(snapshot.stepsPerSecond))/s") }
    if let failed = snapshot.metrics[.failedEpisodes] { parts.append("\(Numerals.short(failed)) failed") }
    if let value = snapshot.environmentReturn.last?.value { parts.append("return \(Numerals.fixed(value, 2))") }
    if let seconds = snapshot.secondsLeft, seconds > 0 { parts.append("\(Numerals.duration(seconds)) left") }
    show(parts.joined(separator: "  "), isLast: snapshot.step >= snapshot.totalSteps)
  }

  /// Shows a line of text.
  package func show(_ text: String, isLast: Bool = false) {
    guard !isQuiet else { return }
    let now = ContinuousClock.now
    guard isLast || now - last >= (isTerminal ? .milliseconds(100) : .seconds(5)) else { return }
    last = now
    if isTerminal {
      Self.write("\r\u{1B}[K\(text)\(isLast ? "\n" : "")")
      isOpen = !isLast
    } else {
      Self.write(text + "\n")
    }
  }

  /// Prints a line that stays.
  package func note(_ text: String) {
    guard !isQuiet else { return }
    if isOpen { Self.write("\n") }
    isOpen = false
    Self.write(text + "\n")
  }

  private static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
