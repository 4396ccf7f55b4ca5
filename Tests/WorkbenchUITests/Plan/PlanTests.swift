import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The search of a planner")
struct PlanTests {
  private static let task = "random-4-1"
  private let start = Fixtures.searchTree.nodes[0].observation

  private func onPlan(
    _ picture: PlanPicture = Fixtures.planPicture(), width: Int = 100, height: Int = 40, isReadOnly: Bool = false
  ) -> AppModel {
    var model = Fixtures.empty(width: width, height: height, isReadOnly: isReadOnly, subject: .planning)
    _ = update(&model, .plan(picture))
    return model
  }

  @Test func theEmptyScreenSaysThatItWaits() {
    var model = Fixtures.empty(subject: .planning)
    #expect(view(model).text.contains("Planning has begun"))
    #expect(press("veacrjkhlgGzo[]{}<enter> w<pgdn>", &model).isEmpty)
    press("b", &model)
    #expect(press("hjklgGrz", &model).isEmpty)
  }

  @Test func itHasATabOnlyWhereThereIsAPlan() {
    #expect(!view(Fixtures.typical()).line(1).contains("Plan"))
    var planning = onPlan()
    #expect(view(planning).line(1).hasPrefix("[1 Plan] "))
    #expect(planning.screens.map(\.name) == ["plan"])
    press("<tab>2<s-tab>:screen review<enter>", &planning)
    #expect(planning.screen == "plan" && planning.notice?.text == "screens: plan")
    var session = Fixtures.typical()
    _ = update(&session, .plan(Fixtures.planPicture(nodes: 4)))
    _ = update(&session, .plan(Fixtures.planPicture()))
    #expect(session.notice?.text == "planning is over: 9 shows it")
    press("9", &session)
    #expect(session.screen == "plan")
  }

  @Test func aFinishedSearchIsReadFromItsTop() {
    let model = onPlan()
    #expect(model.plan.rows.count == 13)
    #expect(model.plan.selected == .node(0))
    let text = view(model).text
    for word in ["start", "taken", "sub-goal 1", "beam full", "loop", "same state", "illegal", "goal", "solved in 4"] {
      #expect(text.contains(word), "\(word) is missing\n\(text)")
    }
  }

  @Test func whatPlanningWarnsOfIsAnAlert() {
    var picture = Fixtures.boundsPicture
    var model = onPlan(picture)
    picture.state = .finished("learnt")
    picture.alerts = [PlanAlert(title: "bounds that do not close", detail: "they are 9 apart; more \u{1B}[2J episodes")]
    for _ in 0..<2 { _ = update(&model, .plan(picture)) }
    #expect(model.alerts.open.map(\.count) == [1], "a picture that comes again is no news")
    #expect(view(model).text.contains("! bounds that do not close") && view(model).text.contains("they are 9 apart"))
    #expect(!view(model).text.unicodeScalars.contains("\u{1B}"))
    press("!", &model)
    #expect(model.alerts.open.isEmpty && !view(model).text.contains("they are 9 apart"))
    picture.run = 2
    _ = update(&model, .plan(picture))
    #expect(model.alerts.open.map(\.run) == ["plan 2"])
    picture.run = 3
    picture.alerts = []
    _ = update(&model, .plan(picture))
    #expect(model.alerts.open.isEmpty, "planning again closes what the last one warned of")
  }

  @Test func theTasksVerdictStandsWhereTheSearchCouldNotKnow() {
    var picture = Fixtures.planPicture(state: .finished("no proposal leads on"))
    picture.isSolved = false
    #expect(view(onPlan(picture)).text.contains("not solved: no proposal leads on"))
    picture.verdict = .goalMissed
    #expect(view(onPlan(picture)).text.contains("not solved: no proposal leads on"))
    picture.verdict = .valid(steps: 4)
    let text = view(onPlan(picture)).text
    #expect(text.contains("right in 4 actions") && !text.contains("not solved"), "\(text)")
    picture.isSolved = true
    #expect(view(onPlan(picture)).text.contains("solved in 4 actions"))
    picture.verdict = .illegal(step: 1, reason: "there is no block 'z'")
    #expect(view(onPlan(picture)).text.contains("not valid at action 2"))
  }

