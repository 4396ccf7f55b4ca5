import Canvas
import RLCore

/// Opens the form in which a person takes the next action at the selected state.
func openTakeForm(_ model: inout AppModel) -> [Effect] {
  guard let picture = model.plan.picture, let node = model.plan.selectedNode else { return [] }
  guard picture.canReplan else {
    model.complain("this is a stored search; 'sidecoach plan \(picture.task) --screen' has its environment")
    return []
  }
  guard picture.state != .running else {
    model.complain("the search goes on; an action is taken by hand once it is over")
    return []
  }
  var form = PlanForm(
    node: node, task: picture.task, state: model.plan.shown.nodes[node].identity, replaced: nil, isByHand: true)
  form.take(model.plan.choices(at: node, among: []))
  model.plan.form = form
  return [.feature(PlanEffect.loadChoices(node: node, actions: model.plan.shown.actions(to: node)))]
}

/// Asks for the action of the form to be carried out; the form stays until it is known what came of it.
func takeByHand(_ form: PlanForm, _ model: inout AppModel) -> [Effect] {
  var form = form
  guard !form.isWaiting, let picture = model.plan.picture else { return [] }
  let action = form.typedAction()
  form.isWaiting = action != nil
  model.plan.form = form
  guard let action else { return [] }
  return [.feature(PlanEffect.take(action: action, node: form.node, run: picture.run))]
}

/// Takes a tree in which an action was taken, and has that put on record.
func takeTaken(_ picture: PlanPicture, node: Int, _ model: inout AppModel) -> [Effect] {
  let nodes = picture.tree.nodes
  // Planning may have begun anew meanwhile.
  guard picture.run == model.plan.picture?.run, nodes.indices.contains(node), let parent = nodes[node].parent
  else {
    model.plan.endWaiting("planning has begun anew; take it again")
    return []
  }
  if model.plan.form?.isByHand == true { model.plan.form = nil }
  model.plan.take(picture)
  model.plan.reveal(node)
  let decision = PlanDecision(
    .take, task: picture.task, state: nodes[parent].identity, action: nodes[node].action,
    way: picture.tree.actions(to: parent))
  let words = "took '\(decision.action)' by hand"
  guard !model.plan.taken.contains(decision) else {
    model.say(words)
    return []
  }
  return [put(decision, words, &model)]
}

/// Takes an action that was taken by hand back, or takes it again; nil where the selected node is one of the search.
func toggleTaken(_ model: inout AppModel) -> [Effect]? {
  guard case .node(let index) = model.plan.selected, model.plan.shown.nodes.indices.contains(index),
    let picture = model.plan.picture
  else { return nil }
  let node = model.plan.shown.nodes[index]
  guard node.isByHand, node.probability == 0, let parent = node.parent else { return nil }
  var decision = PlanDecision(
    .take, task: picture.task, state: model.plan.shown.nodes[parent].identity, action: node.action,
    way: model.plan.shown.actions(to: parent))
  let isTaken = model.plan.taken.contains { $0.concernsSame(as: decision) }
  if isTaken { decision.verdict = .withdraw }
  let words = isTaken ? "took '\(node.action)' back; it is gone when planned again" : "took '\(node.action)' by hand"
  return [put(decision, words, &model)]
}

private func put(_ decision: PlanDecision, _ words: String, _ model: inout AppModel) -> Effect {
  let effect = keep(PlanEffect.amend([decision]), words, said: words, &model)
  if case .keep(let ticket, _) = effect { model.plan.amend([decision], ticket: ticket) }
  return effect
}

extension PlanState {
  /// The actions that were taken by hand in the present task.
  var taken: [PlanDecision] { amendments.about(task: picture?.task ?? "").taken }

  /// What may be done at a node: its proposals, then what else the environment lists.
  func choices(at index: Int, among actions: [String]) -> [PlanChoice] {
    let proposals = proposals(at: index)
    let known = Set(proposals.map(\.action))
    return proposals.map { PlanChoice(action: $0.action, probability: $0.probability) }
      + actions.filter { !known.contains($0) }.map { PlanChoice(action: $0, probability: nil) }
  }

  /// An action was not taken; the form, if it is still open, says why. False where it is not.
  @discardableResult
  mutating func endWaiting(_ problem: String) -> Bool {
    guard form?.isWaiting == true else { return false }
    form?.isWaiting = false
    form?.problem = sanitised(problem)
    return true
  }
}
