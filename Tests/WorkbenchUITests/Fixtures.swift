import Canvas
import RLCore

@testable import WorkbenchUI

/// Models and data that the tests share; every model is made by messages alone.
enum Fixtures {
  static let names = ["STAY", "UP", "DOWN"]

  /// A court of 80 x 80 with the ball at a place that depends on `time`.
  static func frame(_ time: Int) -> Frame {
    var frame = Frame(width: 80, height: 80, caption: "opponent 3 : 1 agent")
    for row in 0..<16 {
      for column in 0..<2 {
        frame[4 + column, 20 + row] = .other
        frame[74 + column, 50 + row] = .agent
      }
    }
    for row in 0..<3 { frame[(20 + time * 2) % 80, (30 + time) % 77 + row] = .object }
    return frame
  }

  static let items: [ReviewItem] = (1...12).map { id in
    let evidence =
      id % 3 == 0
      ? nil
      : Evidence(
        difference: id % 3 == 1 ? 0.42 : -0.11, low: id % 3 == 1 ? 0.10 : -0.52, high: id % 3 == 1 ? 0.74 : 0.3,
        rollouts: 32, horizon: 200, hold: 4, environmentSteps: 12_800)
    return ReviewItem(
      suggestion: Suggestion(
        id: id, episode: 1 + id / 4, step: id * 37, action: .discrete(1), reward: 0.8,
        rationale: "The ball comes in high and fast while the paddle stays low. Moving up now meets it with the "
          + "upper edge and sends it back at an angle that the opponent cannot reach.",
        confidence: 0.7, advisor: "offline"),
      measured: evidence.map { [.discrete(1): $0] } ?? [:], verdict: nil, recordedAction: "STAY",
      suggestedAction: "UP", space: .discrete(names: names))
  }

  static func detail(_ id: Int) -> ReviewDetail {
    ReviewDetail(
      suggestion: id, frames: (0..<7).map(frame), firstStep: id * 37 - 3, criticalIndex: 3,
      narration: (0..<7).map { "t=\(id * 37 - 3 + $0): ball 12 px left of the paddle, rising" },
      probabilities: zip(names, [0.71, 0.12, 0.17]).map(ActionProbability.init), value: 0.314)
  }

  static let episode = EpisodeDetail(
    episode: 2, frames: (0..<101).map(frame), narration: (0..<101).map { "t=\($0): the ball moves right and down" },
    actions: (0..<100).map { names[$0 % 3] }, rewards: (0..<100).map { $0 == 40 ? 1 : $0 == 80 ? -1 : 0 },
    values: (0..<100).map { Double($0) / 100 }, probabilities: (0..<100).map { _ in [0.71, 0.12, 0.17] },
    actionNames: names, criticalSteps: [33, 61])

  static let episodes = (1...8).map { episode in
    EpisodeItem(
      episode: episode, length: 900 + episode * 37, environmentReturn: Double(episode * 3 - 15),
      terminated: episode % 3 != 0, criticalSteps: episode % 2 == 0 ? [33, 61, 180] : [])
  }

  static let comparison: [ComparisonRow] = {
    var base = ComparisonRow(
      method: "base", mean: -12.4, low: -13.9, high: -10.8, environmentSteps: 0, hitRate: nil, note: "before")
    base.difference = ComparisonDifference(value: -6.3, low: -8.5, high: -4.1)
    base.curve = curve(0..<60, from: -21, to: -12)
    base.meaning = "base is 6.30 points below ppo (95 % 4.10 to 8.50, 100 paired games)."
    var ppo = ComparisonRow(
      method: "ppo", mean: -6.1, low: -8.0, high: -4.2, environmentSteps: 400_000, hitRate: nil, note: "")
    ppo.isBaseline = true
    ppo.curve = curve(60..<160, from: -12, to: -6)
    ppo.meaning =
      "The others are compared with ppo. ppo is 6.30 points above base (95 % 4.10 to 8.50, 100 paired games)."
    var guided = ComparisonRow(
      method: "ultra-ra", mean: 3.25, low: 1.1, high: 5.4, environmentSteps: 412_800, hitRate: 0.034,
      note: "7 accepted, 1 edited")
    guided.isForemost = true
    guided.difference = ComparisonDifference(value: 9.35, low: 6.4, high: 12.3)
    guided.guidanceShare = 0.031
    guided.shapedShare = 0.12
    guided.curve = curve(63..<163, from: -12, to: 4)
    guided.meaning = "ultra-ra is 9.35 points above ppo (95 % 6.40 to 12.30, 100 paired games)."
    return [base, ppo, guided]
  }()