  @Test func theShareOnLegalAnswersStandsWithThePlan() {
    var picture = Fixtures.planPicture()
    #expect(!view(onPlan(picture, width: 160)).text.contains("legal answers"))
    picture.coverage = 0.97
    let text = view(onPlan(picture, width: 160)).text
    #expect(text.contains("97 % on legal answers") && !text.contains("prior: only"), "\(text)")
    picture.coverage = 0.02
    let low = view(onPlan(picture, width: 100)).text
    #expect(low.contains("! prior: only 2 % on legal answers"), "\(low)")
  }

  @Test func aLiveSearchIsFollowedUntilAPersonMoves() {
    var model = onPlan(Fixtures.planPicture(nodes: 4))
    #expect(model.plan.selected == .node(3))
    _ = update(&model, .plan(Fixtures.planPicture(nodes: 6)))
    #expect(model.plan.selected == .node(5))
    press("gj", &model)
    _ = update(&model, .plan(Fixtures.planPicture(nodes: 9)))
    #expect(model.plan.selected == .node(1))
    _ = update(&model, .plan(Fixtures.planPicture()))
    #expect(model.plan.selected == .node(1), "its end does not take the selection away either")
  }

  @Test func branchesFoldAndUnfold() {
    var model = onPlan()
    press("j", &model)
    #expect(model.plan.selected == .node(1))
    press("h", &model)
    #expect(model.plan.rows.count == 5 && model.plan.rows[1].isFolded)
    press("l", &model)
    #expect(model.plan.rows.count == 13 && model.plan.selected == .node(1))
    press("l", &model)
    #expect(model.plan.selected == .node(3), "to the first node below")
    press("hh", &model)
    #expect(model.plan.rows.count == 5 && model.plan.selected == .node(1), "up, then folded")
    press("<enter>", &model)
    #expect(model.plan.rows.count == 13)
    press("o", &model)
    #expect(model.plan.rows.contains { $0.place == .node(11) })
    #expect(!model.plan.rows.contains { $0.place == .node(5) }, "below a proposal that was not chosen")
    press("o", &model)
    #expect(model.plan.rows.count == 13)
  }

  @Test func whatIsFoldedAwayGivesTheSelectionToTheNodeAbove() {
    var model = onPlan()
    press("G", &model)
    #expect(model.plan.selected == .node(6))
    press("o", &model)
    #expect(model.plan.selected == .node(2))
  }

  @Test func everyStepShowsTheSearchAsItWas() {
    var model = onPlan()
    for count in (1..<13).reversed() {
      press("[", &model)
      #expect(model.plan.step == count)
      #expect(model.plan.rows.count == count)
      #expect(model.plan.selected == .node(count - 1))
      #expect(model.plan.shown.nodes == Fixtures.searchTree.prefix(count).nodes)
      if count == 6 {
        let text = view(model).text
        #expect(!text.contains("sub-goal 1") && !text.contains("beam full"), "nothing is decided yet\n\(text)")
        #expect(text.contains("as of node 6 of 13"))
      }
    }
    press("[[", &model)
    #expect(model.plan.step == 1)
    press(String(repeating: "n", count: 12), &model)
    #expect(model.plan.step == nil && model.plan.rows.count == 13)
    #expect(view(model).text.contains("sub-goal 1"))
  }

