import Canvas
import DequeModule

/// The `:` line while it is open.
struct CommandLine: Sendable, Equatable {
  var field = TextField()
  /// Candidates of the completion under way, and the one shown.
  private(set) var candidates: [String] = []
  private(set) var candidate = 0
  /// Steps back in the history; 0 is the line being typed.
  private var recalled = 0
  private var draft = ""

  mutating func type(_ key: Key) {
    candidates = []
    _ = field.handle(key)
  }

  /// Completes the command's name or its argument.
  mutating func complete(_ model: AppModel) {
    if candidates.count > 1 {
      candidate = (candidate + 1) % candidates.count
      field.text = candidates[candidate]
      return
    }
    candidates = model.completions(of: field.text)
    candidate = 0
    guard let first = candidates.first else { return }
    field.text = first
    if candidates.count == 1 { candidates = [] }
  }

  /// Goes back or forth in the history.
  mutating func recall(_ amount: Int, from history: Deque<String>) {
    if recalled == 0 { draft = field.text }
    recalled = min(history.count, max(0, recalled + amount))
    field.text = recalled == 0 ? draft : history[history.count - recalled]
    candidates = []
  }
}

/// Runs what was typed and closes the line.
func runCommandLine(_ model: inout AppModel) -> [Effect] {
  let text = model.commandLine?.field.text ?? ""
  model.commandLine = nil
  let words = text.split(separator: " ").map(String.init)
  guard let name = words.first else { return [] }
  model.commandHistory.removeAll { $0 == text }
  model.commandHistory.append(text)
  if model.commandHistory.count > 100 { model.commandHistory.removeFirst() }
  guard let command = model.command(name) else {
    model.complain("unknown command '\(name)'; : and Tab lists them, ? explains them")
    return []
  }
  guard mayChange(&model, needsWrite: command.needsWrite, steers: command.steers) else { return [] }
  guard !command.argument.isEmpty || words.count == 1 else {
    model.complain(":\(name) stands alone; '\(words.dropFirst().joined(separator: " "))' means nothing to it")
    return []
  }
  return command.run(&model, Array(words.dropFirst()))
}

extension Layer {
  /// The `:` line, typed on the status row.
  static let commandLine = Layer(
    name: "command line", summary: "Takes commands by their names.", contexts: [.commandLine],
    context: { $0.commandLine == nil ? nil : .commandLine }, draw: { _, _ in })
}

extension BindingContext {
  fileprivate static let commandLine = BindingContext(
    "Command line", isModal: true, line: { $0.commandLine.map { TypedLine(mark: ":", field: $0.field) } },
    typing: { model, key in model.commandLine?.type(key) },
    [
      Binding([.enter], hint: "run", "run the command") { model, _ in runCommandLine(&model) },
      .move([.tab], hint: "complete", "complete; again for the next candidate") { model in
        var line = model.commandLine
        line?.complete(model)
        model.commandLine = line
      },
      .move([.up], hint: "earlier", "the command before") { model in
        model.commandLine?.recall(1, from: model.commandHistory)
      },
      .move([.down], "the command after") { model in
        model.commandLine?.recall(-1, from: model.commandHistory)
      },
      .move([.escape], hint: "close", "close without running") { $0.commandLine = nil },
    ])
}