  static let advice = "One seed says little: 'sidecoach experiment' tells with more."

  /// A learning curve with some noise, a point every 4,000 steps.
  static func curve(_ places: Range<Int>, from low: Double, to high: Double) -> [CurvePoint] {
    places.map { place in
      let share = Double(place - places.lowerBound) / Double(places.count)
      let wave = Double((place * 7919) % 13) / 6.5 - 1
      return CurvePoint(step: Double(place) * 4_000, value: low + (high - low) * share + wave)
    }
  }

  /// The comparison with `count` more methods, some of which are below the baseline.
  static func manyMethods(_ count: Int) -> [ComparisonRow] {
    comparison
      + (1...count).map { number in
        var row = ComparisonRow(
          method: "method-\(number)", mean: Double(number) - 9, low: Double(number) - 11, high: Double(number) - 7,
          environmentSteps: 400_000, hitRate: 0.01, note: "\(number) accepted")
        let difference = Double(number) - 2.9
        row.difference = ComparisonDifference(value: difference, low: difference - 2, high: difference + 2)
        row.curve = curve(63..<163, from: -12, to: Double(number) - 9)
        row.meaning = "method-\(number) was measured."
        return row
      }
  }

  static var snapshot: EngineSnapshot {
    var snapshot = EngineSnapshot()
    snapshot.generation = 7
    snapshot.run = "ultra-ra"
    snapshot.step = 1_240_000
    snapshot.totalSteps = 2_000_000
    snapshot.stepsPerSecond = 61_300
    snapshot.secondsLeft = 745
    snapshot.environmentReturn = (0..<200).map { index in
      let wave = Double((index * 7919) % 13) / 6.5 - 1
      return CurvePoint(step: Double(index) * 6200, value: -20 + Double(index) * 0.14 + wave * 2)
    }
    snapshot.shapedReturn = snapshot.environmentReturn.map { CurvePoint(step: $0.step, value: $0.value + 3) }
    snapshot.alphaMarks = [CurvePoint(step: 500_000, value: 0.5), CurvePoint(step: 900_000, value: 0.3)]
    snapshot.alpha = 0.3
    snapshot.metrics = [
      .episodicReturn: 7.4, .shapedReturn: 10.2, .episodicLength: 1420, .learningRate: 0.000_25, .valueLoss: 0.0131,
      .policyLoss: -0.0042, .entropy: 0.911, .approximateKL: 0.0073, .clipFraction: 0.12, .explainedVariance: 0.83,
      .gradientNorm: 0.48, .hitRate: 0.034, .overrideRate: 0.031, .stepsPerSecond: 61_300,
    ]
    snapshot.frame = frame(9)
    return snapshot
  }

  static let stages: [StageProgress] =
    [Stage.train, .collect, .identify, .verify, .review].map { StageProgress(stage: $0, state: .done, fraction: 1) }
    + [StageProgress(stage: .refine, state: .running, fraction: 0.62, note: "ultra-ra")]