  @Test func searchingGoesFromMatchToMatch() {
    var model = onPlan()
    press("/put-down", &model)
    #expect(model.plan.selected == .node(3) && view(model).text.contains("with \"put-down\""))
    press("<enter>n", &model)
    #expect(model.plan.step == nil, "n does not step through the search meanwhile")
    let second = model.plan.selected
    #expect(second != .node(3))
    press("N", &model)
    #expect(model.plan.selected == .node(3))
    // What is folded away is found, and unfolded.
    press("ko", &model)
    #expect(!model.plan.rows.contains { $0.place == .node(5) })
    press("/<c-u>beam<enter>", &model)
    #expect(model.plan.selected == .node(5) && model.plan.rows.contains { $0.place == .node(5) })
    press("/<c-u>no such words", &model)
    #expect(model.notice?.text == "nothing in the tree holds these words" && model.plan.selected == .node(5))
    press("<esc><esc>n", &model)
    #expect(!model.plan.search.isOn && model.plan.step == nil)
    press("[n", &model)
    #expect(model.plan.step == nil && model.plan.selected == .node(12), "without a search it steps")
  }

  @Test func subGoalsAreJumpedTo() {
    var model = onPlan()
    press("}", &model)
    #expect(model.plan.selected == .node(3))
    press("}", &model)
    #expect(model.plan.selected == .node(11))
    press("}", &model)
    #expect(model.plan.selected == .node(11), "there is no other")
    press("{", &model)
    #expect(model.plan.selected == .node(3))
    // While it is stepped through, to the time at which a sub-goal was chosen.
    press("[[[[[[[[[[", &model)
    #expect(model.plan.step == 3)
    press("}", &model)
    #expect(model.plan.step == 7 && model.plan.selected == .node(3))
    press("}", &model)
    #expect(model.plan.step == nil && model.plan.selected == .node(11))
  }

  @Test func itPlaysByTicks() {
    var model = onPlan()
    press(" ", &model)
    #expect(model.isAnimating && model.plan.step == 1)
    _ = update(&model, .tick(seconds: 10))
    #expect(model.plan.step == 1, "the first tick only says what time it is")
    _ = update(&model, .tick(seconds: 10.51))
    #expect(model.plan.step == 5)
    press(" ", &model)
    _ = update(&model, .tick(seconds: 20))
    #expect(!model.isAnimating && model.plan.step == 5)
    press(" ", &model)
    _ = update(&model, .tick(seconds: 30))
    _ = update(&model, .tick(seconds: 50))
    #expect(!model.isAnimating && model.plan.step == nil)
  }

  @Test func underReducedMotionItGoesByKey() {
    var model = onPlan()
    model.settings.preferences.reducesMotion = true
    press(" ", &model)
    #expect(!model.isAnimating && !model.plan.isPlaying && model.plan.step == nil)
    #expect(model.notice?.text.contains("] and [ go by steps") == true)
  }

  @Test func itPlaysFasterAndSlower() {
    var model = onPlan(width: 120)
    press("<gt><gt> ", &model)
    _ = update(&model, .tick(seconds: 10))
    _ = update(&model, .tick(seconds: 10.26))
    #expect(model.plan.step == 9)
    #expect(view(model).text.contains("as of node 9 of 13 ▶ 4x"))
    press("<lt><lt><lt><lt><lt><lt>", &model)
    #expect(view(model).text.contains("1/4x"))
    _ = update(&model, .tick(seconds: 10.3))
    #expect(model.plan.step == 9)
    _ = update(&model, .tick(seconds: 10.8))
    #expect(model.plan.step == 10)
    press(String(repeating: "<gt>", count: 20), &model)
    #expect(model.plan.speed == 256)
  }

  @Test func statesAreToldApartByTheNodesThatHaveThem() {
    var model = onPlan(width: 120)
    press("jj", &model)
    #expect(view(model).text.contains("State, met again at node 8, 13"))
    press("jj", &model)
    #expect(view(model).text.contains("State, met before at node 4, 13"))
    press("gj", &model)
    #expect(view(model).text.contains("State, met nowhere else"))
  }

