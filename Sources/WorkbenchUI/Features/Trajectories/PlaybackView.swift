import Canvas
import RLCore

/// One episode at the playhead: frame, narration, numbers, and where in the episode it is.
struct PlaybackView {
  let playback: Playback
  let glyphs: GlyphSet

  private var step: Int { playback.position }
  private var detail: EpisodeDetail { playback.detail }
  private var isCritical: Bool { detail.criticalSteps.contains(step) }

  func draw(on grid: inout Grid) {
    let barRows = 2
    let height = grid.height - barRows
    let infoWidth = grid.width >= 110 ? 44 : grid.width >= 76 ? 36 : 28
    let left = Rect(x: 0, y: 0, width: grid.width - infoWidth, height: height)
    let title = "Episode \(detail.episode)  \(listPosition(step, of: detail.count))"
    grid.pane(left, title: title, focused: true, glyphs: glyphs) { part in
      guard detail.frames.indices.contains(step) else {
        part.write("no picture of this step", x: 1, y: 0, style: .muted)
        return
      }
      FramePane(frame: detail.frames[step], glyphs: glyphs).draw(on: &part)
    }
    let right = Rect(x: left.width, y: 0, width: infoWidth, height: height)
    grid.pane(right, title: isCritical ? "! critical state" : "Step \(step)", glyphs: glyphs, drawNumbers)
    drawBar(on: &grid, y: height)
  }

  private func drawNumbers(on part: inout Grid) {
    var y = 0
    func row(_ name: String, _ value: String, _ style: StyleToken = .text, on part: inout Grid) {
      part.write(padded(name, to: 8), x: 1, y: y, style: .muted)
      part.write(truncated(value, to: part.width - 10, ellipsis: glyphs.ellipsis), x: 9, y: y, style: style)
      y += 1
    }
    if detail.actions.indices.contains(step) {
      row("action", sanitised(detail.actions[step]), on: &part)
    } else {
      row("action", "none: the episode is over", .muted, on: &part)
    }
    if detail.rewards.indices.contains(step) {
      let reward = detail.rewards[step]
      let sum = detail.rewards.prefix(step + 1).reduce(0, +)
      let style: StyleToken = reward > 0 ? .accepted : reward < 0 ? .rejected : .text
      row("reward", "\(signed(reward, 2))  sum \(signed(sum, 2))", style, on: &part)
    }
    if detail.values.indices.contains(step) { row("V(s)", fixed(detail.values[step], 3), on: &part) }
    if detail.probabilities.indices.contains(step), !detail.probabilities[step].isEmpty {
      y += part.height >= 12 ? 1 : 0
      let pairs = detail.probabilities[step].enumerated().map { index, share in
        ActionProbability(
          name: detail.actionNames.indices.contains(index) ? detail.actionNames[index] : "action \(index)",
          probability: share)
      }
      y = ProbabilityBars(pairs: pairs, glyphs: glyphs).draw(on: &part, y: y, rows: max(3, part.height / 3))
    }
    y += part.height >= 12 ? 1 : 0
    guard detail.narration.indices.contains(step) else { return }
    for line in wrapped(detail.narration[step], to: part.width - 2) where y < part.height {
      part.write(line, x: 1, y: y)
      y += 1
    }
  }

  /// The whole episode in one row: `!` at critical states, arrows at rewards, and the playhead.
  private func drawBar(on grid: inout Grid, y: Int) {
    let state = playback.isPlaying ? "\(glyphs.play) playing" : "\(glyphs.pause) stopped"
    let speed = playback.speed < 1 ? fixed(playback.speed, 2) : fixed(playback.speed, 0)
    let count = detail.criticalSteps.count
    grid.write(
      "\(state)  speed \(speed)x  step \(step) of \(playback.last)  \(count) critical", x: 1, y: y,
      style: playback.isPlaying ? .pending : .muted)
    let width = grid.width - 2
    func column(_ place: Int) -> Int {
      playback.last == 0 ? 1 : 1 + max(0, min(playback.last, max(0, place)) * (width - 1) / playback.last)
    }
    for x in 1...max(1, width) { grid.put(glyphs.pick("─", "-"), width: 1, x: x, y: y + 1, style: .border) }
    for place in playback.rewardSteps {
      let isGain = detail.rewards[place] > 0
      let glyph = isGain ? glyphs.pick("▲", "^") : glyphs.pick("▼", "v")
      grid.put(glyph, width: 1, x: column(place), y: y + 1, style: isGain ? .accepted : .rejected)
    }
    for place in detail.criticalSteps {
      grid.put("!", width: 1, x: column(place), y: y + 1, style: .critical)
    }
    grid.put(glyphs.pick("█", "#"), width: 1, x: column(step), y: y + 1, style: .focus)
  }
}

/// The policy's probabilities as bars.
struct ProbabilityBars {
  let pairs: [ActionProbability]
  let glyphs: GlyphSet

  /// Draws at most `rows` bars from row `y`, the rest counted in words; returns the row after them.
  func draw(on grid: inout Grid, y: Int, rows: Int) -> Int {
    let nameWidth = min(12, pairs.map { columnWidth(of: sanitised($0.name)) }.max() ?? 0)
    let shown = pairs.count > rows ? max(1, rows - 1) : pairs.count
    let best = pairs.map(\.probability).max() ?? 0
    for (index, pair) in pairs.prefix(shown).enumerated() {
      let isBest = pair.probability == best
      let name = padded(sanitised(pair.name), to: nameWidth, ellipsis: glyphs.ellipsis)
      grid.write((isBest ? "*" : " ") + name, x: 0, y: y + index, style: isBest ? .text : .muted)
      grid.write(padded(fixed(pair.probability, 2), to: 5, .trailing), x: nameWidth + 1, y: y + index)
      grid.progressBar(
        x: nameWidth + 7, y: y + index, width: min(20, grid.width - nameWidth - 8), fraction: pair.probability,
        style: .agent, glyphs: glyphs)
    }
    guard shown < pairs.count else { return y + shown }
    grid.write("and \(pairs.count - shown) more", x: 1, y: y + shown, style: .muted)
    return y + shown + 1
  }
}
