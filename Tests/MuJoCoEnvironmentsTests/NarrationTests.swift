import RLCore
import Testing

@testable import MuJoCoEnvironments

/// Rows made by hand, so that the lines depend on nothing else.
@Suite struct NarrationTests {
  private func setup(_ id: String) throws -> LocomotionSetup {
    try MuJoCoCatalog.setup(try #require(MuJoCoCatalog.tasks.first { $0.id == id }))
  }

  private func row(_ values: [Double]) -> [UInt8] {
    values.flatMap { value in withUnsafeBytes(of: Float(value)) { Array($0) } }
  }

  private func step(_ action: [Float], _ reward: Float) -> EpisodeStep {
    EpisodeStep(action: .continuous(action), reward: reward, value: 0, probabilities: [])
  }

  /// height, pitch, hip, knee, ankle; their velocities after the forward one.
  private let hopper: [[Double]] = [
    [1.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [1.3, 0.1, -0.1, -0.2, 0.05, 0.84, 0.52, -0.2, -0.62, 1, 2],
    [0.69, 0.1, -0.4, -0.9, 0.05, 0.7, -2, 0.1, -0.3, 0, 0],
  ]

  @Test func narratesAHopThatEndsInAFall() throws {
    let interpreter = LocomotionInterpreter(setup: try setup("Hopper-v5"))
    let steps = [step([1, 0, -0.5], 1.84 - 0.00125), step([0, 0.25, 0], 0.7)]
    #expect(
      interpreter.narrate(rows: hopper.map(row), steps: steps, first: 7) == [
        "t=7 height 1.25 m level, lean +0° (+0°/s), speed +0.00 m/s, hip +0° (+0°/s), knee +0° (+0°/s), "
          + "ankle +0° (+0°/s), down: none, did hip +1.00 knee +0.00 ankle -0.50, reward +1.84 (healthy +1.00, "
          + "forward +0.84, control -0.001), margin 0.55 m down, 11° forward, 11° back",
        "t=8 height 1.30 m rising 0.52 m/s, lean +6° (-11°/s), speed +0.84 m/s, hip -6° (-36°/s), knee -11° (+57°/s), "
          + "ankle +3° (+115°/s), down: none, did hip +0.00 knee +0.25 ankle +0.00, reward +0.70 (healthy +0.00, "
          + "forward +0.70, control +0.000), margin 0.60 m down, 6° forward, 17° back, since last: speed +0.84 m/s, "
          + "lean +6°, knee -11° -> foot strikes the ground; the episode ends: too low",
      ])
  }

  @Test func paysTheEndAsTheVersionDoes() throws {
    let v4 = LocomotionInterpreter(setup: try setup("Hopper-v4"))
    let lines = v4.narrate(rows: hopper[1...].map(row), steps: [step([0, 0, 0], 1.7)], first: 0)
    #expect(lines.first?.contains("reward +1.70 (healthy +1.00, forward +0.70, control +0.000)") == true)
  }

  @Test func aLosslessLineGivesTheRowBack() throws {
    let interpreter = LocomotionInterpreter(setup: try setup("Hopper-v5"), isLossless: true)
    var generator = SeededGenerator(seed: 1)
    let values = (0..<11).map { _ in Float(generator.normal()) }
    let rows = [row(values.map(Double.init)), row(hopper[0])]
    let lines = interpreter.narrate(rows: rows, steps: [step([0, 0, 0], 0)], first: 0)
    let text = try #require(lines.first?.split(separator: "[").last?.dropLast())
    #expect(text.split(separator: " ").compactMap { Float($0) } == values)
  }

  @Test func tellsTheLegsOfAWalkerApart() throws {
    let interpreter = LocomotionInterpreter(setup: try setup("Walker2d-v5"))
    // The left knee is bent, so that its foot is lifted; then both stand.
    let lifted: [Double] = [1.21, -0.05, 0, 0, 0, 0.3, -0.9, 0.1] + [1.5, 0, 0.1, 0, 0, 0, 0, 0, 0]
    let standing: [Double] = [1.21, -0.05, 0, 0, 0, 0, 0, 0] + [1.5, 0, 0.1, 0, 0, 0, 0, 0, 0]
    let lines = interpreter.narrate(
      rows: [row(lifted), row(standing)], steps: [step([0, 0, 0, 0, 0, 1], 2.499)], first: 0)
    #expect(
      lines == [
        "t=0 height 1.21 m level, lean -3° (+6°/s), speed +1.50 m/s, right hip +0° (+0°/s), right knee +0° (+0°/s), "
          + "right ankle +0° (+0°/s), left hip +17° (+0°/s), left knee -52° (+0°/s), left ankle +6° (+0°/s), "
          + "down: right foot, did right hip +0.00 right knee +0.00 right ankle +0.00 left hip +0.00 left knee +0.00 "
          + "left ankle +1.00, reward +2.50 (healthy +1.00, forward +1.50, control -0.001), margin 0.41 m down, 0.79 m up, "
          + "60° forward, 54° back -> left foot strikes the ground"
      ])
  }

