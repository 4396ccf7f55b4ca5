/// The offline advisor's case analysis: counts over the narrated approaches, put into sentences.
struct OfflineCase {
  private let lost: [[OfflineAssessment]]
  private let returned: [[OfflineAssessment]]

  /// Groups a prompt's steps by approach.
  init(_ reading: OfflineReading) {
    let approaches = Dictionary(grouping: reading.assessments(), by: \.approach)
      .sorted { $0.key < $1.key }.map(\.value)
    lost = approaches.filter { $0.last?.ending == .lost }
    returned = approaches.filter { $0.last?.ending == .returned }
  }

  /// The analysis. Its line `Main fault: …` is what the offline advisor itself looks for later.
  var text: String {
    guard !lost.isEmpty || !returned.isEmpty else {
      return
        "Offline rule-based stand-in, not a language model. The text shows no approach of the ball that these rules "
        + "can read, so there is nothing to analyse."
    }
    var lines = [
      "Offline rule-based stand-in, not a language model: counts, not judgement.",
      "Approaches read: \(lost.count + returned.count); \(returned.count) returned, \(lost.count) lost.",
    ]
    let faults = lost.compactMap(Self.fault)
    let counts = Dictionary(grouping: faults, by: { $0 }).mapValues(\.count)
      .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if let main = counts.first {
      lines.append("Main fault: \(main.key)")
      lines.append(
        "In lost approaches: " + counts.map { "\($0.key) \($0.value) times" }.joined(separator: ", ")
          + ". These moves deserve a penalty, and the move towards the ball's arrival a reward that grows as time runs out."
      )
    }
    if let where_ = Self.places(lost) { lines.append("Lost where the ball arrived: \(where_).") }
    let saves = returned.count { $0.contains { abs($0.gap) > 8 && $0.isRight } }
    lines.append(
      "Recoveries that worked (more than 8 rows off, then returned): \(saves) of \(returned.count) returns; "
        + "the same moves deserve a clear reward.")
    let misses = lost.compactMap { $0.last?.gap }
    if !misses.isEmpty {
      let mean = misses.reduce(0) { $0 + abs($1) } / Double(misses.count)
      lines.append("Mean distance from the ball's arrival in the last step before a loss: \(Int(mean.rounded())) rows.")
    }
    return lines.joined(separator: "\n")
  }

  /// What was most often wrong in the last steps of a lost approach that could still be saved.
  private static func fault(_ approach: [OfflineAssessment]) -> String? {
    let open = approach.filter(\.isInTime).suffix(6)
    let faults = open.compactMap(\.fault)
    guard !faults.isEmpty else { return "starting too late" }
    let counts = Dictionary(grouping: faults, by: { $0 }).mapValues(\.count)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  private static func places(_ approaches: [[OfflineAssessment]]) -> String? {
    let thirds = approaches.compactMap { $0.last.map { min(Int($0.arrival / 26.7), 2) } }
    guard !thirds.isEmpty else { return nil }
    return ["top", "middle", "bottom"].enumerated()
      .map { index, name in "\(name) third \(thirds.count { $0 == index })" }.joined(separator: ", ")
  }
}

extension OfflineAssessment {
  /// Why, in words and numbers, marked as coming from rules.
  func rationale(judging action: String, move: OfflineReading.Move) -> String {
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
