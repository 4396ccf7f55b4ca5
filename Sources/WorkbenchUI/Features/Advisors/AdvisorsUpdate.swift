import Canvas
import RLCore

/// Takes what concerns advisors.
func takeAdvice(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  guard case .feature(let message as AdvisorsMessage) = message else { return [] }
  switch message {
  case .progress(let progress): model.advisors.progress = progress.map(safe)
  case .offers(let offers): take(offers, &model)
  case .models(let offers): take(offers, &model)
  }
  return []
}

private func safe(_ progress: AdvisorProgress) -> AdvisorProgress {
  var progress = progress
  progress.advisor = sanitised(progress.advisor)
  progress.reason = sanitised(progress.reason)
  progress.budget.currency = sanitised(progress.budget.currency)
  progress.pause = progress.pause.map(sanitised)
  return progress
}

/// Opens the menu of advisors.
func openAdvisorMenu(_ model: inout AppModel) -> [Effect] {
  model.advisors.menu = AdvisorMenu()
  guard model.subject == .session else {
    model.advisors.menu?.offers = AdvisorOffers(
      advisors: [], episodes: 0, problem: "a plan has no recorded episodes to ask about")
    return []
  }
  return [.feature(AdvisorsEffect.loadOffers)]
}

/// Takes who can be asked.
private func take(_ offers: AdvisorOffers, _ model: inout AppModel) {
  var offers = offers
  offers.advisors = offers.advisors.map { offer in
    var offer = offer
    offer.name = sanitised(offer.name)
    offer.about = sanitised(offer.about)
    offer.problem = offer.problem.map(sanitised)
    return offer
  }
  offers.problem = offers.problem.map(sanitised)
  model.advisors.names = offers.advisors.filter { $0.problem == nil && !$0.needsModel }.map(\.name)
  model.advisors.problems = Dictionary(
    offers.advisors.compactMap { offer in offer.problem.map { (offer.name, $0) } }, uniquingKeysWith: { $1 })
  model.advisors.menu?.offers = offers
  model.advisors.menu?.move(0)
}

/// Takes the models of the endpoint that is shown.
private func take(_ offers: ModelOffers, _ model: inout AppModel) {
  guard model.advisors.menu?.models?.advisor == offers.advisor else { return }
  var offers = offers
  offers.names = offers.names.map(sanitised)
  offers.problem = offers.problem.map(sanitised)
  model.advisors.menu?.models?.offers = offers
  model.advisors.menu?.models?.selected = 0
}

/// Asks what is selected, or shows its models where one has to be chosen first.
func askSelected(_ model: inout AppModel) -> [Effect] {
  guard let menu = model.advisors.menu else { return [] }
  if let models = menu.models {
    let shown = models.shown
    guard shown.indices.contains(models.selected) else {
      model.complain("no model is selected; esc goes back")
      return []
    }
    return ask("\(models.advisor):\(shown[models.selected])", &model)
  }
  guard let choice = menu.choice else { return [] }
  if choice.problem != nil {
    // The menu says why, in full.
    model.complain("\(choice.name) cannot be asked now; the reason stands in the menu")
    return []
  }
  return choice.needsModel ? showModels(&model) : ask(choice.name, &model)
}

/// Shows the models of the selected endpoint.
func showModels(_ model: inout AppModel) -> [Effect] {
  guard let choice = model.advisors.menu?.choice else { return [] }
  if choice.problem != nil {
    model.complain("\(choice.name) cannot be asked now; the reason stands in the menu")
    return []
  }
  guard choice.listsModels else {
    model.complain("\(choice.name) is a stand-in and has no models to choose from")
    return []
  }
  model.advisors.menu?.models = AdvisorMenu.Models(advisor: choice.name)
  return [.feature(AdvisorsEffect.loadModels(advisor: choice.name))]
}

/// Begins to ask an advisor beside whatever else is going on.
func ask(_ advisor: String, _ model: inout AppModel) -> [Effect] {
  guard model.subject == .session else {
    model.complain("advisors are asked about a session's episodes; a plan has none")
    return []
  }
  if let problem = model.advisors.problems[advisor] {
    model.complain("\(advisor) cannot be asked now: \(problem)")
    return []
  }
  if let progress = model.advisors.progress, progress.pause == nil {
    model.complain("\(progress.advisor) is being asked; i and then x stops that")
    return []
  }
  model.advisors.menu = nil
  model.advisors.progress = nil
  model.say("asking \(advisor); its suggestions appear in the review as they come")
  return [.feature(AdvisorsEffect.ask(advisor: advisor))]
}

/// Ends asking; what was answered stays.
func stopAsking(_ model: inout AppModel) -> [Effect] {
  guard model.advisors.progress != nil else {
    model.complain("nobody is being asked")
    return []
  }
  model.advisors.menu = nil
  model.say("asking ends; what was answered stays")
  return [.feature(AdvisorsEffect.stopAsking)]
}
