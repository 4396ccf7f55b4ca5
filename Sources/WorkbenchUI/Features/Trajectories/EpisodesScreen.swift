import Canvas
import RLCore

extension Screen {
  /// The recorded episodes, and the player.
  static let episodes = Screen(
    name: "trajectories", title: "Trajectories", shortTitle: "Traj", summary: "The recorded episodes, and the player.",
    contexts: [listContext, playbackContext, choosingContext, searchContext, formContext],
    context: { model in
      let state = model.episodes
      if state.form != nil { return formContext }
      if state.search.field != nil { return searchContext }
      if state.isChoosing { return choosingContext }
      return state.playback == nil ? listContext : playbackContext
    },
    handle: { takeEpisodes($1, &$0) },
    move: { model, rows in
      model.episodes.move(rows)
      return []
    },
    press: { model, part, place in
      if part == "timeline", let place { model.episodes.playback?.step(to: place) }
      return []
    },
    isAnimating: { $0.movesByItself && $0.episodes.playback?.isPlaying == true },
    draw: { model, grid in
      if model.episodes.isPlayerOpen, let playback = model.episodes.playback {
        let proposals = model.proposals(at: playback.place, of: playback.detail.episode)
        PlaybackView(playback: playback, proposals: proposals, glyphs: model.glyphs).draw(on: &grid)
      } else {
        EpisodesView(state: model.episodes, glyphs: model.glyphs).draw(on: &grid)
      }
      MarkFormView.draw(model, on: &grid)
    })

  private static let hasSelection: @Sendable (AppModel) -> Bool = { $0.episodes.selected != nil }
  private static let hasItems: @Sendable (AppModel) -> Bool = { !$0.episodes.items.isEmpty }
  private static let hasCritical: @Sendable (AppModel) -> Bool = {
    $0.episodes.playback?.criticalSteps.isEmpty == false
  }

  private static let listContext = BindingContext(
    "Episodes",
    [
      Binding(
        [.enter, .right, .character("l")], hint: "play", "play the episode", when: hasSelection
      ) { model, _ in loadEpisode(&model) }
    ] + listMoves
      + Binding.search(\.episodes.search, "list only what holds the words: number, return, end, critical steps") {
        $0.episodes.arrange()
      })

  private static let searchContext = BindingContext.typingSearch("Search episodes", \.episodes.search) {
    $0.episodes.arrange()
  }

  private static let choosingContext = BindingContext(
    "Second episode",
    [
      Binding(
        [.enter, .right, .character("l")], hint: "put beside", "put the episode beside the one that is played",
        when: hasSelection
      ) { model, _ in loadEpisode(&model) },
      .move([.escape, .backspace], hint: "back", "back to the player") { $0.episodes.isChoosing = false },
    ] + listMoves)

  private static let listMoves: [Binding] = [
    .move([.character("j"), .down], hint: "down", "next episode", when: hasItems) { $0.episodes.move(1) },
    .move([.character("k"), .up], hint: "up", "previous episode", when: hasItems) { $0.episodes.move(-1) },
    .move([.pageDown], "a page down") { $0.episodes.move($0.height - 8) },
    .move([.pageUp], "a page up") { $0.episodes.move(8 - $0.height) },
    .move([.character("g"), .home], "first episode") { $0.episodes.move(-1_000_000) },
    .move([.character("G"), .end], "last episode") { $0.episodes.move(1_000_000) },
    .move(
      [.character("o")], hint: "order", "order by episode, return, length, outcome or critical states",
      when: hasItems
    ) {
      $0.episodes.cycleOrder()
    },
    .move([.character("O")], hint: "reverse", "turn the order round", when: hasItems) { $0.episodes.reverseOrder() },
    .move(
      [.character("f")], hint: "filter", "show all, those with critical states, terminated, or cut at the limit",
      when: hasItems
    ) {
      $0.episodes.cycleFilter()
    },
  ]

  private static let playbackContext = BindingContext(
    "Playback",
    [
      .move([.character(" ")], hint: "play", "play or stop", when: { $0.movesByItself }) { togglePlayback(&$0) },
      .move([.character("."), .right, .character("l")], hint: "step", "a step on") {
        $0.episodes.playback?.step(1)
      },
      .move([.character(","), .left, .character("h")], hint: "back", "a step back") {
        $0.episodes.playback?.step(-1)
      },
      .move([.character("]")], hint: "critical", "next critical state", when: hasCritical) { jumpToCritical(1, &$0) },
      .move([.character("[")], "previous critical state") { jumpToCritical(-1, &$0) },
      Binding(
        [.enter, .character("v")], hint: "review", "judge the suggestion of this state in the review",
        when: { !$0.presentProposals.isEmpty }
      ) { model, _ in openProposal(&model) },
      Binding(
        [.character("m")], hint: "mark", "mark the state as critical and write a suggestion", needsWrite: true
      ) { model, _ in
        openMarkForm(&model)
        return []
      },
      .move([.character("}")], hint: "reward", "next reward, or where all are rewarded the next unusual one") {
        jumpToReward(1, &$0)
      },
      .move([.character("{")], "previous reward") { jumpToReward(-1, &$0) },
      .move([.character(">")], hint: "faster", "faster, up to 8x") { $0.episodes.playback?.changeSpeed(1) },
      .move([.character("<")], "slower, down to 1/4x") { $0.episodes.playback?.changeSpeed(-1) },
      .move([.character("c")], hint: "compare", "choose a second episode to see beside this one, or leave it out") {
        toggleComparison(&$0)
      },
      .move([.character("z")], hint: "zoom", "everything, curves, or the picture") {
        $0.episodes.playback?.turnZoom()
      },
      .move([.pageDown, .down, .character("j"), .character("L")], "ten steps on") { $0.episodes.playback?.step(10) },
      .move([.pageUp, .up, .character("k"), .character("H")], "ten steps back") { $0.episodes.playback?.step(-10) },
      .move([.character(")"), .end, .character("G")], "the end of the episode, then of the longer one") {
        jumpToEnd(&$0)
      },
      .move([.character("("), .home, .character("g")], "the first step") { $0.episodes.playback?.step(-1_000_000) },
      .move([.escape, .backspace], hint: "list", "back to the list") { $0.episodes.playback = nil },
    ])

  private static let formContext = BindingContext(
    "Suggestion by hand", isModal: true, isForm: true, typing: { model, key in model.episodes.form?.handle(key) },
    [
      Binding([.enter], hint: "save", "store the suggestion, which joins the review", needsWrite: true) { model, _ in
        saveMark(&model)
      },
      .move([.tab, .down], hint: "next field", "next field") { $0.episodes.form?.moveFocus(1) },
      .move([.backTab, .up], "previous field") { $0.episodes.form?.moveFocus(-1) },
      .move([.escape], hint: "cancel", "close without saving") { $0.episodes.form = nil },
    ])
}
