import Canvas
import RLCore

@testable import WorkbenchUI

/// What the tests of the review share: a game drawn by shapes, and a body with three joints.
enum ReviewFixtures {
  static func court(_ time: Int, paddle: Double? = nil) -> Frame {
    let ball = SIMD2<Double>(24 + Double(time) * 4, 18 + Double(time) * 3)
    return Frame(
      width: 80, height: 80, caption: "opponent 3 : 1 policy", fit: .stretched,
      shapes: [
        FrameShape(.scene, .line(from: [0, 0], to: [80, 0], isDashed: false)),
        FrameShape(.scene, .line(from: [0, 80], to: [80, 80], isDashed: false)),
        FrameShape(.scene, .line(from: [40, 0], to: [40, 80], isDashed: true)),
        FrameShape(.other, .rectangle(corner: [8, 20], size: [2, 8])),
        FrameShape(.agent, .rectangle(corner: [70, paddle ?? 50 + Double(time)], size: [2, 8])),
        FrameShape(.object, .rectangle(corner: ball, size: [1, 2])),
      ])
  }

  /// A detail as a game gives it, with everything that there can be.
  static func detail(_ id: Int) -> ReviewDetail {
    var detail = Fixtures.detail(id)
    detail.frames = (0..<17).map { court($0) }
    detail.firstStep = id * 37 - 8
    detail.criticalIndex = 8
    detail.narration = (0..<17).map {
      "t=\(id * 37 - 8 + $0): the ball is 22 columns left of my paddle, 14 rows above its middle, and rises; it reaches "
        + "my column in 9 steps"
    }
    detail.ghost = court(12, paddle: 42)
    detail.unit = "points"
    detail.reach = MatchReach(matched: 12, steps: 384)
    detail.history = [DecisionLine(verdict: "skipped", actor: "person", time: "27 Nov 14:03")]
    return detail
  }

  static func leg(_ time: Int, bend: Double = 0) -> Frame {
    let x = Double(time) * 6
    let hip = SIMD2<Double>(80, 30 + Double(time % 3))
    let knee = hip + [4 + bend, 16]
    let ankle = knee + [-6, 16]
    var frame = Frame(
      width: 160, height: 80, caption: "x +\(time).10 m   height 1.18 m   speed +1.81 m/s", fit: .extended,
      shapes: [
        FrameShape(.scene, .ground(y: 70, unit: 40, zero: 20 - x, name: "m")),
        FrameShape(.agent, .limb(from: hip - [0, 14], to: hip, thickness: 5)),
        FrameShape(.agent, .limb(from: hip, to: knee, thickness: 5)),
        FrameShape(.agent, .limb(from: knee, to: ankle, thickness: 4)),
        FrameShape(.agent, .limb(from: ankle - [3, 0], to: ankle + [8, 0], thickness: 4)),
        FrameShape(.object, .point(hip)), FrameShape(.object, .point(knee)), FrameShape(.object, .point(ankle)),
      ])
    frame.origin = [x, 0]
    frame.efforts = [
      Frame.Effort(name: "hip", share: 0.82), Frame.Effort(name: "knee", share: -0.11),
      Frame.Effort(name: "foot", share: -1),
    ]
    return frame
  }

  static let hopperItems: [ReviewItem] = (1...9).map { id in
    let action = Action.continuous([0.31, -0.08, -1 + Float(id) / 10])
    let middle = Double(id) / 3 - 1
    let evidence = Evidence(
      difference: middle, low: middle - 0.7, high: middle + 0.7, rollouts: 16, horizon: 40, hold: 2,
      environmentSteps: 900)
    return ReviewItem(
      suggestion: Suggestion(
        id: id, episode: 1 + id / 3, step: id * 29, action: action, reward: 0.6,
        rationale: "The torso tips forward while the foot can still push. Less torque at the hip keeps it upright, and "
          + "the gain of 0.80 is what the search over torques found from here.",
        confidence: 0.35 + Double(id) / 20, advisor: id % 2 == 0 ? "search" : "offline"),
      measured: id == 5 ? [:] : [action: evidence], verdict: nil, recordedAction: "[0.98, 0.09, -1.0]",
      suggestedAction: "[0.31, -0.08, -1.0]", space: .box(low: [-1, -1, -1], high: [1, 1, 1]),
      recorded: .continuous([0.98, 0.09, -1]), controls: ["hip", "knee", "foot"])
  }

