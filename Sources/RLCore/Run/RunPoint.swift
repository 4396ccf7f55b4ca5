/// A run at a step, as people write it: `ultra-ra@3072`, or `ultra-ra` for where it stands.
public struct RunPoint: Sendable, Equatable, CustomStringConvertible {
  /// The run.
  public var run: RunName
  /// Environment steps; nil for where the run stands.
  public var step: Int?

  /// A run at a step.
  public init(run: RunName, step: Int? = nil) {
    self.run = run
    self.step = step
  }

  /// Reads one; nil where `text` names no run, or no step behind its `@`.
  public init?(_ text: String) {
    guard let place = text.lastIndex(of: "@") else {
      guard !text.isEmpty else { return nil }
      self.init(run: RunName(text))
      return
    }
    guard place > text.startIndex, let step = WholeNumber.read(String(text[text.index(after: place)...])), step >= 0
    else { return nil }
    self.init(run: RunName(String(text[..<place])), step: step)
  }

  /// As it is written.
  public var description: String { step.map { "\(run)@\($0)" } ?? run.rawValue }
}
