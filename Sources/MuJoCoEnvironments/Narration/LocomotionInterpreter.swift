public import RLCore

/// Turns observation rows of a locomotion task into text, from what the rows show.
///
/// One line a step, its parts in this order; a part whose quantity the body or task does not have is left out:
/// ```
/// line     = "t=" step " height " n " m " rise ", lean " angle rate [", roll " angle] [", tilt " angle]
///            [", heading " angle] ", speed " n " m/s" [", drift " n " m/s"] { ", " joint " " angle rate }
///            ", down: " feet ", did" { " " motor " " n } ", reward " n " (" terms ")" [", margin " margins]
///            [", since last: " changes] [" -> " event { "; " event }] [" | row [" numbers "]"]
/// rise     = "rising " n " m/s" | "sinking " n " m/s" | "level"
/// rate     = " (" n "°/s)"                      feet = "none" | foot { " and " foot }
/// terms    = ["healthy " n ", "] ("forward " | "place ") n [", control " n] [", contact " n]
/// margins  = n " m down" | n " m up" | n "° forward" | n "° back", separated by ", "
/// event    = foot " strikes the ground" | foot " leaves the ground" | "turns over" | "the episode ends: " reason
/// reason   = too low | too high | leans too far forward | leans too far back | a position or velocity is too large
/// ```
/// Lean is positive forward, roll with the left side up, heading and drift to the left. Changes are the up to three
/// largest since the line before. The reward's terms are worked out from the row after the step and the action. The row
/// stands at the end where the interpreter is lossless.
public struct LocomotionInterpreter: Interpreter {
  let setup: LocomotionSetup
  /// Whether each line also gives the observation in full.
  public let isLossless: Bool

  /// An interpreter for a task; `isLossless` overrides what the task says.
  public init(setup: LocomotionSetup, isLossless: Bool? = nil) {
    self.setup = setup
    self.isLossless = isLossless ?? setup.task.words.isLossless
  }

  /// The task's background, for the head of a prompt.
  public var background: String {
    let own = setup.task.words.background
    if !own.isEmpty { return own }
    return "\(setup.task.id) is a body of \(setup.plan.skeleton.bodies.count - 1) parts, simulated with MuJoCo. "
      + "It has to get ahead along +x. My policy sets its \(setup.actionNames.count) motors and is still weak."
  }

  /// With each observation in full.
  public var lossless: (any Interpreter)? { Self(setup: setup, isLossless: true) }

  /// The motors.
  public var controls: [String] { setup.actionNames }

  /// What makes a state critical in this task.
  public var criteria: String {
    let own = setup.task.words.criteria
    if !own.isEmpty { return own }
    return """
      - Critical: the last moments before a foot leaves the ground, and those at which one strikes it.
      - Critical: little margin to the end of the episode, while an action can still change that.
      - Critical: a sudden loss of forward speed.
      - Not critical: steady movement, or an end that no action can prevent any more.
      """
  }

  /// The rules, made from the task's constants: what is paid, what ends an episode, what the actions do.
  public var rules: String {
    let task = setup.task
    let reward = task.reward
    var lines = ["- A step lasts \(Numerals.plain(setup.seconds)) s; an episode has at most \(task.stepLimit) steps."]
    var terms = ["\(Numerals.plain(reward.forward)) per m/s of forward speed over the step"]
    if let beyond = reward.beyond {
      terms = [
        "\(Numerals.plain(reward.forward)) per m of the place along x after the step, where that is beyond "
          + "\(Numerals.plain(beyond)) m, and nothing before"
      ]
    }
    if reward.healthy != 0 { terms.append("plus \(Numerals.plain(reward.healthy)) while healthy") }
    if reward.control != 0 { terms.append("minus \(Numerals.plain(reward.control)) times the sum of squared actions") }
    if reward.contact != 0 {
      terms.append(
        "minus \(Numerals.plain(reward.contact)) times the sum of squared contact forces, each clipped to "
          + "±\(Numerals.plain(reward.contactBound))")
    }
    lines.append("- Reward of a step: " + terms.joined(separator: ", ") + ".")
    if let limits = limitsInWords {
      lines.append(
        "- Healthy means: \(limits)."
          + (task.health.endsEpisode ? " The episode ends as soon as that does not hold." : ""))
    } else {
      lines.append("- Nothing but the number of steps ends an episode.")
    }
    lines.append(
      "- Lean is positive forward, speed along +x"
        + (setup.plan.root.spin == nil ? "" : ", heading and drift positive to the left, roll with the left side up")
        + ". A number in brackets is how fast the angle before it changes.")
    lines.append(
      "- A foot counts as down when "
        + (setup.plan.forceCount > 0 ? "a contact force acts on it." : "its lowest point is at the ground."))
    lines += setup.actionWords.map { "- Action \($0)." }
    return lines.joined(separator: "\n")
  }

  /// What healthy means, or nil where everything is.
  private var limitsInWords: String? {
    let health = setup.task.health
    var words: [String] = []
    if let height = health.height { words.append("height " + Self.range(height, 1, " m")) }
    if let pitch = health.pitch {
      words.append("lean " + Self.range(.init(low: pitch.low.map(degrees), high: pitch.high.map(degrees)), 0, "°"))
    }
    if let bound = health.stateBound {
      words.append("every other position and all velocities within ±\(Numerals.plain(bound)) (m, rad, m/s, rad/s)")
    }
    return words.isEmpty ? nil : words.joined(separator: ", ")
  }

  private static func range(_ limits: LocomotionTask.Limits, _ places: Int, _ unit: String) -> String {
    switch (limits.low, limits.high) {
    case (let low?, let high?): "from \(Numerals.fixed(low, places)) to \(Numerals.fixed(high, places))\(unit)"
    case (let low?, nil): "above \(Numerals.fixed(low, places))\(unit)"
    case (nil, let high?): "below \(Numerals.fixed(high, places))\(unit)"
    case (nil, nil): "of any size"
    }
  }

  /// Narrates rows, one line a step.
  public func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    let readings = rows.map { LocomotionReading(row: $0, plan: setup.plan) }
    return steps.indices.prefix(rows.count).map { index in
      let next = index + 1 < readings.count ? readings[index + 1] : nil
      guard let now = readings[index] else { return "t=\(first + index) (an observation of another environment)" }
      var line = "t=\(first + index) " + body(now) + joints(now) + ", down: " + feet(now)
      line += did(steps[index]) + reward(steps[index], next) + margin(now)
      if index > 0, let last = readings[index - 1] { line += changes(now, since: last) }
      let events = events(from: now, to: next)
      if !events.isEmpty { line += " -> " + events.joined(separator: "; ") }
      if isLossless { line += " | row " + vector(rows[index]) }
      return line
    }
  }

  /// The quantised words that `text` guidance compares; joint angles are left out, or no two states would be alike.
  public func key(row: [UInt8]) -> String {
    guard let now = LocomotionReading(row: row, plan: setup.plan) else { return "unknown" }
    return keyWords(now)
  }
}