  static func hopperDetail(_ id: Int) -> ReviewDetail {
    var detail = ReviewDetail(
      suggestion: id, frames: (0..<17).map { leg($0) }, firstStep: id * 29 - 8, criticalIndex: 8,
      narration: (0..<17).map { "t=\(id * 29 - 8 + $0): leaning far forward, tipping on; the foot is down" },
      probabilities: [], value: 41.2)
    detail.spreads = [
      ActionSpread(mean: 0.7, deviation: 0.3), ActionSpread(mean: 0, deviation: 0.25),
      ActionSpread(mean: -0.9, deviation: 0.4),
    ]
    detail.ghost = leg(12, bend: 4)
    return detail
  }

  /// More of everything than there is room for: joints, names, words, wide letters, suggestions.
  static let crowdedItems: [ReviewItem] = (1...300).map { id in
    let names = (1...17).map { "left lower abdomen 関節 number \($0)" }
    let action = Action.continuous(names.indices.map { Float($0) / 20 - 0.4 })
    let evidence = Evidence(
      difference: 1234.5 - Double(id) * 9, low: -2345, high: 4321.75, rollouts: 1000, horizon: 100_000, hold: 2,
      environmentSteps: 900)
    return ReviewItem(
      suggestion: Suggestion(
        id: id, episode: 1200 + id, step: 99_000 + id, action: action, reward: -0.625,
        rationale: String(
          repeating: "腰を起こして、足が地面を押しているうちに前へ。 Averyveryverylongwordwithoutanyblanksinitthatgoesonandon. ",
          count: 6),
        confidence: Double(id % 10) / 10, advisor: "a-provider-with-a-long-name/and-a-model-with-a-longer-name-70b",
        blame: -1),
      measured: [action: evidence], verdict: id % 3 == 0 ? .rejected : nil, recordedAction: action.name(in: box),
      suggestedAction: action.name(in: box), space: box, recorded: .continuous([Float](repeating: 0.4, count: 17)),
      controls: names)
  }

  private static let box = ActionSpace.box(
    low: [Float](repeating: -0.4, count: 17), high: [Float](repeating: 0.4, count: 17))

  /// A review with more of everything than there is room for.
  static func crowded(width: Int, height: Int) -> AppModel {
    var model = Fixtures.typical(width: width, height: height)
    _ = update(&model, .reviewItems(crowdedItems))
    var detail = hopperDetail(1)
    let efforts = crowdedItems[0].controls.map { Frame.Effort(name: $0, share: -1) }
    detail.frames = detail.frames.map { frame in
      var frame = frame
      frame.efforts = efforts
      frame.caption += "   and a caption that is much longer than any room that there is for it, 長い長い"
      return frame
    }
    detail.spreads = (0..<17).map { _ in ActionSpread(mean: 9, deviation: 100) }
    detail.history = (1...40).map { DecisionLine(verdict: "accepted", actor: "person", time: "27 Nov 14:\($0)") }
    _ = update(&model, .reviewDetail(detail))
    press("3", &model)
    return model
  }

  /// The review of a game, or of a body.
  static func model(
    width: Int = 80, height: Int = 24, isBody: Bool = false, glyphs: GlyphSet = .unicode
  ) -> AppModel {
    var model = Fixtures.typical(width: width, height: height, glyphs: glyphs)
    _ = update(&model, .reviewItems(isBody ? hopperItems : Fixtures.items))
    for id in 1...9 { _ = update(&model, .reviewDetail(isBody ? hopperDetail(id) : detail(id))) }
    press("3", &model)
    model.notice = nil
    return model
  }
}
