/// What the offline advisor gets out of a prompt's text.
struct OfflineReading {
  /// What an action does to the paddle.
  enum Move: String {
    case up
    case down
    case still

    /// The opposite movement.
    var opposite: Move { self == .up ? .down : self == .down ? .up : .still }
  }

  /// A critical state that the prompt lists.
  struct Listed: Equatable {
    var episode: Int
    var step: Int
    var action: String
  }

  /// `identify`, `action`, `case` or `reward`.
  var task = ""
  var episode = 0
  var maximumStates = 8
  /// What each action does, from the rules.
  var moves: [(name: String, move: Move)] = []
  var listed: [Listed] = []
  /// The main fault that a case analysis names.
  var mainFault: String?
  /// Narrated steps that follow each other without a gap.
  var stretches: [[NarratedStep]] = []

  /// Reads a prompt that was rendered from the built-in templates, or from templates that keep their labels.
  init(_ text: String) {
    var isTrajectory = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("# ") { isTrajectory = line.hasPrefix("# Trajector") }
      if isTrajectory {
        readTrajectory(line)
      } else {
        readHead(line)
      }
    }
    stretches.removeAll(where: \.isEmpty)
  }

  /// The name of the first action that does this.
  func name(of move: Move) -> String? {
    moves.first { $0.move == move }?.name
  }

  /// What an action does.
  func move(of name: String) -> Move? {
    moves.first { $0.name == name }?.move
  }

  private mutating func readHead(_ line: Substring) {
    if task.isEmpty, let value = PromptOutline.value("Task: ", line) { task = value }
    if let value = PromptOutline.value("Main fault: ", line) { mainFault = value }
    if let value = PromptOutline.value("- Action ", line), let colon = value.firstRange(of: ": ") {
      let meaning = value[colon.upperBound...]
      let move: Move = meaning.contains("moves up") ? .up : meaning.contains("moves down") ? .down : .still
      moves.append((String(value[..<colon.lowerBound]), move))
    }
    if let value = PromptOutline.value("state: episode=", line) {
      let words = value.split(separator: " ", maxSplits: 3)
      guard words.count >= 3, let episode = Int(words[0]),
        let step = PromptOutline.value("step=", words[1]).flatMap({ Int($0) }),
        let action = PromptOutline.value("action=", words[2])
      else { return }
      listed.append(Listed(episode: episode, step: step, action: action))
    }
  }

  private mutating func readTrajectory(_ line: Substring) {
    if let step = NarratedStep(line: String(line)) {
      if let last = stretches.last?.last, last.step + 1 == step.step {
        stretches[stretches.count - 1].append(step)
      } else {
        stretches.append([step])
      }
      return
    }
    if let value = PromptOutline.value("Episode: ", line) { episode = Int(value) ?? 0 }
    if let value = PromptOutline.value("Critical states at most: ", line) {
      maximumStates = Int(value) ?? maximumStates
    }
    // A heading or a gap: what follows does not continue what came before.
    if line.hasPrefix("episode ") || line.hasPrefix("...") { stretches.append([]) }
  }
}
