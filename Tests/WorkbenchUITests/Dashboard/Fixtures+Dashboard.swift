import Canvas
import RLCore

@testable import WorkbenchUI

/// Runs for the dashboard, made by the recorder that makes real ones.
extension Fixtures {
  /// A noisy number in [-1, 1] that depends on nothing but its place.
  static func noise(_ place: Int, _ salt: Int) -> Double {
    Double((place &* 7919 &+ salt &* 104_729) % 211) / 105.5 - 1
  }

  /// A run of `updates` updates of 2,048 steps, which earns from `low` to `high`; guided ones record guidance too.
  static func recorder(
    updates: Int, from low: Double, to high: Double, isGuided: Bool = false, salt: Int = 1, entropy: Double = 1.05
  ) -> RunRecorder {
    var recorder = RunRecorder()
    for update in 1...max(1, updates) {
      let share = Double(update) / Double(updates)
      let rise = 1 - (1 - share) * (1 - share)
      let earned = low + (high - low) * rise + noise(update, salt) * 1.5
      var values: [MetricName: Double] = [
        .episodicReturn: earned, .shapedReturn: earned, .episodicLength: 1_100 + 300 * share,
        .entropy: entropy - 0.4 * rise + noise(update, salt + 1) * 0.02,
        .approximateKL: 0.006 + 0.0008 * noise(update, salt + 2) + 0.002 * rise,
        .valueLoss: 0.05 * (1.2 - rise),
        .policyLoss: -0.004 + 0.001 * noise(update, salt + 3),
        .clipFraction: 0.1 + 0.02 * noise(update, salt + 4) + 0.08 * share, .explainedVariance: 0.2 + 0.6 * rise,
        .gradientNorm: 0.48 + 0.03 * noise(update, salt + 5) - 0.2 * share,
        .learningRate: 2.5e-4 * (1 - share), .stepsPerSecond: 61_300 + 600 * noise(update, salt + 6) - 2_000 * share,
      ]
      if isGuided {
        values[.shapedReturn] = earned + 40 + 60 * share
        values[.hitRate] = 0.02 + 0.015 * (1 - share)
        values[.overrideRate] = 0.016 + 0.01 * (1 - share)
        values[.alpha] = update < 80 ? 0.5 : 0.3
        values[.shapedRewardSize] = 0.002 * (1.1 - share)
        values[.environmentRewardSize] = 0.01
      }
      recorder.append(step: Double(update * 2_048), time: 1_000 + Double(update) * 0.04, values: values)
      if update % 60 == 0 { recorder.mark(.checkpoint) }
      if isGuided, update == 80 { recorder.mark(.alpha(0.3)) }
    }
    return recorder
  }

  /// The curves of such a run.
  static func curves(_ run: String, _ recorder: RunRecorder, seed: UInt64? = nil) -> RunCurves {
    RunCurves(
      run: run, seed: seed, points: recorder.points, marks: recorder.marks, metrics: recorder.latest)
  }

  /// What the engine shows of such a run.
  static func snapshot(of run: String, _ recorder: RunRecorder) -> EngineSnapshot {
    var snapshot = EngineSnapshot()
    snapshot.run = run
    snapshot.step = Int(recorder.moment.step)
    snapshot.totalSteps = snapshot.step * 2
    snapshot.curves = recorder.points
    snapshot.marks = recorder.marks
    snapshot.metrics = recorder.latest
    snapshot.alpha = recorder.latest[.alpha] ?? 0
    snapshot.frame = frame(9)
    return snapshot
  }

  /// A session in which base and ppo are done and a guided run is under way.
  static func coached(width: Int, height: Int, glyphs: GlyphSet = .unicode) -> AppModel {
    var model = empty(width: width, height: height, glyphs: glyphs)
    _ = update(
      &model,
      .runCurves([
        curves("base", recorder(updates: 160, from: -21, to: -12)),
        curves("ppo", recorder(updates: 300, from: -12, to: -6, salt: 31)),
      ]))
    _ = update(
      &model, .snapshot(snapshot(of: "ultra-ra", recorder(updates: 210, from: -12, to: 3.4, isGuided: true, salt: 71))))
    _ = update(&model, .stages(stages))
    return model
  }
}

extension Fixtures {
  /// Five seeds of one method, and two of another.
  static let seeds: [RunCurves] = seeds(2, of: "ppo", to: -10, apart: 1) + seeds(5, of: "coach-ra", to: -6, apart: 3)

  private static func seeds(_ count: Int, of run: String, to high: Double, apart: Double) -> [RunCurves] {
    (1...count).map { seed in
      let end = high + Double(seed) * apart
      return curves(run, recorder(updates: 200, from: -21, to: end, salt: seed * 13), seed: UInt64(seed))
    }
  }
}
