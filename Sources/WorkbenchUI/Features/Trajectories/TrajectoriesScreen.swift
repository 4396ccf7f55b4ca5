import Canvas
import RLCore

extension Screen {
  /// The recorded episodes, and the player.
  static let trajectories = Screen(
    id: "trajectories", title: "Trajectories", shortTitle: "Traj", contexts: [listContext, playbackContext],
    context: { $0.trajectories.playback == nil ? listContext : playbackContext },
    draw: { model, grid in
      if let playback = model.trajectories.playback {
        PlaybackView(playback: playback, glyphs: model.glyphs).draw(on: &grid)
      } else {
        drawEpisodes(model, on: &grid)
      }
    })

  private static let listContext = BindingContext(
    "Episodes",
    [
      Binding(
        [.enter, .right, .character("l")], hint: "open", "play the episode", when: { $0.trajectories.selectedID != nil }
      ) { model, _ in
        guard let episode = model.trajectories.selectedID else { return [] }
        model.trajectories.requested = episode
        model.say("loading episode \(episode)")
        return [.loadTrajectory(episode: episode)]
      },
      .move([.character("j"), .down], hint: "down", "next episode") { $0.trajectories.move(1) },
      .move([.character("k"), .up], hint: "up", "previous episode") { $0.trajectories.move(-1) },
      .move([.pageDown], "a page down") { $0.trajectories.move($0.height - 8) },
      .move([.pageUp], "a page up") { $0.trajectories.move(8 - $0.height) },
      .move([.character("g"), .home], "first episode") { $0.trajectories.move(-1_000_000) },
      .move([.character("G"), .end], "last episode") { $0.trajectories.move(1_000_000) },
      .move([.character("o")], hint: "order", "order by episode, return or length") { $0.trajectories.cycleOrder() },
    ])

  private static let playbackContext = BindingContext(
    "Playback",
    [
      .move([.character(" ")], hint: "play", "play or stop") { $0.trajectories.playback?.toggle() },
      .move([.character("."), .right, .character("l")], hint: "step", "a step on") {
        $0.trajectories.playback?.step(1)
      },
      .move([.character(","), .left, .character("h")], hint: "back", "a step back") {
        $0.trajectories.playback?.step(-1)
      },
      .move([.character("]")], hint: "critical", "next critical state") { jumpToCritical(1, &$0) },
      .move([.character("[")], "previous critical state") { jumpToCritical(-1, &$0) },
      .move([.character("}")], hint: "reward", "next reward") { jumpToReward(1, &$0) },
      .move([.character("{")], "previous reward") { jumpToReward(-1, &$0) },
      .move([.character(">")], hint: "faster", "faster, up to 8x") { $0.trajectories.playback?.changeSpeed(1) },
      .move([.character("<")], "slower, down to a quarter") { $0.trajectories.playback?.changeSpeed(-1) },
      .move([.pageDown, .down, .character("j")], "ten steps on") { $0.trajectories.playback?.step(10) },
      .move([.pageUp, .up, .character("k")], "ten steps back") { $0.trajectories.playback?.step(-10) },
      .move([.home, .character("g")], "the first step") { $0.trajectories.playback?.step(-1_000_000) },
      .move([.end, .character("G")], "the last step") { $0.trajectories.playback?.step(1_000_000) },
      .move([.escape, .backspace], hint: "list", "back to the list") { $0.trajectories.playback = nil },
    ])
}

private func jumpToCritical(_ direction: Int, _ model: inout AppModel) {
  guard var playback = model.trajectories.playback else { return }
  if !playback.jump(direction, among: playback.detail.criticalSteps) { model.say("no more critical states there") }
  model.trajectories.playback = playback
}

private func jumpToReward(_ direction: Int, _ model: inout AppModel) {
  guard var playback = model.trajectories.playback else { return }
  if !playback.jump(direction, among: playback.rewardSteps) { model.say("no more rewards there") }
  model.trajectories.playback = playback
}

private func drawEpisodes(_ model: AppModel, on grid: inout Grid) {
  let state = model.trajectories
  let glyphs = model.glyphs
  let title = "Episodes  \(listPosition(state.selectedIndex, of: state.summaries.count))  by \(state.order.rawValue)"
  grid.pane(grid.bounds, title: title, focused: true, glyphs: glyphs) { part in
    let columns = [
      TableColumn("episode", width: 7, .trailing), TableColumn("return", width: 9, .trailing),
      TableColumn("steps", width: 6, .trailing), TableColumn("end", width: 10),
      TableColumn("critical steps", width: max(8, part.width - 38)),
    ]
    let rows = state.summaries.map { summary in
      [
        TableCell("\(summary.episode)"),
        TableCell(signed(summary.environmentReturn, 2)),
        TableCell("\(summary.length)"),
        TableCell(summary.terminated ? "terminated" : "step limit", .muted),
        TableCell(critical(summary.criticalSteps), summary.criticalSteps.isEmpty ? .muted : .critical),
      ]
    }
    Table(
      columns: columns, rows: rows, selected: state.selectedIndex,
      emptyText: "No episodes yet. They are recorded in the stage collect.", glyphs: glyphs
    ).draw(on: &part)
  }
}

private func critical(_ steps: [Int]) -> String {
  steps.isEmpty ? "-" : "\(steps.count): " + steps.map { "\($0)" }.joined(separator: " ")
}
