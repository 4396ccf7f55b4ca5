import Canvas
import RLCore

/// One line of the log; the same line again counts up instead of standing there twice.
struct LogEntry: Sendable, Equatable, Identifiable {
  /// What sort of line it is.
  enum Kind: String, Sendable {
    case event, alpha, decision, alert, error, notice
  }

  /// Its number in this log.
  var id = 0
  /// What the clock on the wall said when it happened last; empty where nobody said.
  var time = ""
  var kind: Kind
  var run: String
  /// The step at which it happened last.
  var step: Int?
  var text: String
  /// How often it happened.
  var count = 1
  /// A person has seen it and wants to hear no more of it.
  var isDismissed = false

  /// What `step` counts.
  var unit: WorkUnit { WorkUnit(run: run) }

  /// It asks for a person until it is dismissed.
  var isAlarming: Bool { kind == .alert || kind == .error }

  /// Whether the other one says the same.
  func isSame(as other: LogEntry) -> Bool { kind == other.kind && run == other.run && text == other.text }

  /// What a search looks through.
  var texts: [String] { [text, run, word, time] }
}

extension LogEntry {
  /// The line about an event; nil for metrics, which are on the dashboard and would drown the rest.
  init?(_ event: EngineEvent, _ glyphs: GlyphSet) {
    func entry(_ kind: Kind, _ run: String, _ step: Int, _ text: String) -> LogEntry {
      LogEntry(kind: kind, run: sanitised(run), step: step, text: sanitised(text))
    }
    switch event {
    case .metrics: return nil
    case .started(let run, let step): self = entry(.event, run, step, step > 0 ? "goes on" : "started")
    case .alphaChanged(let run, let step, let old, let new, let cause):
      let how = cause.map { " " + $0.words } ?? ""
      self = entry(.alpha, run, step, "\(glyphs.alpha) \(fixed(old, 2)) \(glyphs.arrow) \(fixed(new, 2))\(how)")
    case .paused(let run, let step, let isPaused): self = entry(.event, run, step, isPaused ? "paused" : "resumed")
    case .checkpointed(let run, let step, let file, let digest):
      self = entry(.event, run, step, "checkpoint \(file), SHA-256 \(digest.prefix(12))")
    case .alert(let run, let step, let title, let detail): self = entry(.alert, run, step, "\(title): \(detail)")
    case .rolledBack(let run, let step, let from, let kept, let actor):
      self = entry(.event, run, step, "rolled back from step \(from) by \(actor); what came after is \(kept)")
    case .finished(let run, let step): self = entry(.event, run, step, "finished")
    case .failed(let run, let step, let message): self = entry(.error, run, step, "failed: \(message)")
    }
  }

  /// Colour and word both say what sort of line it is.
  var style: StyleToken {
    if isDismissed { return .muted }
    return switch kind {
    case .event, .decision: .text
    case .alpha: .pending
    case .notice: .muted
    case .alert: .critical
    case .error: .rejected
    }
  }

  /// What sort of line it is, in a word.
  var word: String {
    switch kind {
    case .event: "event"
    case .alpha: "alpha"
    case .decision: "decision"
    case .notice: "notice"
    case .alert: isDismissed ? "seen" : "! alert"
    case .error: isDismissed ? "seen" : "x error"
    }
  }

  /// The text with how often it happened.
  func what(_ glyphs: GlyphSet) -> String { count > 1 ? "\(glyphs.pick("×", "x"))\(count) \(text)" : text }
}
