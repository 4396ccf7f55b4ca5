import Canvas
import RLCore

/// The stages in one row, each with a glyph for its state, the one that matters with its share done.
struct StageStrip {
  let stages: [StageProgress]
  let glyphs: GlyphSet

  func draw(on grid: inout Grid, y: Int) {
    let all = Stage.allCases.map { stage in
      stages.first { $0.stage == stage } ?? StageProgress(stage: stage)
    }
    for form in [Form.noted, .full, .short] {
      let pieces = all.map { piece($0, form: form) }
      let width = pieces.reduce(0) { $0 + columnWidth(of: $1.text) }
      guard let gap = [3, 2, 1].first(where: { width + $0 * (pieces.count - 1) + 1 <= grid.width }) else { continue }
      grid.write(pieces, x: 1, y: y, gap: gap)
      return
    }
  }

  /// How much is written: the note of what runs too, the names alone, or the names of what is not done.
  private enum Form {
    case noted, full, short
  }

  private func piece(_ progress: StageProgress, form: Form) -> TableCell {
    let name = progress.stage.rawValue
    switch progress.state {
    case .waiting:
      return TableCell("\(glyphs.dot)\(name)", .muted)
    case .running:
      let share = " \(fixed(min(1, max(0, progress.fraction)) * 100, 0))%"
      let note = form == .noted && !progress.note.isEmpty ? " (\(sanitised(progress.note)))" : ""
      return TableCell("\(glyphs.play)\(name)\(share)\(note)", .pending)
    case .needsReview:
      return TableCell("!\(name)\(form == .short ? "" : " waits")", .critical)
    case .done:
      return TableCell(glyphs.check + (form == .short ? "" : name), .accepted)
    case .failed:
      return TableCell("\(glyphs.cross)\(name)\(form == .short ? "" : " failed")", .rejected)
    }
  }
}
