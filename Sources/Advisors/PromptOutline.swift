/// The labelled lines of a prompt, for stand-ins that answer from more than its words.
///
/// Reads prompts rendered from the built-in templates, or from templates that keep their labels.
public struct PromptOutline: Sendable, Equatable {
  /// A critical state that the prompt lists.
  public struct Listed: Sendable, Equatable {
    /// The episode's number.
    public var episode: Int
    /// The step.
    public var step: Int

    /// Names a state.
    public init(episode: Int, step: Int) {
      self.episode = episode
      self.step = step
    }
  }

  /// What is asked for.
  public private(set) var kind: AdviceKind?
  /// The episode, or 0 for all.
  public private(set) var episode = 0
  /// The steps that a reply may name.
  public private(set) var steps = 0...0
  /// Critical states that a reply may hold.
  public private(set) var maximumStates = 8
  /// Critical states that the prompt lists.
  public private(set) var listed: [Listed] = []
  /// The narrated line of each step that has one.
  public private(set) var lines: [Int: String] = [:]

  /// Reads a prompt's text.
  public init(_ text: String) {
    for line in text.split(separator: "\n") {
      if kind == nil, let value = Self.value("Task: ", line) { kind = AdviceKind(rawValue: value) }
      if let value = Self.value("Episode: ", line) { episode = Int(value) ?? 0 }
      if let value = Self.value("Critical states at most: ", line) { maximumStates = max(0, Int(value) ?? 8) }
      if let value = Self.value("Steps: ", line) {
        let ends = value.split(separator: " ").compactMap { Int($0) }
        if ends.count == 2, ends[0] <= ends[1] { steps = ends[0]...ends[1] }
      }
      if let value = Self.value("state: episode=", line) {
        let words = value.split(separator: " ", maxSplits: 2)
        if words.count >= 2, let episode = Int(words[0]), let step = Self.value("step=", words[1]).flatMap({ Int($0) })
        {
          listed.append(Listed(episode: episode, step: step))
        }
      }
      if let value = Self.value("t=", line), let step = Int(value.prefix(while: \.isNumber)) {
        lines[step] = String(line)
      }
    }
  }

  /// What follows `label` at the start of a line.
  static func value(_ label: String, _ line: Substring) -> String? {
    line.hasPrefix(label) ? String(line.dropFirst(label.count)) : nil
  }
}
