/// What the rules of thumb make of one narrated step in which the ball comes towards the player.
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | `stepsLeft` | (69 - x) / dx | steps |
/// | `arrival` | y + dy · stepsLeft, folded back at the edges 0.5 and 78.5 | rows |
/// | `gap` | `arrival` minus the paddle's centre; positive = the paddle must go down | rows |
/// | `slack` | `stepsLeft` minus the steps of 5 rows needed to touch the ball | steps |
struct PongAssessment {
  /// How the approach ended.
  enum Ending {
    case lost
    case returned
    case unknown
  }

  var step: PongLine
  var ball: PongLine.Pair
  var velocity: PongLine.Pair
  var stepsLeft: Double
  var arrival: Double
  var gap: Double
  var slack: Double
  var needed: PongMove
  var played: PongMove?
  var confidence: Double
  var ending = Ending.unknown
  /// Numbers the approaches of a prompt.
  var approach = 0

  /// The column where the ball meets the player's paddle.
  static let face = Double(PongGame.agentColumn - 1)
  /// The ball's centre at the top edge.
  static let top = Double(PongGame.ballHeight - 1) / 2
  /// The ball's centre at the bottom edge.
  static let bottom = Double(PongGame.court - 1) - top
  /// Rows that the paddle moves in a step of four frames.
  static let pace = 4 * Double(PongGame.agentSpeed)
  /// Centre distance below which paddle and ball touch, with a row to spare.
  static let reach = Double(PongGame.paddleHeight + PongGame.ballHeight) / 2 - 1

  /// Judges a step from where the ball is and how it moves; `certainty` is the number of steps that the velocity is
  /// measured over. Nil when the ball is not on its way to the player.
  init?(
    _ step: PongLine, velocity: PongLine.Pair, certainty: Int, reading: PongReading
  ) {
    guard let ball = step.ball, let me = step.me, velocity.x > 0.5, ball.x < Self.face else { return nil }
    self.step = step
    self.ball = ball
    self.velocity = velocity
    stepsLeft = (Self.face - ball.x) / velocity.x
    arrival = Self.folded(ball.y + velocity.y * stepsLeft)
    gap = arrival - me
    slack = stepsLeft - max(abs(gap) - Self.reach, 0) / Self.pace
    needed = abs(gap) <= Self.pace / 2 ? .still : gap > 0 ? .down : .up
    played = reading.move(of: step.action)
    // Pixels are whole: a velocity over k steps is known to about 0.7 / k, and the error grows with the way to go.
    let doubt = 0.6 + stepsLeft * 0.7 / Double(max(certainty, 1))
    let margin = abs(abs(gap) - Self.pace / 2)
    confidence = min(0.4 + 0.55 * min(margin / (doubt + 0.5), 1), 0.95)
  }

  /// A point on a straight line between two mirrors.
  static func folded(_ y: Double) -> Double {
    let height = bottom - top
    var place = (y - top).truncatingRemainder(dividingBy: 2 * height)
    if place < 0 { place += 2 * height }
    return top + (place > height ? 2 * height - place : place)
  }

  /// How much hangs on this step, in [0, 1]: 1 when nothing may be wasted.
  var urgency: Double {
    let room = needed == .still ? stepsLeft : max(slack, 0)
    return min(max(1 - room / 8, 0), 1)
  }

  /// Whether there is still time to reach the ball.
  var isInTime: Bool { slack > -0.5 }

  /// Whether the player did what is needed.
  var isRight: Bool { played == needed }

  /// r_LLM for the needed action.
  var reward: Double {
    let reward = 0.3 + 0.6 * urgency + (ending == .lost ? 0.1 : 0)
    return (reward * 100).rounded() / 100
  }

  /// r_LLM of any action there: what is not needed costs, most where it leads away.
  func worth(of move: PongMove) -> Double {
    guard move != needed else { return reward }
    return -(0.2 + 0.4 * urgency + (move == needed.opposite ? 0.2 : 0))
  }

  /// How good the state is, whatever is done there, in [-1, 1]: by the steps that are left to spare, 0 at two of them.
  var outlook: Double { isInTime ? min(max(slack / 2 - 1, -0.9), 1) : -1 }

  /// What went wrong, as a case analysis names it; nil when the step was right.
  var fault: String? {
    guard let played, played != needed else { return nil }
    if needed == .still { return "needless movement" }
    return played == .still ? "standing still" : "moving away from the ball"
  }

  /// How much a step deserves to be named: a wrong choice in a lost approach before anything else.
  var weight: Double {
    var weight = urgency
    if !isRight { weight += ending == .lost ? 3 : 1 }
    if isRight, ending == .returned, needed != .still { weight += 1.5 }
    if needed == .still { weight -= 0.5 }
    return weight * confidence
  }
}

extension PongAssessment {
  /// Why, in words and numbers, marked as coming from rules.
  func rationale(judging action: String, move: PongMove) -> String {
    let place =
      abs(gap) < 0.5
      ? "level with my paddle" : "\(Self.rows(abs(gap))) rows \(gap > 0 ? "below" : "above") my paddle"
    let outcome =
      ending == .lost ? " The point was lost." : ending == .returned ? " The ball was returned." : ""
    let effect =
      move != needed
      ? "does not fit" : needed == .still ? "holds the place" : "closes the gap"
    let verdict =
      action == step.action
      ? "'\(action)' was played and \(effect)." : "'\(step.action)' was played; '\(action)' \(effect)."
    return "[offline rules] The ball at (\(Self.rows(ball.x)), \(Self.rows(ball.y))), moving "
      + "(\(Self.rows(velocity.x)), \(Self.rows(velocity.y))) a step, reaches my column in \(Self.rows(stepsLeft)) steps, "
      + "\(place). \(verdict)\(outcome)"
  }

  private static func rows(_ value: Double) -> String {
    "\((value * 10).rounded() / 10)"
  }
}
