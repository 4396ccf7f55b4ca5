import Foundation
import RLCore

/// Shows long work on standard error: a line that is redrawn on a terminal, plain records on a pipe.
///
/// Standard output stays free for results; a pipe never sees an escape byte.
final class ProgressLine {
  private let isTerminal = isatty(2) == 1
  private let isQuiet: Bool
  private var last = ContinuousClock.now
  private var isOpen = false

  /// Shows progress, unless told to be quiet.
  init(isQuiet: Bool = false) {
    self.isQuiet = isQuiet
  }

  /// Shows a snapshot: run, step, rate, return and time left.
  func show(_ snapshot: EngineSnapshot) {
    var parts = ["\(snapshot.run)  \(Self.short(Double(snapshot.step)))/\(Self.short(Double(snapshot.totalSteps)))"]
    if snapshot.totalSteps > 0 { parts.append("\(100 * snapshot.step / snapshot.totalSteps) %") }
    if snapshot.stepsPerSecond > 0 { parts.append("\(Self.short(snapshot.stepsPerSecond))/s") }
    if let value = snapshot.environmentReturn.last?.value { parts.append("return \(Self.fixed(value, 2))") }
    if let seconds = snapshot.secondsLeft, seconds > 0 { parts.append("\(Self.duration(seconds)) left") }
    show(parts.joined(separator: "  "), isLast: snapshot.step >= snapshot.totalSteps)
  }

  /// Shows a line of text.
  func show(_ text: String, isLast: Bool = false) {
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
  func note(_ text: String) {
    guard !isQuiet else { return }
    if isOpen { Self.write("\n") }
    isOpen = false
    Self.write(text + "\n")
  }

  private static func write(_ text: String) {
    Output.note(text)
  }

  /// 1200 as `1.2K`.
  static func short(_ value: Double) -> String {
    let size = abs(value)
    if size >= 1e9 { return fixed(value / 1e9, 2) + "B" }
    if size >= 1e6 { return fixed(value / 1e6, 2) + "M" }
    if size >= 1e3 { return fixed(value / 1e3, 1) + "K" }
    return fixed(value, 0)
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// Seconds as `1h 02m 03s`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(min(max(seconds, 0), 1e9))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    if hours > 0 { return String(format: "%dh %02dm", hours, minutes) }
    if minutes > 0 { return String(format: "%dm %02ds", minutes, rest) }
    return "\(rest)s"
  }
}
