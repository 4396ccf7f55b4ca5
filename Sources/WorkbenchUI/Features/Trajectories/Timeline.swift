import Canvas

/// The whole episode in a row: `!` at critical states, arrows at rewards that stand out, and the playhead. Two episodes
/// have a row each.
struct Timeline {
  let playback: Playback
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    guard grid.height > 0 else { return }
    let style: StyleToken = playback.isPlaying ? .pending : .muted
    let word = grid.width < 76 ? "" : playback.isPlaying ? " playing" : " stopped"
    let state = (playback.isPlaying ? glyphs.play : glyphs.pause) + word + " " + speed
    let isTwo = grid.height >= 2 && playback.other != nil
    let left = 1 + columnWidth(of: state) + 1 + (isTwo ? 6 : 0)
    let place = (grid.width < 76 ? "" : "step ") + "\(playback.position) of \(playback.last)"
    let width = grid.width - left - columnWidth(of: place) - 3
    grid.write(state, x: 1, y: 0, style: style)
    grid.write(place, x: grid.width - columnWidth(of: place) - 1, y: 0, style: style)
    guard width > 4 else { return }
    let line = Rect(x: left, y: 0, width: width, height: 1)
    for x in 0..<width {
      let step = width > 1 ? x * playback.last / (width - 1) : 0
      grid.mark("timeline", Rect(x: left + x, y: 0, width: 1, height: grid.height), place: step)
    }
    drawLine(playback.detail, playback.signals, line, on: &grid)
    guard isTwo, let other = playback.other, let signals = playback.otherSignals else { return }
    for (y, number) in [(0, playback.detail.episode), (1, other.episode)] {
      grid.write(padded("\(number)", to: 5, .trailing, ellipsis: glyphs.ellipsis), x: left - 6, y: y, style: .muted)
    }
    drawLine(other, signals, Rect(x: left, y: 1, width: width, height: 1), on: &grid)
  }

  /// The speed as people say it.
  private var speed: String {
    switch playback.speed {
    case 0.25: "1/4x"
    case 0.5: "1/2x"
    default: fixed(playback.speed, 0) + "x"
    }
  }

  private func drawLine(_ detail: EpisodeDetail, _ signals: EpisodeSignals, _ rect: Rect, on grid: inout Grid) {
    func column(_ place: Int) -> Int {
      playback.last == 0
        ? rect.x : rect.x + min(playback.last, max(0, place)) * (rect.width - 1) / playback.last
    }
    for x in rect.x...column(detail.last) {
      let isPast = x <= column(playback.position)
      let glyph = isPast ? glyphs.pick("━", "=") : glyphs.pick("─", "-")
      grid.put(glyph, width: 1, x: x, y: rect.y, style: isPast ? .focus : .border)
    }
    let mean = detail.rewards.isEmpty ? 0 : detail.rewards.reduce(0, +) / Double(detail.rewards.count)
    for place in signals.notableRewards {
      let isGain = detail.rewards[place] > mean
      let glyph = isGain ? glyphs.pick("▲", "^") : glyphs.pick("▼", "v")
      grid.put(glyph, width: 1, x: column(place), y: rect.y, style: isGain ? .accepted : .rejected)
    }
    for place in detail.criticalSteps {
      grid.put("!", width: 1, x: column(place), y: rect.y, style: .critical)
    }
    grid.put(glyphs.pick("█", "#"), width: 1, x: column(playback.position), y: rect.y, style: .focus)
  }
}
