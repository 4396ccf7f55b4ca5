internal import RLCore

/// What an action does to the player's paddle.
enum PongMove: String {
  case up
  case down
  case still

  /// The opposite movement.
  var opposite: PongMove { self == .up ? .down : self == .down ? .up : .still }

  /// What the action called `name` does, as the rules say it.
  init(_ name: String) {
    let meaning = PongInterpreter.meaning(of: name)
    self = meaning.contains("moves up") ? .up : meaning.contains("moves down") ? .down : .still
  }
}

/// What the rules of thumb get out of a narrated stretch.
struct PongReading {
  /// The names of the actions.
  let actions: [String]
  /// The main fault that a case analysis names.
  let mainFault: String?
  /// Narrated steps that follow each other without a gap.
  private(set) var stretches: [[PongLine]] = []

  init(_ context: AdviceContext) {
    actions = if case .discrete(let names) = context.actionSpace { names } else { [] }
    mainFault = context.caseAnalysis?.split(separator: "\n").last { $0.hasPrefix(PongCaseAnalysis.faultLabel) }
      .map { String($0.dropFirst(PongCaseAnalysis.faultLabel.count)) }
    for line in context.narration {
      guard let step = PongLine(line: line) else {
        // A heading or a gap: what follows does not continue what came before.
        if line.hasPrefix("episode ") || line.hasPrefix("...") { stretches.append([]) }
        continue
      }
      if let last = stretches.last?.last, last.step + 1 == step.step {
        stretches[stretches.count - 1].append(step)
      } else {
        stretches.append([step])
      }
    }
    stretches.removeAll(where: \.isEmpty)
  }

  /// The first action that does this.
  func action(for move: PongMove) -> String? { actions.first { PongMove($0) == move } }

  /// What an action does; nil for one that there is not.
  func move(of name: String) -> PongMove? { actions.contains(name) ? PongMove(name) : nil }
}

extension PongReading {
  /// Judges every step of the context in which the ball comes towards the player.
  func assessments() -> [PongAssessment] {
    var all: [PongAssessment] = []
    for (number, stretch) in stretches.enumerated() { all += assess(stretch, number * 10_000) }
    return all
  }

  /// Follows the ball through one stretch. Its velocity is measured from the last bounce on, since the difference of two
  /// frames around a bounce mixes both directions.
  private func assess(_ stretch: [PongLine], _ base: Int) -> [PongAssessment] {
    var found: [PongAssessment] = []
    var start: Int?
    var last: PongLine.Pair?
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
        velocity = PongLine.Pair(x: known.x, y: -known.y)
      } else if let from = start, index > from, let origin = stretch[from].ball {
        let length = Double(index - from)
        let mean = PongLine.Pair(x: (ball.x - origin.x) / length, y: (ball.y - origin.y) / length)
        if abs(mean.x - narrated.x) <= 1.6, abs(mean.y - narrated.y) <= 1.6 {
          (velocity, certainty) = (mean, index - from)
        } else {
          start = index
        }
      } else {
        start = index
      }
      last = velocity
      if var assessment = PongAssessment(step, velocity: velocity, certainty: certainty, reading: self) {
        assessment.approach = approach
        found.append(assessment)
      }
    }
    return withEndings(found, stretch)
  }

  private func withEndings(_ found: [PongAssessment], _ stretch: [PongLine]) -> [PongAssessment] {
    var ending = PongAssessment.Ending.unknown
    var endings: [Int: PongAssessment.Ending] = [:]
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
