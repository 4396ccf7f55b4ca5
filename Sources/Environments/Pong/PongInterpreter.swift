public import RLCore

/// Turns Pong's observation rows into text, from the pixels alone.
///
/// One line a step, in this fixed order; the offline advisor reads it back without regular expressions:
/// ```
/// line     = "t=" step " " ball ", me y=" place [", opp y=" place] [", offset " offset] ", did " action [tail]
/// ball     = "ball (" x "," y ") moving " words " (" dx "," dy ")/step"     words = right-down, left, … or ?
///          | "no ball (serve pending)" | "no ball (out of sight)"            dx, dy = ? when not known
/// offset   = signed " (ball above me by " n ")" | signed " (ball below me by " n ")" | "+0.0 (ball level with me)"
/// tail     = " (quiet)" | " -> " event { "; " event }
/// event    = ball hit my paddle | ball hit the opponent's paddle | bounced off the top | bounced off the bottom
///          | I won the point | I lost the point
/// ```
/// Numbers have one decimal; a place that cannot be seen is `?`. The offset is how far the ball is above my paddle's
/// centre *now*: where the ball will arrive is left to the advisor, or the task would be trivial. A step is `quiet` when
/// the ball goes away or is not in play and nothing happens; whoever assembles a prompt may fold runs of quiet steps,
/// so no step near a critical moment is ever folded.
public struct PongInterpreter: Interpreter {
  /// The action names, in order.
  public let actionNames: [String]
  /// What counts as an episode, which the rules say.
  public let scoring: PongConfiguration.Scoring

  /// An interpreter for an action set such as `stay`, `up`, `down` or Atari's six names.
  public init(actionNames: [String] = ["stay", "up", "down"], scoring: PongConfiguration.Scoring = .game) {
    self.actionNames = actionNames
    self.scoring = scoring
  }

  /// The task's background, for the head of a prompt.
  public var background: String {
    """
    Pong is table tennis seen from above. I am the right-hand player and learn by trial and error; the left-hand player \
    is a built-in opponent. My policy is still weak: it wins some rallies, yet loses many that a better choice at the \
    right moment would have saved. The court is a grid of 80 columns (x, 0 at the left) and 80 rows (y, 0 at the top: a \
    larger y is further down).
    """
  }

  /// The rules: what scores, what ends an episode, what the actions do.
  public var rules: String {
    var lines = [
      "- My paddle fills columns 70 and 71 and 8 rows, the opponent's columns 8 and 9 and 8 rows. The ball is 1 column "
        + "wide and 2 rows high. Every y below is a centre.",
      "- The ball flies straight and bounces off the top edge (y=0.5) and the bottom edge (y=78.5).",
      "- A ball that reaches column 69 is returned when it touches my paddle: when the two centres are less than 5 "
        + "rows apart. Where it meets the paddle sets its new angle; hits near an end of the paddle are steeper and "
        + "faster.",
      scored,
      "- I choose one action a step and it holds for the whole step. My paddle moves about 5 rows a step, the ball "
        + "about 4 to 8 columns. My paddle stops at the edges.",
    ]
    for name in actionNames { lines.append("- Action \(name): \(Self.meaning(of: name)).") }
    return lines.joined(separator: "\n")
  }

  /// What a point is worth, and what follows it.
  private var scored: String {
    switch scoring {
    case .game:
      "- A ball that passes me loses the point (reward -1); one that passes the opponent wins it (reward +1). After a "
        + "point the ball is absent for a few steps, then served from the middle."
    case .point:
      "- An episode is one point. A ball that passes the opponent wins it (reward 1); one that passes me loses it "
        + "(reward 0). Either ends the episode. The ball is absent for the first few steps, then served from the middle."
    }
  }

  /// What makes a state critical in Pong.
  public var criteria: String {
    """
    - Critical: the ball comes towards me and my paddle is not where the ball will arrive, with just enough steps left \
    to get there. A wrong action there loses the point.
    - Critical: the last steps before contact, when moving off a good place would miss the ball.
    - Critical: a late recovery that worked; the same choice should be kept.
    - Not critical: the ball flies away from me, is not in play, or is already past my paddle.
    """
  }

  /// Narrates rows, one line a step.
  public func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    let views = rows.map { PongVision.read(bytes: $0) }
    var direction = Direction()
    var lines: [String] = []
    lines.reserveCapacity(steps.count)
    for (index, step) in steps.enumerated() where index < views.count {
      let view = views[index]
      direction.follow(view)
      let next = index + 1 < views.count ? views[index + 1] : nil
      let events = direction.events(from: view, to: next, reward: step.reward)
      lines.append(
        "t=\(first + index) " + ballText(view, wasSeen: direction.ballWasSeen) + placeText(view)
          + ", did \(step.action.name(in: .discrete(names: actionNames)))" + tail(events, view))
      if events.contains(Event.won.rawValue) || events.contains(Event.lost.rawValue) { direction = Direction() }
    }
    return lines
  }

  /// The quantised words that `text` guidance compares: the ball's third and height, its course, and where it is from me.
  public func key(row: [UInt8]) -> String {
    let view = PongVision.read(bytes: row)
    guard let ball = view.ball else { return "no ball; me \(view.agent.map(Self.height) ?? "unseen")" }
    let third = ball.x < 27 ? "left" : ball.x < 54 ? "middle" : "right"
    var words = "ball \(third) third, \(Self.height(ball.y)), \(Self.course(view.ballVelocity))"
    if let agent = view.agent { words += "; ball \(Self.relation(agent - ball.y))" }
    return words
  }

  /// Rallies: a line that says that a point was won or lost ends one.
  public var parts: NarrationParts {
    NarrationParts(name: "rally", plural: "rallies") { line in
      guard let tail = line.firstRange(of: " -> ") else { return nil }
      let events = line[tail.upperBound...]
      if events.contains("lost the point") { return .lost }
      return events.contains("won the point") ? .won : nil
    }
  }

  /// Where the paddle goes.
  public func meaning(of action: Action) -> String? {
    guard case .discrete(let index) = action, actionNames.indices.contains(index) else { return nil }
    return Self.meaning(of: actionNames[index])
  }

  /// What an action does, in the words that `rules` print.
  static func meaning(of name: String) -> String {
    let lower = name.lowercased()
    if lower == "up" || lower.hasPrefix("right") { return "my paddle moves up (smaller y)" }
    if lower == "down" || lower.hasPrefix("left") { return "my paddle moves down (larger y)" }
    return "my paddle keeps still"
  }
}

