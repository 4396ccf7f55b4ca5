internal import RLCore

extension TaskDraft {
  /// The task file for `answers`, one for each question as `DraftQuestion.answer` gives them; what is not answered is as
  /// proposed.
  public func file(_ answers: [DraftQuestion.Subject: String] = [:]) -> String {
    func answer(_ subject: DraftQuestion.Subject) -> String? {
      guard let question = questions.first(where: { $0.subject == subject }) else { return nil }
      let answer = answers[subject] ?? question.proposal
      return answer == DraftQuestion.none ? nil : answer
    }
    var lines = [
      "# Drafted from \(model). The keys and their defaults are those of a locomotion task; change what does not fit.",
      "id = \(quoted(id))", "summary = \(quoted("\(model) moves along x."))", "model = \(quoted(model))",
      "frameSkip = 5", "stepLimit = 1000",
    ]
    if let actuators = answer(.actuators), actuators != DraftQuestion.all {
      let names = actuators.split(separator: ",").map { quoted(String($0)) }.joined(separator: ", ")
      lines += ["", "[action]", "actuators = [\(names)]"]
    }
    // The policy does not see how far it has come; a free body has a y as well.
    let hidden = plan.root.orientation == nil ? (TaskDraft.slide(plan) == nil ? 0 : 1) : 2
    lines += ["", "[observation]", "hiddenPositions = \(hidden)"]
    let forward = answer(.forward)
    lines += ["", "[reward]", "forward = \(forward == nil ? "0.0" : "1.0")  # per m/s"]
    if let forward, forward != TaskDraft.slide(plan) { lines.append("speed = \"body\"") }
    lines += ["control = 0.001  # per unit of summed squared actions", "healthy = 1.0    # per step"]
    let limits = [
      answer(.height).map { "height = { low = \($0) }  # m" },
      answer(.pitch).map { "pitch = { low = -\($0), high = \($0) }  # rad" },
    ].compactMap(\.self)
    if !limits.isEmpty { lines += ["", "[health]"] + limits }
    if let keyframe = answer(.keyframe) { lines += ["", "[start]", "keyframe = \(quoted(keyframe))"] }
    if plan.root.orientation != nil { lines += ["", "[view]", "camera = \"threeQuarter\""] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A basic string of TOML.
  private func quoted(_ text: String) -> String {
    let escaped = text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    return "\"\(escaped)\""
  }
}
