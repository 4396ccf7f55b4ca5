import Canvas
import RLCore

extension Screen {
  /// The search of a planner, live and again, and what a person changes in it; or the bounds of values that are learnt.
  static let plan = Screen(
    name: "plan", title: "Plan",
    summary: "A planner's search and what a person changes in it, or the bounds of values that are learnt.",
    contexts: [treeContext, boundsContext, searchContext, formContext],
    isAvailable: { $0.subject == .planning || $0.plan.picture != nil },
    context: { model in
      if model.plan.form != nil { return formContext }
      if model.plan.search.field != nil { return searchContext }
      return model.plan.side == .tree ? treeContext : boundsContext
    },
    handle: { takePlan($1, &$0) },
    scroll: { model, part, rows in
      guard part == "detail", model.plan.side == .tree else { return nil }
      scrollDetail(by: rows, &model)
      return []
    },
    isAnimating: { $0.movesByItself && $0.plan.isPlaying },
    draw: { model, grid in
      PlanView(model: model).draw(on: &grid)
      PlanFormView.draw(model, on: &grid)
    })

  private static let hasTree: @Sendable (AppModel) -> Bool = { !$0.plan.rows.isEmpty }
  private static let hasBounds: @Sendable (AppModel) -> Bool = { $0.plan.picture?.bounds != nil }
  private static let hasProposal: @Sendable (AppModel) -> Bool = { model in
    switch model.plan.selected {
    case .node(let index):
      model.plan.shown.nodes.indices.contains(index) && model.plan.shown.nodes[index].parent != nil
    case .vetoed: true
    case nil: false
    }
  }

  private static let treeContext = BindingContext(
    "Plan",
    [
      Binding(
        [.character("v")], hint: "veto", "veto the proposal, or take the veto or the action by hand back",
        needsWrite: true,
        when: hasProposal
      ) { model, _ in toggleVeto(&model) },
      Binding(
        [.character("e")], hint: "edit", "put another action in the proposal's place", needsWrite: true,
        when: hasProposal
      ) { model, _ in openPlanForm(replaces: true, &model) },
      Binding(
        [.character("a")], hint: "add", "add a proposal at the selected state", needsWrite: true, when: hasTree
      ) { model, _ in openPlanForm(replaces: false, &model) },
      Binding(
        [.character("t")], hint: "take",
        "take an action by hand at the selected state: a proposal, or one that is written",
        needsWrite: true, when: { hasTree($0) && $0.plan.picture?.canReplan == true }
      ) { model, _ in openTakeForm(&model) },
      Binding(
        [.character("r")], hint: "re-plan", "plan again with your changes", when: { $0.plan.picture?.canReplan == true }
      ) { model, _ in replan(&model) },
      .move(
        [.character("d")], hint: "pane",
        "beside the tree: the node's detail, its proposals, the way to it as a dialogue",
        when: hasTree
      ) { cycleAspect(&$0) },
      Binding(
        [.character("c")], hint: "clear", "take all your changes back; asks first", needsWrite: true,
        when: { !$0.plan.changes.isEmpty || !$0.plan.taken.isEmpty }
      ) { model, _ in askToClearPlan(&model) },
      .move([.character("]")], hint: "step", "a node of the search on", when: hasTree) { $0.plan.stepSearch(1) },
      .move(
        [.character("n")], hint: "next", "the next match; while nothing is searched for, a node of the search on",
        when: { $0.plan.search.isOn }
      ) {
        if $0.plan.search.isOn { seek(1, &$0) } else { $0.plan.stepSearch(1) }
      },
      .move([.character("N")], "match before", when: { $0.plan.search.isOn }) { seek(-1, &$0) },
      .move([.character("["), .character("p")], hint: "back", "a node of the search back", when: hasTree) {
        $0.plan.stepSearch(-1)
      },
      .move([.character(" ")], hint: "play", "play the search, or stop", when: { $0.movesByItself && hasTree($0) }) {
        togglePlan(&$0)
      },
      .move([.character(">")], hint: "faster", "play faster, up to 256x", when: hasTree) { $0.plan.changeSpeed(1) },
      .move([.character("<")], "play slower, down to 1/4x") { $0.plan.changeSpeed(-1) },
      .move([.character("}")], hint: "sub-goal", "next sub-goal", when: { !$0.plan.subGoals.isEmpty }) {
        $0.plan.jump(1)
      },
      .move([.character("{")], "previous sub-goal") { $0.plan.jump(-1) },
      .move([.character("j"), .down], "next row") { $0.plan.move(1) },
      .move([.character("k"), .up], "previous row") { $0.plan.move(-1) },
      .move([.character("h"), .left], "fold the node, or go to the one above") { $0.plan.collapse() },
      .move([.character("l"), .right], "unfold the node, or go to the first below") { $0.plan.expand() },
      .move([.enter], hint: "fold", "fold or unfold the node", when: hasTree) { $0.plan.toggleFold() },
      .move([.character("o")], hint: "fold rest", "fold all but the chosen ways, or unfold all", when: hasTree) {
        $0.plan.toggleBranches()
      },
      .move([.character("g"), .home], "first row") { $0.plan.move(-1_000_000) },
      .move([.character("G"), .end], "last row") { $0.plan.move(1_000_000) },
      .move([.pageDown], "a page down; of the detail where it fills the screen") { turnPage(1, &$0) },
      .move([.pageUp], "a page up") { turnPage(-1, &$0) },
      .move([.character("z")], hint: "zoom", "tree and detail, the tree, the detail", when: hasTree) { cycleZoom(&$0) },
      Binding(
        [.character("w")], hint: "write", "write the search to a file that plan --screen shows",
        when: canSaveSearch
      ) { model, _ in saveSearch(&model) },
      .move([.character("b")], hint: "bounds", "show the bounds of LINVIT") { showSide(.bounds, &$0) },
    ] + Binding.search(\.plan.search, "search proposals, what became of them and the states they lead to"))

