import Canvas
import RLCore

/// What a workbench asks of whoever runs the stages of its session.
public enum StagesEffect: FeatureEffect {
  /// Go on with the stages from where they were left, which is what `R` does.
  case run

  /// Stages change the session.
  public var needsWrite: Bool { true }
}

extension AppModel {
  /// Going on with the stages leads somewhere: the review waits, or something is left that nobody works on.
  var hasStagesToRun: Bool {
    guard subject == .session else { return false }
    return isReviewAwaited || !engine.isBusy && engine.stages.contains { $0.state != .done }
  }
}

/// The person wants the stages to go on.
private struct RunningStages: Consequence {
  func carryOut(_ model: inout AppModel) -> [Effect] {
    model.say("going on with the stages")
    return [.feature(StagesEffect.run)]
  }
}

/// Goes on with the stages, or says why there is nothing to go on with. Opening a session only looks, so that this asks.
/// Where the review waits, or is in view, it ends the review.
func askToRunStages(_ model: inout AppModel) -> [Effect] {
  let isBeforeReview = model.engine.stages.prefix { $0.stage != .review }.contains { $0.state != .done }
  guard !model.isReviewAwaited, !model.isInView(.review) || isBeforeReview && !model.engine.isBusy else {
    return askToFinish(&model)
  }
  if let running = model.engine.stages.first(where: { $0.state == .running }) {
    model.say("\(running.stage.rawValue) is under way")
    return []
  }
  guard !model.engine.isBusy else {
    model.say("\(sanitised(model.engine.activeRun ?? "a run")) is under way")
    return []
  }
  guard !model.engine.stages.isEmpty else {
    model.say("the session is still being read")
    return []
  }
  // What an earlier stage brings later ones have to take up, also where they were done.
  let open = model.engine.stages.drop { $0.state == .done }.map(\.stage)
  guard !open.isEmpty else {
    model.say("every stage is done; change decisions in the review, and R there trains anew with them")
    return []
  }
  model.confirmation = Confirmation(
    title: "Go on with the stages?",
    lines: [
      "From \(open[0].rawValue) on: " + open.map(\.rawValue).joined(separator: ", ") + ".",
      "Each goes on from where it was left, and whatever it makes is stored in this session.",
    ], consequence: RunningStages())
  return []
}
