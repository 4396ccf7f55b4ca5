import Environments
import RLCore
import Numerics
import Testing
import TestSupport

@Suite struct PendulumTests {
  /// One step of the published equations, worked out in Python: from angle and rate, under a torque, to reward, angle
  /// and rate.
  struct Reference: Sendable {
    var angle, velocity, torque, reward, nextAngle, nextVelocity: Double
  }

  static let references = [
    Reference(
      angle: 0.0, velocity: 0.0, torque: 0.0, reward: -0.0,
      nextAngle: 0.0, nextVelocity: 0.0),
    Reference(
      angle: 3.141592653589793, velocity: 0.0, torque: 2.0, reward: -9.873604401089358,
      nextAngle: 3.1565926535897932, nextVelocity: 0.3000000000000001),
    Reference(
      angle: 3.0, velocity: -1.0, torque: -0.5, reward: -9.100249999999999,
      nextAngle: 2.9515420003022452, nextVelocity: -0.9691599939550996),
    Reference(
      angle: -2.5, velocity: 7.9, torque: 1.25, reward: -12.4925625,
      nextAngle: -2.1180677054038983, nextVelocity: 7.638645891922033),
    Reference(
      angle: 0.1, velocity: -7.99, torque: -2.0, reward: -6.39801,
      nextAngle: -0.30000000000000004, nextVelocity: -8.0),
    Reference(
      angle: 7.3, velocity: 0.4, torque: 0.3, reward: -1.0500021195354738,
      nextAngle: 7.354141373273571, nextVelocity: 1.0828274654714234),
    Reference(
      angle: -9.9, velocity: -3.2, torque: 5.0, reward: -8.13753225311811,
      nextAngle: -10.027842403983426, nextVelocity: -2.556848079668509),
    Reference(
      angle: 1.5707963267948966, velocity: 0.5, torque: -9.0, reward: -2.4964011002723394,
      nextAngle: 1.6182963267948967, nextVelocity: 0.95),
    Reference(
      angle: 40.0, velocity: 2.0, torque: 0.7, reward: -5.6945763106661555,
      nextAngle: 40.133191743517976, nextVelocity: 2.6638348703595116),
  ]

  static let episodeTorques = (0..<200).map { Double(($0 * 7) % 33 - 16) / 8 }
  static let episodeReturn = -732.0744560083333
  static let episodeAngle = 1.4966817979418978
  static let episodeVelocity = -5.705546022849425

  @Test(arguments: references) func stepsAreThePublishedEquations(reference: Reference) {
    var pendulum = Pendulum()
    pendulum.reset(angle: reference.angle, velocity: reference.velocity)
    let reward = pendulum.step(torque: reference.torque)
    #expect(reward.isApproximatelyEqual(to: reference.reward, absoluteTolerance: 1e-12))
    #expect(pendulum.angle.isApproximatelyEqual(to: reference.nextAngle, absoluteTolerance: 1e-12))
    #expect(pendulum.velocity.isApproximatelyEqual(to: reference.nextVelocity, absoluteTolerance: 1e-12))
  }

  /// A whole episode under torques on a grid of eighths from 0.5 rad and -0.25 rad/s, summed up by the same program.
  @Test func anEpisodeAddsUp() {
    var pendulum = Pendulum()
    pendulum.reset(angle: 0.5, velocity: -0.25)
    var total = 0.0
    for torque in Self.episodeTorques { total += pendulum.step(torque: torque) }
    #expect(total.isApproximatelyEqual(to: Self.episodeReturn, absoluteTolerance: 1e-8))
    #expect(pendulum.angle.isApproximatelyEqual(to: Self.episodeAngle, absoluteTolerance: 1e-9))
    #expect(pendulum.velocity.isApproximatelyEqual(to: Self.episodeVelocity, absoluteTolerance: 1e-9))
  }