  private static let searchContext = BindingContext.typingSearch("Search the plan", \.plan.search) { model in
    if !model.plan.settle() { model.complain("nothing in the tree holds these words") }
  }

  private static let boundsContext = BindingContext(
    "Plan bounds",
    [
      .move([.character("h"), .left], hint: "step", "an earlier step", when: hasBounds) {
        $0.plan.moveCell(stages: -1, rows: 0)
      },
      .move([.character("l"), .right], "a later step") { $0.plan.moveCell(stages: 1, rows: 0) },
      .move([.character("j"), .down], hint: "state", "the next state", when: hasBounds) {
        $0.plan.moveCell(stages: 0, rows: 1)
      },
      .move([.character("k"), .up], "the previous state") { $0.plan.moveCell(stages: 0, rows: -1) },
      .move([.character("g"), .home], "the first state") { $0.plan.moveCell(stages: 0, rows: -1_000_000) },
      .move([.character("G"), .end], "the last state") { $0.plan.moveCell(stages: 0, rows: 1_000_000) },
      .move([.character("]"), .character("n")], hint: "later", "the bounds some episodes later", when: hasBounds) {
        $0.plan.stepBounds(1)
      },
      .move([.character("["), .character("p")], hint: "earlier", "the bounds some episodes earlier", when: hasBounds) {
        $0.plan.stepBounds(-1)
      },
      .move(
        [.character(" ")], hint: "play", "play how the bounds come together, or stop",
        when: { $0.movesByItself && hasBounds($0) }
      ) { togglePlan(&$0) },
      .move([.character(">")], hint: "faster", "play faster, up to 256x", when: hasBounds) { $0.plan.changeSpeed(1) },
      .move([.character("<")], "play slower, down to 1/4x") { $0.plan.changeSpeed(-1) },
      Binding(
        [.character("r")], hint: "again", "learn again from the beginning",
        when: { $0.plan.picture?.canReplan == true }
      ) { model, _ in replan(&model) },
      .move([.character("z")], hint: "zoom", "curves and map, the curves, the map", when: hasBounds) { cycleZoom(&$0) },
      .move([.character("b")], hint: "tree", "show the search tree") { showSide(.tree, &$0) },
    ])

  private static let formContext = BindingContext(
    "Plan form", isModal: true, isForm: true, typing: { model, key in model.plan.form?.handle(key) },
    [
      Binding([.enter], hint: "save", "save the change, or carry the action out", needsWrite: true) { model, _ in
        savePlanForm(&model)
      },
      .move([.down], hint: "next action", "the next legal action") { $0.plan.form?.cycle(1) },
      .move([.up], "the legal action before") { $0.plan.form?.cycle(-1) },
      .move([.tab, .backTab], hint: "field", "the other field") { $0.plan.form?.toggleFocus() },
      .move([.escape], hint: "cancel", "close without saving") { $0.plan.form = nil },
    ])
}

private func seek(_ direction: Int, _ model: inout AppModel) {
  if !model.plan.seek(direction) { model.say("nothing in the tree holds these words") }
}

private func togglePlan(_ model: inout AppModel) {
  guard model.plan.isPlaying || model.mayPlay(by: "] and [ go by steps") else { return }
  model.plan.togglePlaying()
}

private func showSide(_ side: PlanState.Side, _ model: inout AppModel) {
  if model.plan.isPlaying { model.plan.togglePlaying() }
  model.plan.side = side
  model.plan.zoom = .none
}

private func cycleZoom(_ model: inout AppModel) {
  let all = PlanState.Zoom.allCases
  model.plan.zoom = all[((all.firstIndex(of: model.plan.zoom) ?? 0) + 1) % all.count]
  model.plan.scroll = 0
}

private func cycleAspect(_ model: inout AppModel) {
  let all = PlanState.Aspect.allCases
  model.plan.aspect = all[((all.firstIndex(of: model.plan.aspect) ?? 0) + 1) % all.count]
  model.plan.scroll = 0
  // What fills the screen alone would hide what was asked for.
  if model.plan.zoom == .first { model.plan.zoom = .none }
}

private func turnPage(_ direction: Int, _ model: inout AppModel) {
  let layout = PlanLayout(model)
  guard model.plan.zoom == .second else { return model.plan.move(direction * max(1, layout.treeRows - 1)) }
  scrollDetail(by: direction * max(1, layout.second.height - 3), &model)
}

/// Moves what is beside the tree by so many rows; proposals go by pages.
private func scrollDetail(by amount: Int, _ model: inout AppModel) {
  let layout = PlanLayout(model)
  let width = layout.second.width - 2
  let page = max(1, layout.second.height - 2)
  switch model.plan.aspect {
  case .detail:
    let lines = PlanDetailView(plan: model.plan, glyphs: model.glyphs, width: width).lines.count
    model.plan.scroll = min(max(0, lines - page), max(0, model.plan.scroll + amount))
  case .proposals:
    let view = PlanProposalsView(plan: model.plan, glyphs: model.glyphs, width: width)
    model.plan.scroll = view.scroll(pages: amount.signum(), height: page)
  case .transcript:
    let view = PlanTranscriptView(plan: model.plan, glyphs: model.glyphs, width: width)
    model.plan.scroll = view.scroll(by: amount, height: page)
  }
}