/// What can happen in a step, as narrated.
private enum Event: String {
  case hitMine = "ball hit my paddle"
  case hitOpponents = "ball hit the opponent's paddle"
  case top = "bounced off the top"
  case bottom = "bounced off the bottom"
  case won = "I won the point"
  case lost = "I lost the point"
}

/// The ball's course through a rally, remembered over a step in which it is hidden by a paddle.
private struct Direction {
  var horizontal: Float = 0
  var vertical: Float = 0
  var ballWasSeen = false

  mutating func follow(_ view: PongView) {
    if view.ball != nil { ballWasSeen = true }
    guard let velocity = view.ballVelocity else { return }
    if velocity.dx != 0 { horizontal = velocity.dx }
    if velocity.dy != 0 { vertical = velocity.dy }
  }

  /// What happened between two views. A turn counts when it lies near what can have caused it.
  func events(from view: PongView, to next: PongView?, reward: Float) -> [String] {
    var events: [Event] = []
    if let next, let ball = next.ball, let velocity = next.ballVelocity {
      if velocity.dx * horizontal < 0 { events.append(horizontal > 0 ? .hitMine : .hitOpponents) }
      let reach: Float = 12
      if events.isEmpty, velocity.dy * vertical < 0 {
        if vertical < 0, ball.y < reach { events.append(.top) }
        if vertical > 0, ball.y > Float(PongVision.side) - reach { events.append(.bottom) }
      }
    }
    if reward > 0 {
      events.append(.won)
    } else if reward < 0 || isLost(view, next) {
      events.append(.lost)
    }
    return events.map(\.rawValue)
  }

  /// A ball that vanishes at the right edge was lost, also where a lost point has no reward of its own.
  private func isLost(_ view: PongView, _ next: PongView?) -> Bool {
    guard let next, next.ball == nil, let ball = view.ball, horizontal > 0 else { return false }
    return ball.x + horizontal >= 76
  }
}

extension PongInterpreter {
  private func ballText(_ view: PongView, wasSeen: Bool) -> String {
    guard let ball = view.ball else { return wasSeen ? "no ball (out of sight)" : "no ball (serve pending)" }
    let place = "ball (\(Self.decimal(ball.x)),\(Self.decimal(ball.y))) moving "
    guard let velocity = view.ballVelocity else { return place + "? (?,?)/step" }
    return place + Self.words(velocity) + " (\(Self.signed(velocity.dx)),\(Self.signed(velocity.dy)))/step"
  }

  private func placeText(_ view: PongView) -> String {
    var text = ", me y=\(view.agent.map(Self.decimal) ?? "?")"
    if let opponent = view.opponent { text += ", opp y=\(Self.decimal(opponent))" }
    if let ball = view.ball, let agent = view.agent {
      let offset = agent - ball.y
      let side = offset > 0 ? "above me by" : "below me by"
      text += ", offset \(Self.signed(offset)) "
      text += offset == 0 ? "(ball level with me)" : "(ball \(side) \(Self.decimal(abs(offset))))"
    }
    return text
  }

  private func tail(_ events: [String], _ view: PongView) -> String {
    if !events.isEmpty { return " -> " + events.joined(separator: "; ") }
    let goesAway = (view.ballVelocity?.dx ?? 0) < 0
    return goesAway || view.ball == nil ? " (quiet)" : ""
  }

  private static func words(_ velocity: PongView.Velocity) -> String {
    let across = velocity.dx > 0 ? "right" : velocity.dx < 0 ? "left" : ""
    let along = velocity.dy > 0 ? "down" : velocity.dy < 0 ? "up" : ""
    return across.isEmpty || along.isEmpty ? across + along : across + "-" + along
  }

  private static func course(_ velocity: PongView.Velocity?) -> String {
    guard let velocity else { return "just appeared" }
    let speed = abs(velocity.dx) >= 5.5 ? "fast" : "slowly"
    let slope = velocity.dy > 1 ? " down" : velocity.dy < -1 ? " up" : ""
    return (velocity.dx > 0 ? "coming " : "going away ") + speed + slope
  }

  private static func height(_ y: Float) -> String {
    y < 16 ? "at the top" : y < 32 ? "high" : y < 48 ? "in the middle" : y < 64 ? "low" : "at the bottom"
  }

  private static func relation(_ offset: Float) -> String {
    if abs(offset) < 3 { return "level with me" }
    let distance = abs(offset) < 8 ? "" : abs(offset) < 20 ? "well " : "far "
    return distance + (offset > 0 ? "above me" : "below me")
  }

  /// A number with one decimal.
  static func decimal(_ value: Float) -> String {
    Numerals.fixed(Double((value * 10).rounded()) / 10, 1)
  }

  /// A number with its sign and one decimal.
  static func signed(_ value: Float) -> String {
    value < 0 ? decimal(value) : "+" + decimal(value)
  }
}