  @Test func statesThatOnlyLookTheSameAreNotTakenForOne() {
    var picture = Fixtures.planPicture()
    picture.tree = SearchTree()
    for (parent, identity) in [(nil, nil), (0, "one"), (0, "other"), (1, "one a"), (2, "other a")] as [(Int?, String?)]
    {
      picture.tree.append(
        SearchTree.Node(
          parent: parent, action: parent == nil ? "" : "(go \(identity ?? ""))", probability: 0.5, reward: 0,
          value: nil,
          score: 0, visits: 1, depth: 0, fate: .open, subGoal: 0, observation: "the same words", ownIdentity: identity))
    }
    var model = onPlan(picture, width: 120)
    press("jj", &model)
    #expect(model.plan.selected == .node(3) && view(model).text.contains("State, met nowhere else"))
    let veto = PlanDecision(.veto, task: Self.task, state: "one", action: "(go one a)")
    #expect(press("v", &model) == [.plan(.amend([veto]))])
    picture.run = 2
    picture.tree = picture.tree.prefix(3)
    _ = update(&model, .plan(picture))
    #expect(model.plan.rows.filter { if case .vetoed = $0.place { true } else { false } }.count == 1)
  }

  @Test func aVetoIsKeptAndTakenBack() {
    var model = onPlan()
    #expect(press("v", &model).isEmpty)
    #expect(model.notice?.isError == true, "the start is no proposal")
    let veto = PlanDecision(.veto, task: Self.task, state: start, action: "(unstack b a)")
    #expect(press("jv", &model) == [.plan(.amend([veto]))])
    #expect(model.plan.changes == [veto])
    #expect(view(model).text.contains("vetoed"))
    #expect(press("r", &model) == [.plan(.replan(PlanAmendments([veto])))])
    var back = veto
    back.verdict = .withdraw
    #expect(press("v", &model) == [.plan(.amend([back]))])
    #expect(model.plan.changes.isEmpty)
    #expect(press("r", &model) == [.plan(.replan(PlanAmendments()))])
  }

  @Test func aVetoedProposalStaysInViewAfterPlanningAgain() throws {
    var model = onPlan()
    press("}jv", &model)
    let vetoed = try #require(model.plan.changes.first)
    #expect(vetoed.action == "(stack b a)")
    var next = Fixtures.planPicture(run: 2)
    var tree = SearchTree()
    for node in Fixtures.searchTree.nodes.prefix(4) { tree.append(node) }
    next.tree = tree
    _ = update(&model, .plan(next))
    #expect(model.plan.selected == .vetoed(at: 1, "(stack b a)"))
    next.run = 3
    _ = update(&model, .plan(next))
    #expect(model.plan.selected == .vetoed(at: 1, "(stack b a)"), "a second time as well")
    #expect(view(model).text.contains("Vetoed proposal"))
    var back = vetoed
    back.verdict = .withdraw
    #expect(press("v", &model) == [.plan(.amend([back]))])
    #expect(!model.plan.rows.contains { $0.place == .vetoed(at: 1, "(stack b a)") })
  }

  @Test func aProposalIsEdited() {
    var model = onPlan()
    #expect(press("}e", &model) == [.plan(.loadChoices(node: 1, actions: ["(unstack b a)"]))])
    #expect(model.isTyping && view(model).text.contains("instead of: (put-down b)"))
    _ = update(&model, .planChoices(node: 99, actions: ["late"]))
    #expect(model.plan.form?.choices.isEmpty == true)
    _ = update(&model, .planChoices(node: 1, actions: ["(put-down b)", "(stack b a)", "(stack b c)"]))
    #expect(view(model).text.contains("legal action 1/3, P_LLM 0.700"))
    #expect(press("<enter>", &model).isEmpty)
    #expect(model.plan.form?.problem == "write another action, or a probability")
    press("q1?", &model)
    #expect(model.screen == "plan" && model.isRunning && model.helpScroll == nil)
    #expect(press("<enter>", &model).isEmpty)
    #expect(model.plan.form?.problem?.contains("not legal") == true)
    press("<up>", &model)
    #expect(model.plan.form?.actionField.text == "(stack b c)")
    #expect(view(model).text.contains("not tried in this search"))
    press("<tab>2", &model)
    #expect(press("<enter>", &model).isEmpty)
    #expect(model.plan.form?.problem?.contains("at most 1") == true)
    press("<c-u>0.6", &model)
    let state = Fixtures.searchTree.nodes[1].observation
    let decision = PlanDecision(
      .replace, task: Self.task, state: state, action: "(put-down b)", replacement: "(stack b c)", probability: 0.6)
    #expect(press("<enter>", &model) == [.plan(.amend([decision]))])
    #expect(model.plan.form == nil && model.plan.changes == [decision])
    #expect(view(model).text.contains("edited"))
  }