  @Test func keepsTheLaws() {
    for settings in [[:], ["stepLimit": "33", "gravity": "9.81"]] as [[String: String]] {
      let configuration = try? PendulumConfiguration(settings: settings)
      #expect(configuration != nil)
      let entry = EnvironmentEntry(
        summary: "a pendulum",
        make: { Pendulum(configuration: configuration ?? PendulumConfiguration()) })
      let broken = brokenLaws(of: entry, seed: 2)
      #expect(broken.isEmpty, "\(broken)")
    }
  }

  @Test func showsCosineSineAndRate() {
    var pendulum = Pendulum()
    pendulum.reset(angle: 2, velocity: -3)
    var row = [Float](repeating: 0, count: 4)
    row.withUnsafeMutableBytes { if let base = $0.baseAddress { pendulum.observe(into: base) } }
    #expect(row[0...2] == [-0.41614684, 0.9092974, -3])
  }

  @Test func isTruncatedAfterTwoHundredSteps() {
    var pendulum = Pendulum()
    pendulum.reset(seed: 1)
    for step in 1...200 {
      let outcome = pendulum.step([Float(3)])
      #expect(!outcome.terminated && outcome.truncated == (step == 200))
    }
  }

  @Test func startsAreSpreadOverTheCircle() {
    var pendulum = Pendulum()
    pendulum.reset(seed: 9)
    var angles: [Double] = []
    var velocities: [Double] = []
    for _ in 0..<2_000 {
      pendulum.reset(seed: nil)
      angles.append(pendulum.angle)
      velocities.append(pendulum.velocity)
    }
    for (values, bound) in [(angles, Double.pi), (velocities, 1)] {
      #expect((values.min() ?? 0) >= -bound && (values.min() ?? 0) < -0.98 * bound)
      #expect((values.max() ?? 0) <= bound && (values.max() ?? 0) > 0.98 * bound)
      #expect(abs(values.reduce(0, +)) / 2_000 < 0.05 * bound)
    }
  }

  @Test func whatIsNotANumberIsNotHidden() {
    var pendulum = Pendulum()
    pendulum.reset(seed: 1)
    #expect(pendulum.step([Float.nan]).reward.isNaN)
  }

  @Test func unknownSettingsAreRefused() {
    #expect(throws: UnknownNameError.self) { try PendulumConfiguration(settings: ["mass": "2"]) }
    #expect(throws: InvalidSettingError.self) { try PendulumConfiguration(settings: ["gravity": "-1"]) }
  }

  @Test func narratesASwing() {
    func row(_ angle: Double, _ rate: Double) -> [UInt8] {
      var pendulum = Pendulum()
      pendulum.reset(angle: angle, velocity: rate)
      var bytes = [UInt8](repeating: 0, count: 16)
      bytes.withUnsafeMutableBytes { if let base = $0.baseAddress { pendulum.observe(into: base) } }
      return bytes
    }
    func step(_ torque: Float, _ reward: Float) -> EpisodeStep {
      EpisodeStep(action: .continuous([torque]), reward: reward, value: 0, probabilities: [])
    }
    let words = PendulumInterpreter()
    let rows = [row(3.1, 1), row(-3.1, 0), row(-0.1, 2), row(0.1, -0.5)]
    #expect(
      words.narrate(rows: rows, steps: [step(2, -9.8), step(-0.5, -9.61), step(0, -0.41)], first: 5) == [
        "t=5 angle 178° left of upright, turning 57°/s left, did torque +2.00, reward -9.80 -> passes the bottom",
        "t=6 angle 178° right of upright, turning 0°/s still, did torque -0.50, reward -9.61",
        "t=7 angle 6° right of upright, turning 115°/s left, did torque +0.00, reward -0.41 -> passes upright",
      ])
    #expect(
      rows.map(words.key) == [
        "180° left of upright, slowly left", "180° right of upright, still", "0° upright, slowly left",
        "0° upright, slowly right",
      ])
  }
}
