import Algorithms
import RLCore
import SessionStore

/// A run that is to take more steps than it was begun with, and what that does to what falls over a run.
struct RunExtension {
  /// What a person should know.
  let words: String

  /// `run`, which stands at `step`, is to take `total` steps in all.
  init(of run: SessionStore.Run, from step: Int, to total: Int, _ configuration: PPOConfiguration) {
    var falling: [String] = []
    if configuration.annealsLearningRate { falling.append("the learning rate") }
    let guidance = configuration.guidance
    if guidance.shapesRewards, guidance.alphaSchedule == .annealed { falling.append("alpha") }
    if guidance.overridesActions, guidance.schedule == .annealed { falling.append("the share of overrides") }
    if run.method == "oracle-actions" { falling.append("the share of the teacher's actions") }
    let percent = Numerals.fixed(100 * (1 - Double(step) / Double(total)), 0)
    let schedules =
      falling.isEmpty
      ? "nothing in it falls over a run, so that rates stay as they are"
      : "what falls over a run falls over the new length now: \(falling.joined(separator: ", ")) goes on at \(percent) % "
        + "of its setting"
    words = "'\(run.name)' goes on from step \(step) to \(total) instead of \(run.totalSteps); \(schedules)"
  }
}