  @Test func aProposalIsAdded() {
    var model = onPlan()
    #expect(press("a", &model) == [.plan(.loadChoices(node: 0, actions: []))])
    _ = update(&model, .planChoices(node: 0, actions: ["(pick-up d)", "(pick-up c)"]))
    let decision = PlanDecision(.add, task: Self.task, state: start, action: "(pick-up d)")
    #expect(press("<enter>", &model) == [.plan(.amend([decision]))])
    #expect(press("a<esc>", &model).count == 1)
    #expect(model.plan.form == nil)
  }

  @Test func everyChangeIsTakenBackAfterAQuestion() {
    var model = onPlan()
    press("jvjv", &model)
    #expect(model.plan.changes.count == 2)
    #expect(press("cn", &model).isEmpty)
    #expect(model.plan.changes.count == 2)
    let effects = press("cy", &model)
    guard case .feature(let effect as PlanEffect) = effects.first, case .amend(let decisions) = effect else {
      Issue.record("nothing is put on record: \(effects)")
      return
    }
    #expect(decisions.map(\.verdict) == [.withdraw, .withdraw])
    #expect(model.plan.changes.isEmpty)
  }

  @Test func aChangeIsNotShownAsMadeBeforeItIsStored() {
    var model = onPlan(width: 160)
    _ = update(&model, .planDecisions([PlanDecision(.veto, task: Self.task, state: start, action: "(pick-up c)")]))
    press("jv", &model)
    #expect(view(model).text.contains("1 change not stored yet"))
    press("k", &model)
    #expect(view(model).text.contains("you vetoed '(unstack b a)' here (not stored yet)"))
    _ = update(&model, .waitingToStore(reason: "the disk is full"))
    #expect(view(model).line(0).contains("[1 NOT STORED]"))
    #expect(press("q", &model).isEmpty)
    #expect(view(model).text.contains("vetoed '(unstack b a)'") && view(model).text.contains("the disk is full"))
    press("n", &model)
    var other = model
    _ = update(&model, .stored(ticket: 1))
    #expect(view(model).text.contains("2 changes wait: r") && !view(model).text.contains("not stored"))
    #expect(model.notice?.text == "vetoed '(unstack b a)'; r plans again")
    // What can never be stored was not decided; what was on record before stays.
    _ = update(&other, .refused(ticket: 1, reason: "it is wrong"))
    #expect(other.plan.changes.map(\.action) == ["(pick-up c)"] && other.notice?.isError == true)
  }

  @Test func decisionsOfOtherTimesHold() {
    var model = Fixtures.empty(width: 100, height: 40, subject: .planning)
    let veto = PlanDecision(.veto, task: Self.task, state: start, action: "(pick-up c)")
    _ = update(&model, .planDecisions([veto, PlanDecision(.veto, task: "another", state: "", action: "")]))
    _ = update(&model, .plan(Fixtures.planPicture()))
    #expect(model.plan.changes == [veto])
    #expect(view(model).text.contains("1 change"))
  }

  @Test func whatTheSearchHeededIsToldFromWhatWaits() {
    var model = onPlan()
    act("jv", &model)
    #expect(view(model).text.contains("1 change waits: r"))
    var next = Fixtures.planPicture(run: 2)
    next.amendments = model.plan.amendments
    _ = update(&model, .plan(next))
    #expect(view(model).text.contains("with 1 change"))
    act("cy", &model)
    #expect(view(model).text.contains("changed: r"))
  }

