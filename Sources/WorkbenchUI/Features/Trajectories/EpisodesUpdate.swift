import Canvas
import RLCore

/// Takes what concerns the episodes.
func takeEpisodes(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .tick(let seconds) where model.movesByItself:
    if model.episodes.playback?.advance(to: seconds) == true { model.generation += 1 }
  case .feature(let message as EpisodesMessage): take(message, &model)
  default: break
  }
  return []
}

private func take(_ message: EpisodesMessage, _ model: inout AppModel) {
  switch message {
  case .items(let items): model.episodes.replace(items)
  case .detail(let detail):
    guard model.episodes.requested == detail.episode else { return }
    model.episodes.requested = nil
    if model.notice?.text == loading(detail.episode) { model.notice = nil }
    if model.episodes.isChoosing {
      model.episodes.playback?.compare(with: detail.safe)
      model.episodes.isChoosing = false
    } else {
      model.episodes.playback = Playback(detail.safe)
    }
  }
}

/// Asks for the selected episode.
func loadEpisode(_ model: inout AppModel) -> [Effect] {
  guard let episode = model.episodes.selected?.id else { return [] }
  if model.episodes.isChoosing, model.episodes.playback?.detail.episode == episode {
    model.complain("episode \(episode) is the one that is played; choose another")
    return []
  }
  model.episodes.requested = episode
  model.say(loading(episode))
  return [.feature(EpisodesEffect.load(episode))]
}

/// Plays or stops; what plays when motion is reduced stands still and can be stopped.
func togglePlayback(_ model: inout AppModel) {
  guard model.episodes.playback?.isPlaying == true || model.mayPlay(by: ". and , go by steps") else { return }
  model.episodes.playback?.toggle()
}

/// Goes to a critical state of an episode in view.
func jumpToCritical(_ direction: Int, _ model: inout AppModel) {
  guard var playback = model.episodes.playback else { return }
  if !playback.jump(direction, among: playback.criticalSteps) { model.say("no more critical states there") }
  model.episodes.playback = playback
}

/// Goes to a reward of an episode in view.
func jumpToReward(_ direction: Int, _ model: inout AppModel) {
  guard var playback = model.episodes.playback else { return }
  if !playback.jump(direction, among: playback.rewardSteps) { model.say("no more rewards there") }
  model.episodes.playback = playback
}

/// Goes to where the next episode in view ends.
func jumpToEnd(_ model: inout AppModel) {
  guard var playback = model.episodes.playback else { return }
  if !playback.jump(1, among: playback.ends) { playback.step(1_000_000) }
  model.episodes.playback = playback
}

/// Opens the list to choose a second episode, or leaves the second one out.
func toggleComparison(_ model: inout AppModel) {
  guard let playback = model.episodes.playback else { return }
  if playback.other != nil {
    model.episodes.playback?.compare(with: nil)
    return
  }
  guard model.episodes.items.count > 1 else { return model.complain("there is no other episode") }
  model.episodes.playback?.stop()
  model.episodes.isChoosing = true
  model.say("choose the episode to see beside episode \(playback.detail.episode): Enter takes it, Esc goes back")
}

/// Opens the form that marks the present state as critical.
func openMarkForm(_ model: inout AppModel) {
  guard let playback = model.episodes.playback else { return }
  model.episodes.playback?.stop()
  guard let form = MarkForm(playback.detail, step: playback.place) else {
    return model.complain("nothing was done here: the episode is over")
  }
  model.episodes.form = form
}

/// Has the suggestion that the form stands for stored.
func saveMark(_ model: inout AppModel) -> [Effect] {
  guard var form = model.episodes.form else { return [] }
  guard let suggestion = form.suggestion() else {
    model.episodes.form = form
    return []
  }
  model.episodes.form = nil
  let place = "the suggestion for step \(form.step) of episode \(form.episode)"
  let review = model.number(of: .review)
  return [keep(EpisodesEffect.suggest(suggestion), place, said: "\(place) waits in the review: \(review)", &model)]
}

extension AppModel {
  /// What was proposed at a step of an episode.
  func proposals(at step: Int, of episode: Int) -> [ReviewItem] {
    review.index.places(inEpisode: episode).map { review.items[$0] }.filter { $0.suggestion.step == step }
  }

  /// What was proposed at the playhead.
  var presentProposals: [ReviewItem] {
    episodes.playback.map { proposals(at: $0.place, of: $0.detail.episode) } ?? []
  }
}

/// Goes to the review, with what was proposed at the playhead selected.
func openProposal(_ model: inout AppModel) -> [Effect] {
  guard let item = model.presentProposals.first else {
    model.complain("nothing is proposed here: ] goes to the next critical state, m writes a suggestion")
    return []
  }
  model.episodes.playback?.stop()
  // The review may show only some; it is turned to a filter that shows this one.
  for _ in ReviewFilter.allCases where model.review.index.row(of: item.id) == nil {
    model.review.cycleFilter()
  }
  model.review.select(item.id)
  return show(Screen.review.name, &model)
}

/// What is said until an episode is there.
private func loading(_ episode: Int) -> String { "loading episode \(episode)" }
