import Canvas
import RLCore
import WorkbenchUI

/// What somebody does at the keyboard who knows nothing of it, drawn by a seed.
struct RandomPerson {
  private var generator: SeededGenerator
  /// Training is never paused or ended, and the screen keeps its size.
  private let isCareful: Bool
  private static let printable = (32...126).map { Character(Unicode.Scalar(UInt8($0))) }
  private static let letters = Array("abcdefghijklmnopqrstuvwxyz")
  private static let named: [Key] = [
    .up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .enter, .escape, .tab, .backTab, .backspace, .delete,
  ]
  /// Texts that are easily got wrong: wide and joined characters, controls, several lines, more than fits.
  private static let pasted = [
    "", "ball", "漢字とかな", "👩‍👩‍👧‍👦 e\u{301}\u{200B}", "\u{1B}[31m\u{7}\u{0}", "one\ntwo\r\nthree", "0.3 ramp 20k", "-1e308",
    String(repeating: "long ", count: 400),
  ]
  /// What pauses, ends or goes on with training, or opens the line that can.
  private static let steering: Set<Character> = ["P", "S", "R", ":", "q"]

  /// Somebody who presses the keys of `seed`.
  init(seed: UInt64, isCareful: Bool = false) {
    generator = SeededGenerator(seed: seed)
    self.isCareful = isCareful
  }

  /// What is done next, at a screen of that size.
  mutating func next(width: Int, height: Int) -> AppMessage {
    while true {
      let message = draw(width: max(1, width), height: max(1, height))
      if isWanted(message, height: height) { return message }
    }
  }

  private mutating func draw(width: Int, height: Int) -> AppMessage {
    switch generator.below(100) {
    case ..<52: return .key(.character(pick(Self.printable)))
    case ..<82: return .key(pick(Self.named))
    case ..<88: return .key(.character(pick(Array("123456789"))))
    case ..<90: return .key(generator.below(4) == 0 ? .function(generator.below(12) + 1) : .control(pick(Self.letters)))
    case ..<91: return .key(.paste(pick(Self.pasted)))
    case ..<97:
      let actions = [Mouse.Action.press, .wheelUp, .wheelDown]
      return .mouse(Mouse(x: generator.below(width), y: generator.below(height), action: pick(actions)))
    default: return resize()
    }
  }

  /// Sizes that people have, and some that nobody has.
  private mutating func resize() -> AppMessage {
    switch generator.below(4) {
    case 0: .resized(width: generator.below(70), height: generator.below(20))
    case 1: .resized(width: 100 + generator.below(200), height: 30 + generator.below(70))
    default: .resized(width: 60 + generator.below(100), height: 15 + generator.below(40))
    }
  }

  /// Leaving takes long beside a key, so that it is done now and then only; whoever is careful does not steer either.
  private mutating func isWanted(_ message: AppMessage, height: Int) -> Bool {
    switch message {
    case .key(.character("q")), .key(.control("c")): !isCareful && generator.below(20) == 0
    case .key(.character(let character)): !isCareful || !Self.steering.contains(character)
    case .key(.control("z")), .resized: !isCareful
    // The last row bears the hints of keys.
    case .mouse(let mouse): !isCareful || mouse.action != .press || mouse.y < height - 1
    default: true
    }
  }

  private mutating func pick<Choice>(_ choices: [Choice]) -> Choice { choices[generator.below(choices.count)] }
}

/// An error that was told, and how often.
package struct ToldError: Encodable, Sendable, Equatable {
  /// What was said.
  package var text: String
  /// How often.
  package var count: Int

  /// Those of a screen, the most frequent first.
  static func list(_ errors: [String: Int]) -> [ToldError] {
    errors.map { ToldError(text: $0.key, count: $0.value) }.sorted { ($1.count, $0.text) < ($0.count, $1.text) }
  }

  /// The error as a line.
  package var line: String { "error told \(count) times: \(text.plainLine)" }
}
