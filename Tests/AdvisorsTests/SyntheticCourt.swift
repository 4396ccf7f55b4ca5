import Advisors
import Environments
import RLCore

/// Rallies drawn as pixels and narrated by the real interpreter, so that these tests read what an advisor would.
enum SyntheticCourt {
  /// A rally towards the player from (x, y), one step a frame; the paddle's centre moves as `actions` say, 5 rows a step.
  static func rally(
    x: Int = 30, y: Int = 20, dx: Int = 5, dy: Int = 2, paddleTop: Int = 36, actions: [Int], reward: Float
  ) -> (rows: [[UInt8]], steps: [EpisodeStep]) {
    var frames: [Set<Int>] = []
    var (ballX, ballY, ballDY, top) = (x, y, dy, paddleTop)
    for index in 0...actions.count {
      frames.append(cells(ball: ballX < 80 ? (ballX, ballY) : nil, top: top))
      guard index < actions.count else { break }
      ballX += dx
      ballY += ballDY
      if ballY < 0 { (ballY, ballDY) = (-ballY, -ballDY) }
      if ballY > 78 { (ballY, ballDY) = (156 - ballY, -ballDY) }
      top = min(max(top + [0, -5, 5][actions[index]], 0), 72)
    }
    let steps = actions.enumerated().map { index, action in
      EpisodeStep(
        action: .discrete(action), reward: index == actions.count - 1 ? reward : 0, value: 0, probabilities: [])
    }
    return (frames.indices.map { row(frames[$0], after: $0 > 0 ? frames[$0 - 1] : nil) }, steps)
  }

  /// A narrated rally.
  static func narration(
    x: Int = 30, y: Int = 20, dx: Int = 5, dy: Int = 2, paddleTop: Int = 36, actions: [Int], reward: Float = -1,
    first: Int = 0
  ) -> [String] {
    let made = rally(x: x, y: y, dx: dx, dy: dy, paddleTop: paddleTop, actions: actions, reward: reward)
    return PongInterpreter().narrate(rows: made.rows, steps: made.steps, first: first)
  }

  /// What a prompt about Pong says.
  static func context(
    _ narration: [String], episode: Int = 3, first: Int = 0, maximumStates: Int = 8, critical: [Suggestion] = [],
    caseAnalysis: String? = nil
  ) -> AdviceContext {
    AdviceContext(
      environment: "Pong", interpreter: PongInterpreter(), actionSpace: actions, episode: episode, firstStep: first,
      lastStep: first + max(narration.count - 1, 0), narration: narration, outcome: -1, maximumStates: maximumStates,
      caseAnalysis: caseAnalysis, critical: critical.map(CriticalState.init))
  }

  static let actions = ActionSpace.discrete(names: ["stay", "up", "down"])

  private static func cells(ball: (Int, Int)?, top: Int) -> Set<Int> {
    var cells: Set<Int> = []
    for y in 0..<8 {
      cells.formUnion([(top + y) * 80 + 70, (top + y) * 80 + 71, (36 + y) * 80 + 8, (36 + y) * 80 + 9])
    }
    if let (x, y) = ball { cells.formUnion([y * 80 + x, (y + 1) * 80 + x]) }
    return cells
  }

  private static func row(_ cells: Set<Int>, after previous: Set<Int>?) -> [UInt8] {
    var words = cells.sorted().map { UInt16($0) }
    if let previous {
      words += cells.subtracting(previous).sorted().map { UInt16(6_400 + $0) }
      words += previous.subtracting(cells).sorted().map { UInt16(6_400 + $0) | sparseNegativeBit }
    }
    words.insert(UInt16(words.count), at: 0)
    return words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }
}
