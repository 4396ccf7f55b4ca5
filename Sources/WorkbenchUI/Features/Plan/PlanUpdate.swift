import Canvas
import RLCore

/// Takes what concerns planning.
func takePlan(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .tick(let seconds) where model.movesByItself:
    if model.plan.advance(to: seconds) { model.generation += 1 }
  case .feature(let message as PlanMessage): return take(message, &model)
  case .feature(let message as RecordMessage):
    switch message {
    case .stored(let ticket): model.plan.settle(ticket)
    case .refused(let ticket, _): model.plan.revoke(ticket)
    case .late, .waiting, .training: break
    }
  default: break
  }
  return []
}

private func take(_ message: PlanMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .picture(let picture):
    let wasRunning = model.plan.picture?.state == .running
    takeAlerts(of: picture, &model)
    model.plan.take(picture)
    if case .failed(let reason) = picture.state { model.complain(reason) }
    if wasRunning, picture.state != .running, !model.isInView(.plan) {
      model.say("planning is over: \(model.number(of: .plan)) shows it")
    }
  case .decisions(let decisions): model.plan.amend(decisions)
  case .taken(let picture, let node): return takeTaken(picture, node: node, &model)
  case .notTaken(let reason): if !model.plan.endWaiting(reason) { model.complain(sanitised(reason)) }
  case .choices(let node, let actions):
    guard let form = model.plan.form, form.node == node else { return [] }
    if form.isByHand {
      let choices = model.plan.choices(at: node, among: actions)
      model.plan.form?.take(choices)
      return []
    }
    let tried = model.plan.shown.nodes.filter { $0.parent == node }
    model.plan.form?.take(
      actions.map { action in
        PlanChoice(action: action, probability: tried.first { $0.action == action }?.probability)
      })
  }
  return []
}

/// What a planning warns of is an alert like training's, until it is dismissed or planned again.
private func takeAlerts(of picture: PlanPicture, _ model: inout AppModel) {
  func run(_ number: Int) -> String { "plan \(number)" }
  let former = model.plan.picture
  if let former, former.run != picture.run { model.alerts.close(run: run(former.run)) }
  let known = former?.run == picture.run ? former?.alerts ?? [] : []
  for alert in picture.alerts where !known.contains(alert) {
    model.alerts.add(title: sanitised(alert.title), run: run(picture.run), detail: sanitised(alert.detail))
  }
}

/// Vetoes the selected proposal, or takes the veto back; what only a person took is taken back.
func toggleVeto(_ model: inout AppModel) -> [Effect] {
  if let effects = toggleTaken(&model) { return effects }
  guard let proposal = selectedProposal(model) else {
    model.complain("select a proposal; the start of the plan is none")
    return []
  }
  let earlier = model.plan.amendments.decision(task: proposal.task, state: proposal.state, action: proposal.action)
  var decision = proposal
  decision.verdict = earlier?.verdict == .veto ? .withdraw : .veto
  let word = decision.verdict == .veto ? "vetoed" : "no longer vetoed:"
  return amend([decision], "\(word) '\(decision.action)'", &model)
}

/// Opens the form that replaces the selected proposal, or adds one at the selected state.
func openPlanForm(replaces: Bool, _ model: inout AppModel) -> [Effect] {
  guard let picture = model.plan.picture, let node = model.plan.selectedNode else { return [] }
  var place = node
  var replaced: String?
  if replaces {
    guard let proposal = selectedProposal(model) else {
      model.complain("select a proposal; a adds one at the start")
      return []
    }
    replaced = proposal.action
    if case .node = model.plan.selected { place = model.plan.shown.nodes[node].parent ?? node }
  }
  model.plan.form = PlanForm(
    node: place, task: picture.task, state: model.plan.shown.nodes[place].identity, replaced: replaced)
  return [.feature(PlanEffect.loadChoices(node: place, actions: model.plan.shown.actions(to: place)))]
}

