/// One line of Pong's narration, read back by the grammar that `PongInterpreter` documents.
struct PongLine: Equatable {
  struct Pair: Equatable {
    var x: Double
    var y: Double
  }

  var step: Int
  var ball: Pair?
  /// Per step, between the last frame and this one.
  var velocity: Pair?
  var me: Double?
  var action: String
  var events: [String] = []

  /// Reads a line; nil when it is not of this grammar.
  init?(line: String) {
    guard line.hasPrefix("t="), let space = line.firstIndex(of: " "),
      let step = Int(line[line.index(line.startIndex, offsetBy: 2)..<space])
    else { return nil }
    self.step = step
    guard var action = Self.after(", did ", in: line[space...]), let me = Self.after(", me y=", in: line[space...])
    else { return nil }
    if let arrow = action.firstRange(of: " -> ") {
      events = action[arrow.upperBound...].split(separator: ";").map { String($0.drop { $0 == " " }) }
      action = action[..<arrow.lowerBound]
    } else if action.hasSuffix(" (quiet)") {
      action = action.dropLast(" (quiet)".count)
    }
    self.action = String(action)
    self.me = Double(me.prefix { $0 != "," })
    if let place = Self.after(" ball (", in: line[space...]) { ball = Self.pair(place) }
    if ball != nil, let moving = Self.after(") moving ", in: line[space...]), let open = moving.firstIndex(of: "(") {
      velocity = Self.pair(moving[moving.index(after: open)...])
    }
  }

  var isLost: Bool { events.contains("I lost the point") }
  var isWon: Bool { events.contains("I won the point") }
  var isHitByMe: Bool { events.contains("ball hit my paddle") }
  var isHitByOpponent: Bool { events.contains("ball hit the opponent's paddle") }
  var isWallBounce: Bool { events.contains { $0.hasPrefix("bounced off") } }

  private static func after(_ mark: String, in text: Substring) -> Substring? {
    text.firstRange(of: mark).map { text[$0.upperBound...] }
  }

  /// `12.0,+3.5)` as two numbers.
  private static func pair(_ text: Substring) -> Pair? {
    let parts = text.prefix { $0 != ")" }.split(separator: ",")
    guard parts.count == 2, let x = Double(parts[0]), let y = Double(parts[1]), x.isFinite, y.isFinite else {
      return nil
    }
    return Pair(x: x, y: y)
  }
}
