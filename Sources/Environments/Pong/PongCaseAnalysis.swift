/// The stand-in's case analysis: counts over the narrated approaches, put into sentences.
struct PongCaseAnalysis {
  /// What the line that names the main fault begins with.
  static let faultLabel = "Main fault: "

  private let lost: [[PongAssessment]]
  private let returned: [[PongAssessment]]

  /// Groups a context's steps by approach.
  init(_ reading: PongReading) {
    let approaches = Dictionary(grouping: reading.assessments(), by: \.approach)
      .sorted { $0.key < $1.key }.map(\.value)
    lost = approaches.filter { $0.last?.ending == .lost }
    returned = approaches.filter { $0.last?.ending == .returned }
  }

  /// The analysis. Its line `Main fault: …` is what the stand-in itself looks for later.
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
      lines.append(Self.faultLabel + main.key)
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
  private static func fault(_ approach: [PongAssessment]) -> String? {
    let open = approach.filter(\.isInTime).suffix(6)
    let faults = open.compactMap(\.fault)
    guard !faults.isEmpty else { return "starting too late" }
    let counts = Dictionary(grouping: faults, by: { $0 }).mapValues(\.count)
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  private static func places(_ approaches: [[PongAssessment]]) -> String? {
    let thirds = approaches.compactMap { $0.last.map { min(Int($0.arrival / 26.7), 2) } }
    guard !thirds.isEmpty else { return nil }
    return ["top", "middle", "bottom"].enumerated()
      .map { index, name in "\(name) third \(thirds.count { $0 == index })" }.joined(separator: ", ")
  }
}
