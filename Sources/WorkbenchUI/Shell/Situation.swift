import Canvas
import RLCore

/// What goes on, and whose turn it is, in plain words: the row above the keys.
enum Situation {
  /// What goes on, and then what the person may do about it.
  static func words(_ model: AppModel) -> [TableCell] {
    guard model.subject == .session, !model.runs.isPicker else { return [] }
    let engine = model.engine
    if engine.isPaused { return [TableCell("Paused.", .pending), TableCell("P goes on.", .text)] }
    let stages = engine.stages
    if let failed = stages.first(where: { $0.state == .failed }), !engine.isBusy {
      return [
        TableCell("\(failed.stage.rawValue) failed.", .critical), TableCell("R tries again; see the events.", .text),
      ]
    }
    if model.isReviewAwaited {
      return [
        TableCell("Your turn:", .pending),
        TableCell(
          "\(counted(model.review.count("pending"), "suggestion")) pending in the review; "
            + (model.isInView(.review) ? "R goes on to training." : "R there goes on to training."), .text),
      ]
    }
    if let running = stages.first(where: { $0.state == .running }) {
      return [TableCell(sentence(running, engine), .text)]
    }
    if let run = engine.activeRun { return [TableCell("Training \(sanitised(run)).", .text)] }
    if stages.isEmpty { return [TableCell("Looking for what the session has behind it.", .muted)] }
    let open = stages.drop { $0.state == .done }.map(\.stage.rawValue)
    if open.isEmpty {
      return [TableCell("Every stage is done.", .accepted), TableCell("Compare shows what came of it.", .text)]
    }
    guard !model.isReadOnly else {
      let how = model.isFollowing ? "+ - P and C steer it from here." : "This one only looks on."
      return [TableCell("Another process has this session.", .text), TableCell(how, .text)]
    }
    return [
      TableCell("Nothing runs.", .text),
      TableCell("R goes on from \(open[0])" + (open.count > 1 ? " to \(open[open.count - 1])." : "."), .text),
    ]
  }

  private static func sentence(_ progress: StageProgress, _ engine: EngineState) -> String {
    let note = sanitised(progress.note)
    switch progress.stage {
    case .train: return "Training the base policy that coaching starts from."
    case .collect: return "Recording episodes of the base policy."
    case .identify: return "Asking which states were critical and what should have been done there."
    case .verify: return "Measuring in the simulator what each suggestion is worth, in paired rollouts."
    case .review: return "Waiting for the review."
    case .refine: return note.isEmpty ? "Refining the base policy." : "Refining the base policy by \(note)."
    case .compare: return "Playing games with guidance off, to compare" + (note.isEmpty ? "." : ": \(note).")
    }
  }
}
