import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Actions that a person takes in a plan")
struct PlanByHandTests {
  private static let task = "random-4-1"

  private func onPlan(_ picture: PlanPicture = Fixtures.planPicture(), isReadOnly: Bool = false) -> AppModel {
    var model = Fixtures.empty(width: 120, height: 40, isReadOnly: isReadOnly, subject: .planning)
    _ = update(&model, .plan(picture))
    return model
  }

  /// The picture with an action taken at a node.
  private static func taken(_ action: String, at parent: Int, in picture: PlanPicture = Fixtures.planPicture())
    -> PlanPicture
  {
    var picture = picture
    var node = SearchTree.Node(
      parent: parent, action: action, probability: 0, reward: 0, value: nil, score: 0, visits: 1, depth: 2, fate: .open,
      subGoal: 0, observation: "something else")
    node.isByHand = true
    picture.tree.append(node)
    return picture
  }

  private static func effect(_ action: String, _ node: Int) -> Effect {
    .feature(PlanEffect.take(action: action, node: node, run: 1))
  }

  @Test func aProposalIsChosenOrAnActionWritten() {
    var model = onPlan()
    #expect(press("jt", &model) == [.feature(PlanEffect.loadChoices(node: 1, actions: ["(unstack b a)"]))])
    #expect(model.isTyping && view(model).text.contains("Take an action by hand"))
    #expect(press("<enter>", &model).isEmpty)
    #expect(model.plan.form?.problem?.contains("write an action") == true)
    _ = update(&model, .planChoices(node: 1, actions: ["(stack b d)", "(stack b c)", "(put-down b)"]))
    press("<down>", &model)
    #expect(model.plan.form?.actionField.text == "(put-down b)", "the likeliest first")
    #expect(view(model).text.contains("P_LLM 0.700"))
    press("<up>", &model)
    #expect(model.plan.form?.actionField.text == "(stack b c)", "what was not tried last")
    press("<c-u>ls -l<tab>a", &model)
    #expect(press("<enter>", &model) == [Self.effect("ls -la", 1)])
    #expect(view(model).text.contains("it is being carried out"))
    #expect(press("x<enter>", &model).isEmpty, "once")
    _ = update(&model, .planNotTaken(reason: "'ls -la' was not carried out: \u{1B}[2J"))
    #expect(view(model).text.contains("! 'ls -la' was not carried out") && model.plan.form?.isWaiting == false)
    press("<esc>", &model)
    #expect(model.plan.form == nil)
    _ = update(&model, .planNotTaken(reason: "too late"))
    #expect(model.notice?.text == "too late" && model.notice?.isError == true)
  }

  @Test func whatWasTakenIsANodeAndOnRecord() {
    var model = onPlan()
    press("jtgo<enter>", &model)
    let picture = Self.taken("(go)", at: 1)
    let state = Fixtures.searchTree.nodes[1].observation
    let decision = PlanDecision(.take, task: Self.task, state: state, action: "(go)", way: ["(unstack b a)"])
    let effects = update(&model, .planTaken(picture, node: 13))
    guard case .keep(let ticket, let effect) = effects.first else {
      Issue.record("nothing is put on record: \(effects)")
      return
    }
    #expect(effect as? PlanEffect == .amend([decision]))
    #expect(model.plan.form == nil && model.plan.selected == .node(13))
    #expect(model.plan.taken == [decision] && model.plan.changes.isEmpty)
    let text = view(model).text
    #expect(text.contains("✎ by hand") && text.contains("you took its action by hand"), "\(text)")
    _ = update(&model, .stored(ticket: ticket))
    #expect(model.notice?.text == "took '(go)' by hand")
    #expect(!view(model).text.contains("r re-plans"), "nothing waits for the next search")
    // It goes with what is planned again.
    #expect(press("r", &model) == [.feature(PlanEffect.replan(PlanAmendments([decision])))])
    // Taken a second time it is on record already.
    #expect(update(&model, .planTaken(picture, node: 13)).isEmpty)
  }

  @Test func itIsTakenBackAndAgain() {
    var model = onPlan()
    _ = update(&model, .planTaken(Self.taken("(go)", at: 1), node: 13))
    press("v", &model)
    #expect(model.plan.taken.isEmpty && model.plan.changes.isEmpty)
    #expect(!view(model).text.contains("vetoed"))
    press("v", &model)
    #expect(model.plan.taken.map(\.action) == ["(go)"])
    press("cy", &model)
    #expect(model.plan.taken.isEmpty)
  }

  @Test func itIsRefusedWhereNothingCouldTakeIt() {
    var running = onPlan(Fixtures.planPicture(nodes: 6))
    #expect(press("t", &running).isEmpty && running.plan.form == nil)
    #expect(running.notice?.text.contains("once it is over") == true)
    var stored = onPlan(Fixtures.planPicture(canReplan: false))
    #expect(press("t", &stored).isEmpty && stored.notice?.isError == true)
    var reader = onPlan(isReadOnly: true)
    #expect(press("jt", &reader).isEmpty && reader.plan.form == nil)
    // What comes too late belongs to another search.
    var model = onPlan()
    press("jtgo<enter>", &model)
    _ = update(&model, .plan(Fixtures.planPicture(run: 2)))
    #expect(update(&model, .planTaken(Self.taken("(go)", at: 1), node: 13)).isEmpty)
    #expect(model.plan.taken.isEmpty && model.plan.form?.problem?.contains("begun anew") == true)
    #expect(update(&model, .planTaken(Self.taken("(go)", at: 1), node: 99)).isEmpty)
  }

  @Test func itIsShownAlsoWhereTheSearchIsSteppedThrough() {
    var model = onPlan()
    press("[[[", &model)
    #expect(model.plan.step == 10)
    _ = update(&model, .planTaken(Self.taken("(go)", at: 1), node: 13))
    #expect(model.plan.step == nil && model.plan.selected == .node(13))
  }

  @Test func proposalsComeOnceTheLikeliestFirst() {
    let model = onPlan()
    let proposals = model.plan.proposals(at: 1)
    #expect(proposals.map(\.action) == ["(put-down b)", "(stack b a)", "(stack b d)"])
    #expect(proposals[0].node == 7, "that of the later search")
    #expect(proposals.map(\.probability) == [0.7, 0.2, 0.15])
  }
}
