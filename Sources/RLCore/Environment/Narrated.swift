/// An environment that has words for what happens in it.
public protocol Narrated: Environment {
  /// Puts episodes into words; belongs to no episode.
  var interpreter: any Interpreter { get }
}

extension EnvironmentEntry {
  /// Tells what happened for a person to read: in the environment's words, else by actions and rewards alone.
  public func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    if let interpreter { return interpreter.narrate(rows: rows, steps: steps, first: first) }
    return steps.enumerated().map { index, step in
      "t=\(first + index) \(step.action.name(in: spec.action)), reward \(step.reward)"
    }
  }
}

/// The words an environment lends to prompts, and the function that turns frames into text.
public protocol Interpreter: Sendable {
  /// The task's background, for the head of a prompt.
  var background: String { get }
  /// The rules: what scores, what ends an episode, what the actions do.
  var rules: String { get }
  /// What makes a state critical in this environment.
  var criteria: String { get }
  /// Narrates observation rows, one line a step, from what they show and nothing else.
  ///
  /// - Parameters:
  ///   - rows: observation rows, one before each step and one after the last.
  ///   - steps: what was done and what followed.
  ///   - first: the episode step of the first row, for the printed time.
  func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String]
  /// The quantised words that `text` guidance compares.
  func key(row: [UInt8]) -> String
  /// The parts that a narration falls into; without its own, an environment's narration is one stretch.
  var parts: NarrationParts { get }
  /// What an action does, for a menu; nil where its name says it.
  func meaning(of action: Action) -> String?
  /// Names of the parts of a continuous action, in order; empty where they have none.
  var controls: [String] { get }
  /// The same words with everything beside them that the rows show; nil where there is nothing more to tell.
  var lossless: (any Interpreter)? { get }
}

extension Interpreter {
  /// Its name says it.
  public func meaning(of action: Action) -> String? { nil }
  /// None.
  public var controls: [String] { [] }
  /// There is nothing more.
  public var lossless: (any Interpreter)? { nil }
}