  static let eventList: [EngineEvent] = [
    .started(run: "ultra-ra", step: 0),
    .alphaChanged(run: "ultra-ra", step: 500_000, old: 0, new: 0.5),
    .checkpointed(
      run: "ultra-ra", step: 600_000, file: "checkpoints/600000.safetensors",
      digest: "9f86d081884c7d659a2feaa0c55ad015"),
    .alert(
      run: "ultra-ra", step: 800_000, title: "shaped reward dominates",
      detail: "|alpha * r_LLM| is 2.3 times |r_env|; lower alpha or reject suggestions"),
    .alphaChanged(run: "ultra-ra", step: 900_000, old: 0.5, new: 0.3),
  ]

  static let themes =
    [Theme.monochrome] + ["night", "paper"].map { Theme(name: $0, appearances: [:]) }

  /// Nothing has happened yet.
  static func empty(
    width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode, isReadOnly: Bool = false,
    subject: AppModel.Subject = .session, parts: WorkbenchParts = .all
  ) -> AppModel {
    var model = AppModel(
      title: "Pong demo", themes: themes, glyphs: glyphs, isReadOnly: isReadOnly, subject: subject, parts: parts)
    _ = update(&model, .resized(width: width, height: height))
    return model
  }

  /// A session with everything filled in, or a finished plan, on the first screen.
  static func typical(
    width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode, isReadOnly: Bool = false,
    subject: AppModel.Subject = .session, parts: WorkbenchParts = .all
  ) -> AppModel {
    var model = empty(
      width: width, height: height, glyphs: glyphs, isReadOnly: isReadOnly, subject: subject, parts: parts)
    for message in subject == .session ? session : [.plan(planPicture())] { _ = update(&model, message) }
    model.notice = nil
    // Alerts lie over a corner of every screen; who tests them makes their own.
    model.alerts.dismissAll()
    return model
  }

  private static var session: [AppMessage] {
    eventList.map { .event($0) } + [
      .snapshot(snapshot), .stages(stages), .reviewItems(items), .reviewDetail(detail(1)), .episodes(episodes),
      .comparison(comparison, advice: advice), .calls(callList), .callText(text(10)), .adviceQuality(quality),
      .sessions(sessionList), .settings(settingItems),
    ]
  }
}

/// Presses keys written as text: `jja:alpha 0.3<enter>`; names in angle brackets, `<c-x>` for control. Nothing is stored of
/// what is entered; tickets are left out of what comes of it.
@discardableResult
func press(_ text: String, _ model: inout AppModel) -> [Effect] {
  keys(text).flatMap { update(&model, .key($0)) }.map { effect in
    if case .keep(_, let wanted) = effect { .feature(wanted) } else { effect }
  }
}

/// Presses keys as `press`, and has what is entered stored after each key.
@discardableResult
func act(_ text: String, _ model: inout AppModel) -> [Effect] {
  var effects: [Effect] = []
  for key in keys(text) {
    let wanted = update(&model, .key(key))
    effects += wanted
    for case .keep(let ticket, _) in wanted { effects += update(&model, .stored(ticket: ticket)) }
  }
  return effects
}

private func keys(_ text: String) -> [Key] {
  let named: [String: Key] = [
    "enter": .enter, "esc": .escape, "tab": .tab, "s-tab": .backTab, "up": .up, "down": .down, "left": .left,
    "right": .right, "home": .home, "end": .end, "pgup": .pageUp, "pgdn": .pageDown, "bs": .backspace, "del": .delete,
    "space": .character(" "), "lt": .character("<"), "gt": .character(">"),
  ]
  var keys: [Key] = []
  var rest = Substring(text)
  while let first = rest.popFirst() {
    var key = Key.character(first)
    if first == "<", let close = rest.firstIndex(of: ">") {
      let name = String(rest[..<close])
      rest = rest[rest.index(after: close)...]
      if name.hasPrefix("c-"), let letter = name.last {
        key = .control(letter)
      } else {
        key = named[name] ?? .character("?")
      }
    }
    keys.append(key)
  }
  return keys
}