  @Test func aStoredSearchCannotBePlannedAgain() {
    var model = onPlan(Fixtures.planPicture(canReplan: false))
    #expect(press("r", &model).isEmpty && model.notice?.isError == true)
  }

  @Test func readersChangeNothing() {
    var model = onPlan(isReadOnly: true)
    #expect(press("jvea", &model).isEmpty)
    #expect(model.plan.changes.isEmpty && model.plan.form == nil)
  }

  @Test func theDetailScrollsWhereItFillsTheScreen() {
    var model = onPlan(width: 60, height: 15)
    press("}zz", &model)
    let first = view(model).text
    #expect(first.contains("Node 4") && first.contains("PgDn: more"))
    press("<pgdn><pgdn><pgdn>", &model)
    #expect(view(model).text.contains("carried out:"))
    press("<pgup><pgup><pgup>", &model)
    #expect(view(model).text == first)
  }

  @Test func cellsOfTheMapAreSelected() {
    var model = onPlan(Fixtures.boundsPicture, width: 120)
    #expect(model.plan.side == .bounds)
    press("jjlll", &model)
    #expect(view(model).text.contains("state 2, step 4:"))
    press("Glllllllllllllllllllllll", &model)
    #expect(view(model).text.contains("state 5, step 12:"))
    press("gkhhhhhhhhhhhhhhhhhhhhh", &model)
    #expect(view(model).text.contains("state 0, step 1:"))
    press("b", &model)
    #expect(view(model).text.contains("the search has not begun"))
  }

  @Test func theBoundsAreSteppedThroughAndPlayed() {
    var model = onPlan(Fixtures.boundsPicture, width: 120)
    #expect(model.plan.tables?.episode == 1200 && !view(model).text.contains("after"))
    press("[[", &model)
    #expect(model.plan.tables?.episode == 1000)
    #expect(view(model).text.contains("after 1K episodes") && view(model).text.contains("shown"))
    press("]n", &model)
    #expect(model.plan.moment == nil)
    press(" ", &model)
    #expect(model.isAnimating && model.plan.tables?.episode == 0)
    _ = update(&model, .tick(seconds: 1))
    _ = update(&model, .tick(seconds: 1.26))
    #expect(model.plan.tables?.episode == 200)
    press("b", &model)
    #expect(!model.isAnimating)
    press("b ", &model)
    _ = update(&model, .tick(seconds: 5))
    _ = update(&model, .tick(seconds: 9))
    #expect(!model.isAnimating && model.plan.moment == nil)
    press(String(repeating: "p", count: 40), &model)
    #expect(model.plan.moment == 0)
  }

  @Test func hostileTextIsMadeSafe() {
    let evil = "\u{1B}[2J\u{9B}31m\u{202E}\u{7}"
    var picture = PlanPicture(
      run: 1, state: .finished(evil), task: evil, goal: evil, method: evil, source: evil, canReplan: true)
    for parent in [nil, 0, 1] as [Int?] {
      picture.tree.append(
        SearchTree.Node(
          parent: parent, action: evil + "\n" + evil, probability: .nan, reward: .infinity, value: -.infinity,
          score: .nan, visits: .max, depth: .min, fate: .open, subGoal: -1, observation: evil + "\n" + evil))
    }
    var model = onPlan(picture)
    for keys in ["", "j", "v", "e", "<esc>a", "<esc>zz", "d", "d", "zdt", "<esc>zb"] {
      press(keys, &model)
      for scalar in view(model).text.unicodeScalars {
        #expect(scalar == "\n" || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
        #expect(scalar != "\u{202E}")
      }
    }
  }
}

extension Effect {
  fileprivate static func plan(_ effect: PlanEffect) -> Effect { .feature(effect) }
}
