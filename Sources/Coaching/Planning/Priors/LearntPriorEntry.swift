import RLCore
import TextEnvironments

extension PriorEntry {
  /// What is learnt from plans for other tasks.
  static let learnt = PriorEntry(
    "learnt", "is learnt from walkthroughs of other scenes in the data set, or of games that are drawn",
    form: "learnt[:drawn]", parts: 0...1
  ) { parts, situation in
    guard parts.isEmpty || parts == ["drawn"] else {
      throw UnknownNameError(kind: "way to learn a prior", name: parts[0], valid: ["drawn"])
    }
    guard let learn = situation.environment.learner else {
      throw InvalidSettingError(
        key: "prior", value: "learnt",
        valid: "another prior: nothing can be learnt for \(situation.environment.name), which has no walkthroughs")
    }
    return PlanPrior(try learn(situation.tasks.members.map(\.task), situation.folder, !parts.isEmpty))
  }
}
