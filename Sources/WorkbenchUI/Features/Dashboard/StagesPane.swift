import Canvas
import RLCore

/// What stages there are and what each does, for the time before there is anything to draw.
struct StagesPane {
  let stages: [StageProgress]
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    let all = Stage.allCases
    let hasHeading = grid.height >= all.count + 2
    if hasHeading {
      let text = "Curves are drawn from the first update on. What is to be done:"
      grid.write(truncated(text, to: grid.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: 0, style: .muted)
    }
    let top = hasHeading ? 2 : 0
    // Where there is room, every stage has a bar under it.
    let pitch = max(1, min(6, (grid.height - top) / all.count))
    for (index, stage) in all.enumerated() {
      let progress = stages.first { $0.stage == stage } ?? StageProgress(stage: stage)
      let y = top + index * pitch
      let (mark, style) = mark(progress.state)
      grid.write(mark, x: 1, y: y, style: style)
      let after = grid.write(padded(stage.rawValue, to: 10), x: 3, y: y, style: style)
      let share = progress.state == .running ? "\(fixed(min(1, max(0, progress.fraction)) * 100, 0)) %  " : ""
      let text = truncated(share + stage.purpose, to: grid.width - after - 1, ellipsis: glyphs.ellipsis)
      grid.write(text, x: after, y: y, style: progress.state == .running ? .text : .muted)
      if pitch >= 3 {
        grid.progressBar(
          x: after, y: y + 1, width: grid.width - after - 2, fraction: progress.fraction, style: style,
          glyphs: glyphs)
      }
    }
  }

  private func mark(_ state: StageProgress.State) -> (String, StyleToken) {
    switch state {
    case .waiting: (glyphs.dot, .muted)
    case .running: (glyphs.play, .pending)
    case .needsReview: ("!", .critical)
    case .done: (glyphs.check, .accepted)
    case .failed: (glyphs.cross, .rejected)
    }
  }
}

extension Stage {
  /// What the stage is for, in a few words.
  fileprivate var purpose: String {
    switch self {
    case .train: "PPO learns a base policy until it is stuck"
    case .collect: "episodes of it are recorded"
    case .identify: "an advisor picks states and better actions"
    case .verify: "the simulator measures each suggestion"
    case .review: "you accept, edit or reject the suggestions"
    case .refine: "training goes on with what you accepted"
    case .compare: "all policies play on, without guidance"
    }
  }
}
