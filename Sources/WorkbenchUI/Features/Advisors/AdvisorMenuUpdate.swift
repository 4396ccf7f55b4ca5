import Canvas
import RLCore

/// Opens the menu of advisors.
func openAdvisorMenu(_ model: inout AppModel) -> [Effect] {
  model.advisorMenu = AdvisorMenu()
  return [.loadAdvisors]
}

/// Takes who can be asked.
func takeAdvisors(_ offers: AdvisorOffers, _ model: inout AppModel) {
  var offers = offers
  offers.advisors = offers.advisors.map { offer in
    var offer = offer
    offer.name = sanitised(offer.name)
    offer.about = sanitised(offer.about)
    offer.problem = offer.problem.map(sanitised)
    return offer
  }
  offers.problem = offers.problem.map(sanitised)
  model.advisorNames = offers.advisors.filter { $0.problem == nil && !$0.needsModel }.map(\.name)
  model.advisorMenu?.offers = offers
  model.advisorMenu?.move(0)
}

/// Takes the models of the endpoint that is shown.
func takeModels(_ offers: ModelOffers, _ model: inout AppModel) {
  guard model.advisorMenu?.models?.advisor == offers.advisor else { return }
  var offers = offers
  offers.names = offers.names.map(sanitised)
  offers.problem = offers.problem.map(sanitised)
  model.advisorMenu?.models?.offers = offers
  model.advisorMenu?.models?.selected = 0
}

/// Asks what is selected, or shows its models where one has to be chosen first.
func askSelected(_ model: inout AppModel) -> [Effect] {
  guard let menu = model.advisorMenu else { return [] }
  if let models = menu.models {
    let shown = models.shown
    guard shown.indices.contains(models.selected) else {
      model.complain("no model is selected; esc goes back")
      return []
    }
    return ask("\(models.advisor):\(shown[models.selected])", &model)
  }
  guard let choice = menu.choice else { return [] }
  if let problem = choice.problem {
    model.complain(problem)
    return []
  }
  return choice.needsModel ? showModels(&model) : ask(choice.name, &model)
}

/// Shows the models of the selected endpoint.
func showModels(_ model: inout AppModel) -> [Effect] {
  guard let choice = model.advisorMenu?.choice else { return [] }
  if let problem = choice.problem {
    model.complain(problem)
    return []
  }
  guard choice.listsModels else {
    model.complain("\(choice.name) is a stand-in and has no models to choose from")
    return []
  }
  model.advisorMenu?.models = AdvisorMenu.Models(advisor: choice.name)
  return [.loadModels(advisor: choice.name)]
}

/// Begins to ask an advisor beside whatever else is going on.
func ask(_ advisor: String, _ model: inout AppModel) -> [Effect] {
  if let progress = model.advisorProgress, progress.pause == nil {
    model.complain("\(progress.advisor) is being asked; i and then x stops that")
    return []
  }
  model.advisorMenu = nil
  model.advisorProgress = nil
  model.say("asking \(advisor); its suggestions appear in the review as they come")
  return [.ask(advisor: advisor)]
}

/// Ends asking; what was answered stays.
func stopAsking(_ model: inout AppModel) -> [Effect] {
  guard model.advisorProgress != nil else {
    model.complain("nobody is being asked")
    return []
  }
  model.advisorMenu = nil
  model.say("asking ends; what was answered stays")
  return [.stopAsking]
}
