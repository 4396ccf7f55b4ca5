import Canvas
import RLCore

extension Screen {
  /// The recorded episodes, and the player.
  static let episodes = Screen(
    name: "trajectories", title: "Trajectories", shortTitle: "Traj", summary: "The recorded episodes, and the player.",
    contexts: [listContext, playbackContext],
    context: { $0.episodes.playback == nil ? listContext : playbackContext }, handle: { take($1, &$0) },
    isAnimating: { $0.episodes.playback?.isPlaying ?? false },
    draw: { model, grid in
      if let playback = model.episodes.playback {
        PlaybackView(playback: playback, glyphs: model.glyphs).draw(on: &grid)
      } else {
        drawEpisodes(model, on: &grid)
      }
    })

  private static let listContext = BindingContext(
    "Episodes",
    [
      Binding(
        [.enter, .right, .character("l")], hint: "open", "play the episode", when: { $0.episodes.selectedID != nil }
      ) { model, _ in
        guard let episode = model.episodes.selectedID else { return [] }
        model.episodes.requested = episode
        model.say("loading episode \(episode)")
        return [.feature(EpisodesEffect.load(episode))]
      },
      .move([.character("j"), .down], hint: "down", "next episode") { $0.episodes.move(1) },
      .move([.character("k"), .up], hint: "up", "previous episode") { $0.episodes.move(-1) },
      .move([.pageDown], "a page down") { $0.episodes.move($0.height - 8) },
      .move([.pageUp], "a page up") { $0.episodes.move(8 - $0.height) },
      .move([.character("g"), .home], "first episode") { $0.episodes.move(-1_000_000) },
      .move([.character("G"), .end], "last episode") { $0.episodes.move(1_000_000) },
      .move([.character("o")], hint: "order", "order by episode, return or length") { $0.episodes.cycleOrder() },
    ])

  private static let playbackContext = BindingContext(
    "Playback",
    [
      .move([.character(" ")], hint: "play", "play or stop") { $0.episodes.playback?.toggle() },
      .move([.character("."), .right, .character("l")], hint: "step", "a step on") {
        $0.episodes.playback?.step(1)
      },
      .move([.character(","), .left, .character("h")], hint: "back", "a step back") {
        $0.episodes.playback?.step(-1)
      },
      .move([.character("]")], hint: "critical", "next critical state") { jumpToCritical(1, &$0) },
      .move([.character("[")], "previous critical state") { jumpToCritical(-1, &$0) },
      .move([.character("}")], hint: "reward", "next reward") { jumpToReward(1, &$0) },
      .move([.character("{")], "previous reward") { jumpToReward(-1, &$0) },
      .move([.character(">")], hint: "faster", "faster, up to 8x") { $0.episodes.playback?.changeSpeed(1) },
      .move([.character("<")], "slower, down to a quarter") { $0.episodes.playback?.changeSpeed(-1) },
      .move([.pageDown, .down, .character("j")], "ten steps on") { $0.episodes.playback?.step(10) },
      .move([.pageUp, .up, .character("k")], "ten steps back") { $0.episodes.playback?.step(-10) },
      .move([.home, .character("g")], "the first step") { $0.episodes.playback?.step(-1_000_000) },
      .move([.end, .character("G")], "the last step") { $0.episodes.playback?.step(1_000_000) },
      .move([.escape, .backspace], hint: "list", "back to the list") { $0.episodes.playback = nil },
    ])
}

private func jumpToCritical(_ direction: Int, _ model: inout AppModel) {
  guard var playback = model.episodes.playback else { return }
  if !playback.jump(direction, among: playback.detail.criticalSteps) { model.say("no more critical states there") }
  model.episodes.playback = playback
}

private func jumpToReward(_ direction: Int, _ model: inout AppModel) {
  guard var playback = model.episodes.playback else { return }
  if !playback.jump(direction, among: playback.rewardSteps) { model.say("no more rewards there") }
  model.episodes.playback = playback
}

private func take(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .tick(let seconds):
    if model.episodes.playback?.advance(to: seconds) == true { model.generation += 1 }
  case .feature(let message as EpisodesMessage): take(message, &model)
  default: break
  }
  return []
}

private func take(_ message: EpisodesMessage, _ model: inout AppModel) {
  switch message {
  case .items(let items): model.episodes.replace(items)
  case .detail(var detail):
    guard model.episodes.requested == detail.episode else { return }
    detail.narration = detail.narration.map(sanitised)
    model.episodes.requested = nil
    model.episodes.playback = Playback(detail)
  }
}
