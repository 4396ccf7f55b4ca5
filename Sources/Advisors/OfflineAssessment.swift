/// What the offline advisor makes of one narrated step in which the ball comes towards the player.
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | `stepsLeft` | (69 - x) / dx | steps |
/// | `arrival` | y + dy · stepsLeft, folded back at the edges 0.5 and 78.5 | rows |
/// | `gap` | `arrival` minus the paddle's centre; positive = the paddle must go down | rows |
/// | `slack` | `stepsLeft` minus the steps of 5 rows needed to touch the ball | steps |
struct OfflineAssessment {
  /// How the approach ended.
  enum Ending {
    case lost
    case returned
    case unknown
  }

  var step: NarratedStep
  var ball: NarratedStep.Pair
  var velocity: NarratedStep.Pair
  var stepsLeft: Double
  var arrival: Double
  var gap: Double
  var slack: Double
  var needed: OfflineReading.Move
  var played: OfflineReading.Move?
  var confidence: Double
  var ending = Ending.unknown
  /// Numbers the approaches of a prompt.
  var approach = 0

  static let face = 69.0
  static let top = 0.5
  static let bottom = 78.5
  /// Rows that the paddle moves in a step.
  static let pace = 5.0
  /// Centre distance below which paddle and ball touch, with a row to spare.
  static let reach = 4.0

  /// Judges a step from where the ball is and how it moves; `certainty` is the number of steps that the velocity is
  /// measured over. Nil when the ball is not on its way to the player.
  init?(
    _ step: NarratedStep, velocity: NarratedStep.Pair, certainty: Int, reading: OfflineReading
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

extension OfflineReading {
  /// Judges every step of the prompt in which the ball comes towards the player.
  func assessments() -> [OfflineAssessment] {
    var all: [OfflineAssessment] = []
    for (number, stretch) in stretches.enumerated() { all += assess(stretch, number * 10_000) }
    return all
  }

  /// Follows the ball through one stretch. Its velocity is measured from the last bounce on, since the difference of two
  /// frames around a bounce mixes both directions.
  private func assess(_ stretch: [NarratedStep], _ base: Int) -> [OfflineAssessment] {
    var found: [OfflineAssessment] = []
    var start: Int?
    var last: NarratedStep.Pair?
    var approach = base
    for (index, step) in stretch.enumerated() {
      let before = index > 0 ? stretch[index - 1] : nil
      defer { if step.isHitByMe || step.isLost || step.isWon { approach += 1 } }
      guard let ball = step.ball, let narrated = step.velocity else {
        start = step.ball == nil ? nil : index
        last = nil
        continue
      }
      var velocity = narrated
      var certainty = 1
      if let before, before.isHitByMe || before.isHitByOpponent {
        (start, last) = (index, nil)
        continue
      }
      if let before, before.isWallBounce {
        start = index
        guard let known = last else { continue }
        velocity = NarratedStep.Pair(x: known.x, y: -known.y)
      } else if let from = start, index > from, let origin = stretch[from].ball {
        let length = Double(index - from)
        let mean = NarratedStep.Pair(x: (ball.x - origin.x) / length, y: (ball.y - origin.y) / length)
        if abs(mean.x - narrated.x) <= 1.6, abs(mean.y - narrated.y) <= 1.6 {
          (velocity, certainty) = (mean, index - from)
        } else {
          start = index
        }
      } else {
        start = index
      }
      last = velocity
      if var assessment = OfflineAssessment(step, velocity: velocity, certainty: certainty, reading: self) {
        assessment.approach = approach
        found.append(assessment)
      }
    }
    return withEndings(found, stretch)
  }

  private func withEndings(_ found: [OfflineAssessment], _ stretch: [NarratedStep]) -> [OfflineAssessment] {
    var ending = OfflineAssessment.Ending.unknown
    var endings: [Int: OfflineAssessment.Ending] = [:]
    for step in stretch.reversed() {
      if step.isLost {
        ending = .lost
      } else if step.isHitByMe {
        ending = .returned
      } else if step.isWon || step.isHitByOpponent {
        ending = .unknown
      }
      endings[step.step] = ending
    }
    return found.map { assessment in
      var assessment = assessment
      assessment.ending = endings[assessment.step.step] ?? .unknown
      return assessment
    }
  }
}