/// Saves what the form says.
func savePlanForm(_ model: inout AppModel) -> [Effect] {
  guard var form = model.plan.form else { return [] }
  if form.isByHand { return takeByHand(form, &model) }
  guard let decision = form.decision() else {
    model.plan.form = form
    return []
  }
  model.plan.form = nil
  let words =
    decision.verdict == .replace
    ? "'\(decision.replacement ?? "")' replaces '\(decision.action)'" : "added '\(decision.action)'"
  return amend([decision], words, &model)
}

/// Asks before every decision about the task is taken back.
func askToClearPlan(_ model: inout AppModel) -> [Effect] {
  let (changes, taken) = (model.plan.changes.count, model.plan.taken.count)
  let count = changes + taken
  guard count > 0 else {
    model.complain("nothing is vetoed or edited")
    return []
  }
  let one =
    taken == 0 ? "Your one change to this task's proposals is taken back." : "Your one action by hand is taken back."
  let several = taken == 0 ? "changes" : "changes and actions by hand"
  model.confirmation = Confirmation(
    title: "Take every change back?",
    lines: [count == 1 ? one : "Your \(count) \(several) are taken back.", "What you decided stays on record."],
    consequence: ClearPlan())
  return []
}

/// Every decision about the task is taken back.
struct ClearPlan: Consequence {
  func carryOut(_ model: inout AppModel) -> [Effect] {
    let withdrawn = (model.plan.changes + model.plan.taken).map { decision in
      var decision = decision
      decision.verdict = .withdraw
      decision.replacement = nil
      decision.probability = nil
      return decision
    }
    guard !withdrawn.isEmpty else { return [] }
    return amend(withdrawn, "took \(withdrawn.count == 1 ? "1 change" : "\(withdrawn.count) changes") back", &model)
  }
}

/// Saves the search, where there is one that could be planned again.
func saveSearch(_ model: inout AppModel) -> [Effect] {
  canSaveSearch(model) ? [.feature(PlanEffect.save)] : []
}

/// A search that was stored is saved already.
func canSaveSearch(_ model: AppModel) -> Bool { model.plan.picture?.canReplan == true && !model.plan.rows.isEmpty }

/// Plans again with what was decided.
func replan(_ model: inout AppModel) -> [Effect] {
  guard let picture = model.plan.picture else { return [] }
  guard picture.canReplan else {
    model.complain("this is a stored search; 'sidecoach plan \(picture.task) --screen' plans anew")
    return []
  }
  let changes = model.plan.changes
  let what = changes.isEmpty ? "" : changes.count == 1 ? " with 1 change" : " with \(changes.count) changes"
  model.say("planning again" + what)
  return [.feature(PlanEffect.replan(PlanAmendments(changes + model.plan.taken)))]
}

private func amend(_ decisions: [PlanDecision], _ words: String, _ model: inout AppModel) -> [Effect] {
  let next = model.plan.picture?.canReplan == true ? "; r plans again" : ""
  let effect = keep(PlanEffect.amend(decisions), words, said: words + next, &model)
  if case .keep(let ticket, _) = effect { model.plan.amend(decisions, ticket: ticket) }
  return [effect]
}

/// The selected proposal as a decision that is yet to get its verdict.
private func selectedProposal(_ model: AppModel) -> PlanDecision? {
  guard let picture = model.plan.picture else { return nil }
  let nodes = model.plan.shown.nodes
  switch model.plan.selected {
  case .node(let index):
    guard nodes.indices.contains(index), let parent = nodes[index].parent else { return nil }
    return PlanDecision(.veto, task: picture.task, state: nodes[parent].identity, action: nodes[index].action)
  case .vetoed(let index, let action):
    guard nodes.indices.contains(index) else { return nil }
    return PlanDecision(.veto, task: picture.task, state: nodes[index].identity, action: action)
  case nil: return nil
  }
}