  @Test func readsAnAntsContactsFromItsForces() throws {
    let interpreter = LocomotionInterpreter(setup: try setup("Ant-v5"))
    // Turned by 90 degrees to the left about z, and standing on two feet.
    var now: [Double] = [0.5, 0.7071068, 0, 0, 0.7071068] + [0, 1, 0, -1, 0, -1, 0, 1]
    now += [0.5, -0.25, 0, 0, 0, 0.1] + [Double](repeating: 0, count: 8)
    now += [Double](repeating: 0, count: 78)
    let forces = 13 + 14
    now[forces + 6 * 3 + 5] = 1  // front left foot, body 4
    now[forces + 6 * 9 + 5] = 0.5  // back right foot, body 10
    var next = now
    next[forces + 6 * 9 + 5] = 0
    next[0] = 0.19
    let actions: [Float] = [0, 0, 1, 0, 0, 0, 0, 0]
    let lines = interpreter.narrate(rows: [row(now), row(next)], steps: [step(actions, -0.1505)], first: 3)
    let line = try #require(lines.first)
    #expect(
      line.hasPrefix(
        "t=3 height 0.50 m level, lean +0° (+0°/s), roll +0°, tilt 0°, heading +90°, speed +0.50 m/s, drift -0.25 m/s, "
          + "front left hip +0° (+0°/s), front left ankle +57° (+0°/s), back left hip"), "\(line)")
    #expect(line.contains(", down: front left foot and back right foot, did front right hip +0.00"))
    #expect(
      line.hasSuffix(
        "reward -0.15 (healthy +0.00, forward +0.35, control -0.500, contact -0.0005), margin 0.30 m down, 0.50 m up "
          + "-> back right foot leaves the ground; the episode ends: too low"), "\(line)")
  }

  @Test func keysAreWords() throws {
    let hopperWords = LocomotionInterpreter(setup: try setup("Hopper-v5"))
    #expect(
      hopper.map { hopperWords.key(row: row($0)) } == [
        "height normal, level; upright, steady; standing; down: none",
        "height normal, rising; leaning forward, steady; slow; down: none",
        "height very low, sinking; leaning forward, steady; slow; down: foot",
      ])
    let ant = LocomotionInterpreter(setup: try setup("Ant-v4"))
    let flipped: [Double] = [0.4, 0, 1, 0, 0] + [Double](repeating: 0, count: 22)
    #expect(ant.key(row: row(flipped)).hasPrefix("height very low, level; upside down; "))
    #expect(ant.key(row: [1, 2]) == "unknown")
  }

  @Test func rulesComeFromTheConstants() throws {
    let rules = LocomotionInterpreter(setup: try setup("Hopper-v5")).rules
    #expect(
      rules == """
        - A step lasts 0.008 s; an episode has at most 1000 steps.
        - Reward of a step: 1 per m/s of forward speed over the step, plus 1 while healthy, minus 0.001 times the sum of \
        squared actions.
        - Healthy means: height above 0.7 m, lean from -11 to 11°, every other position and all velocities within ±100 \
        (m, rad, m/s, rad/s). The episode ends as soon as that does not hold.
        - Lean is positive forward, speed along +x. A number in brackets is how fast the angle before it changes.
        - A foot counts as down when its lowest point is at the ground.
        - Action hip: 1 is 200 N m; a positive one moves the far end of thigh forwards.
        - Action knee: 1 is 200 N m; a positive one moves the far end of leg forwards.
        - Action ankle: 1 is 200 N m; a positive one moves the far end of foot up.
        """)
    let ant = LocomotionInterpreter(setup: try setup("Ant-v5")).rules
    for line in [
      "- Action front left hip: 1 is 150 N m; a positive one turns front left thigh left as seen from above.",
      "- Action front left ankle: 1 is 150 N m; a positive one moves the far end of front left foot down.",
      "- Action back left ankle: 1 is 150 N m; a positive one moves the far end of back left foot up.",
    ] {
      #expect(ant.contains(line))
    }
    #expect(LocomotionInterpreter(setup: try setup("HalfCheetah-v5")).rules.contains("Nothing but the number of steps"))
  }
}
