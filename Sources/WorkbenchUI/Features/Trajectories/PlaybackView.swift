import Canvas
import RLCore

/// One episode at the playhead, or two side by side: picture, what is known of the step, curves, and the whole as a line.
struct PlaybackView {
  let playback: Playback
  /// What was proposed at the playhead.
  let proposals: [ReviewItem]
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    let layout = PlaybackLayout(
      width: grid.width, height: grid.height, isComparing: playback.other != nil, zoom: playback.zoom)
    if let other = playback.other, let signals = playback.otherSignals {
      drawBeside(playback.detail, playback.signals, at: playback.place, layout.picture, mark: "●", on: &grid)
      drawBeside(other, signals, at: playback.otherPlace, layout.step, mark: "○", on: &grid)
    } else {
      drawPicture(layout.picture, on: &grid)
      drawStep(layout.step, on: &grid)
    }
    if layout.curves.height >= 4 {
      EpisodeCurves(playback: playback, glyphs: glyphs).draw(in: layout.curves, on: &grid)
    }
    grid.draw(in: layout.timeline) { Timeline(playback: playback, glyphs: glyphs).draw(on: &$0) }
  }

  private func drawPicture(_ rect: Rect, on grid: inout Grid) {
    guard rect.width >= 4, rect.height >= 3 else { return }
    let title = "Episode \(playback.detail.episode)"
    grid.pane(rect, title: title, focused: true, glyphs: glyphs) {
      drawFrame(playback.detail, playback.place, on: &$0)
    }
    let words = ending(playback.detail, playback.signals, width: rect.width)
    grid.borderWords(words, of: rect, title: title, glyphs: glyphs)
  }

  private func drawStep(_ rect: Rect, on grid: inout Grid) {
    guard rect.width >= 4, rect.height >= 3 else { return }
    let detail = playback.detail
    let title = "Step \(playback.place)"
    grid.pane(rect, title: title, glyphs: glyphs) { part in
      StepView(
        detail: detail, signals: playback.signals, step: playback.place, proposals: proposals, glyphs: glyphs
      ).draw(on: &part)
    }
    if playback.isCritical {
      let words = rect.width < 40 ? "! critical" : "! critical state"
      grid.borderWords([TableCell(words, .critical)], of: rect, title: title, glyphs: glyphs)
    }
    if !proposals.isEmpty {
      grid.borderWords([TableCell("Enter: review", .key)], of: rect, atBottom: true, glyphs: glyphs)
    }
  }

  /// One of two episodes: its picture, and the numbers of its step in the last rows.
  private func drawBeside(
    _ detail: EpisodeDetail, _ signals: EpisodeSignals, at step: Int, _ rect: Rect, mark: String,
    on grid: inout Grid
  ) {
    guard rect.width >= 4, rect.height >= 3 else { return }
    let title = "\(glyphs.pick(mark, mark == "●" ? "*" : "o")) Episode \(detail.episode)  step \(step)"
    grid.pane(rect, title: title, focused: mark == "●", glyphs: glyphs) { part in
      let view = StepView(detail: detail, signals: signals, step: step, proposals: [], glyphs: glyphs)
      let below = min(part.height, part.height >= 20 ? 8 : part.height >= 14 ? 6 : 3)
      part.draw(in: Rect(x: 0, y: 0, width: part.width, height: part.height - below)) {
        drawFrame(detail, step, on: &$0)
      }
      part.draw(in: Rect(x: 0, y: part.height - below, width: part.width, height: below)) { view.draw(on: &$0) }
    }
    let state =
      detail.criticalSteps.contains(step)
      ? [TableCell("! critical", .critical)] : ending(detail, signals, width: rect.width)
    grid.borderWords(state, of: rect, title: title, glyphs: glyphs)
  }

  private func drawFrame(_ detail: EpisodeDetail, _ step: Int, on part: inout Grid) {
    guard detail.frames.indices.contains(step) else {
      let text = truncated("no picture of this step", to: part.width, ellipsis: glyphs.ellipsis)
      part.write(text, x: (part.width - columnWidth(of: text)) / 2, y: part.height / 2, style: .muted)
      return
    }
    FramePane(frame: detail.frames[step], glyphs: glyphs).draw(on: &part)
  }

  /// What the episode came to: how it ended, and its return.
  private func ending(_ detail: EpisodeDetail, _ signals: EpisodeSignals, width: Int) -> [TableCell] {
    let word = width >= 32 ? "return " : ""
    let sum = signals.returns.last.map { TableCell(word + signed($0, 2), .muted) }
    let end = detail.terminated.map { TableCell(EpisodeItem.outcome($0), .muted) }
    return [end, sum].compactMap(\.self)
  }
}
