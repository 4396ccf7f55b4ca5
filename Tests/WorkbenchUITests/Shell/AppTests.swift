import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Keys, commands and messages")
struct AppTests {
  @Test func screensByNumberAndTab() {
    var model = Fixtures.typical()
    for (index, screen) in model.screens.enumerated() {
      press("\(index + 1)", &model)
      #expect(model.screen == screen.name)
    }
    press("<tab>", &model)
    #expect(model.screen == "dashboard")
    press("<s-tab>", &model)
    #expect(model.screen == "settings")
    press("2:screen compare<enter>", &model)
    #expect(model.screen == "compare")
    press("90", &model)
    #expect(model.screen == "compare", "there is no ninth screen")
  }

  @Test func everyTabFitsTheNarrowestTerminal() {
    var model = Fixtures.typical(width: 60, height: 15)
    _ = update(&model, .plan(Fixtures.planPicture()))
    #expect(model.screens.count == WorkbenchParts.all.screens.entries.count)
    for (index, screen) in model.screens.enumerated() {
      model.width = 60
      press("\(index + 1)", &model)
      let tabs = view(model).line(1)
      for number in 1...model.screens.count { #expect(tabs.contains("\(number) ")) }
      #expect(tabs.contains("[") && tabs.contains("]"))
      model.width = 140
      #expect(view(model).line(1).contains(screen.title))
    }
  }

  @Test func quittingAsksOnlyWhileTraining() {
    var idle = Fixtures.empty()
    #expect(press("q", &idle) == [.quit])
    #expect(!idle.isRunning)
    var busy = Fixtures.typical()
    #expect(press("q", &busy).isEmpty)
    #expect(view(busy).text.contains("It is checkpointed when you leave"))
    #expect(press("n", &busy).isEmpty && busy.isRunning)
    #expect(press("qx", &busy).isEmpty && busy.isRunning)
    #expect(press("y", &busy) == [.send(.stop), .quit])
    #expect(!busy.isRunning)
    var reader = Fixtures.typical(isReadOnly: true)
    #expect(press("q", &reader) == [.quit])
  }

  @Test func controlCAsksOnceAndThenLeaves() {
    var model = Fixtures.typical()
    #expect(press("3e<c-c>", &model).isEmpty)
    #expect(model.confirmation?.consequence is Leaving)
    #expect(press("<c-c>", &model) == [.send(.stop), .quit])
  }

  @Test func afterTheRunNothingIsAsked() {
    var model = Fixtures.typical()
    _ = update(&model, .event(.finished(run: "ultra-ra", step: 2_000_000)))
    _ = update(&model, .stages([]))
    // The last picture of a run may come after its end.
    _ = update(&model, .snapshot(Fixtures.snapshot))
    #expect(press("q", &model) == [.quit])
  }

  @Test func suspendingAndRepainting() {
    var model = Fixtures.typical()
    #expect(press("<c-z>", &model) == [.suspend])
    let before = model.generation
    #expect(press("<c-l>", &model).isEmpty)
    #expect(model.generation > before)
  }

  /// What the engine is asked at once, and what is remembered for another time.
  private func asked(_ alpha: Double) -> [Effect] {
    [.send(.setAlpha(alpha)), .feature(SteeringEffect.rememberAlpha(alpha, nil))]
  }

  @Test func alphaIsPendingUntilAcknowledged() {
    var model = Fixtures.typical()
    #expect(press("+", &model) == asked(0.35))
    #expect(press("=", &model) == asked(0.4))
    #expect(press("-", &model) == asked(0.35))
    #expect(view(model).text.contains("α 0.30→0.35"))
    _ = update(&model, .event(.alphaChanged(run: "ultra-ra", step: 1, old: 0.3, new: 0.4)))
    #expect(model.engine.pendingAlpha == 0.35)
    _ = update(&model, .event(.alphaChanged(run: "ultra-ra", step: 1, old: 0.4, new: 0.35)))
    #expect(model.engine.pendingAlpha == nil)
    #expect(view(model).text.contains("α 0.35"))
    press(String(repeating: "-", count: 20), &model)
    #expect(model.engine.pendingAlpha == 0)
    // A picture shows α and acknowledges nothing.
    var snapshot = Fixtures.snapshot
    snapshot.alpha = 0
    _ = update(&model, .snapshot(snapshot))
    #expect(model.engine.pendingAlpha == 0)
    _ = update(&model, .event(.alphaChanged(run: "ultra-ra", step: 2, old: 0.05, new: 0)))
    #expect(model.engine.pendingAlpha == nil)
    #expect(press("-", &model) == asked(0))
    #expect(model.engine.pendingAlpha == nil, "no event answers what is in force already")
  }

  @Test(arguments: GlyphSet.allCases)
  func everyBadgeFitsTheNarrowestHeader(_ glyphs: GlyphSet) {
    for isReadOnly in [false, true] {
      var model = Fixtures.typical(width: 60, height: 15, glyphs: glyphs, isReadOnly: isReadOnly)
      press(":alpha 0.45<enter>", &model)
      _ = update(&model, .event(.paused(run: "ultra-ra", step: 5, isPaused: true)))
      let header = view(model).line(0)
      #expect(header.contains("[PAUSED]"))
      let pending = glyphs.arrow + "0.45"
      #expect(header.contains(pending) == !isReadOnly && header.contains("[READ-ONLY]") == isReadOnly)
      if !isReadOnly {
        _ = update(&model, .waitingToStore(reason: "the disk is full"))
        let full = view(model).line(0)
        #expect(full.contains("[1 NOT STORED]") && full.contains("[PAUSED]") && full.contains(pending))
        _ = update(&model, .stored(ticket: 1))
      }
      // Nobody can have all three, and still there is room for them.
      model.engine.ask(alpha: 0.45)
      #expect(view(model).line(0).contains(pending) && view(model).line(0).contains("[PAUSED]"))
    }
  }

  @Test func nothingIsSentWithoutARun() {
    var model = Fixtures.empty()
    #expect(press("+-PC:alpha 1<enter>:checkpoint<enter>", &model).isEmpty)
    #expect(model.notice?.text == "no run is under way")
  }

  @Test func pausing() {
    var model = Fixtures.typical()
    #expect(press("P", &model) == [.send(.pause)])
    #expect(press("P", &model) == [.send(.resume)])
    #expect(press("P", &model) == [.send(.pause)])
    _ = update(&model, .event(.paused(run: "ultra-ra", step: 5, isPaused: true)))
    #expect(view(model).text.contains("[PAUSED]"))
    #expect(press(":pause<enter>", &model) == [.send(.resume)])
  }

  @Test(arguments: ["alpha", "alpha x", "alpha nan", "alpha -1", "alpha 11", "alpha 1 2", "theme none", "nonsense"])
  func wrongCommandsSayWhatIsRight(_ text: String) {
    var model = Fixtures.typical()
    #expect(press(":\(text)<enter>", &model).isEmpty)
    #expect(model.notice?.isError == true)
    #expect(model.commandLine == nil)
  }

  @Test func commandsCompleteAndAreRemembered() {
    var model = Fixtures.typical()
    press(":th<tab>", &model)
    #expect(model.commandLine?.field.text == "theme ")
    press("ni<tab><enter>", &model)
    #expect(model.theme.name == "night")
    press(":<tab><tab>", &model)
    #expect(
      model.commandLine?.field.text
        == model.commands.dropFirst().first.map { $0.name + ($0.argument.isEmpty ? "" : " ") })
    press("<esc>:screenshot<enter>", &model)
    press(":dr<up>", &model)
    #expect(model.commandLine?.field.text == "screenshot")
    press("<up><up>", &model)
    #expect(model.commandLine?.field.text == "theme night")
    press("<down><down>", &model)
    #expect(model.commandLine?.field.text == "dr")
    #expect(press("<c-u>screenshot<enter>", &model) == [.saveScreen(file: nil)])
    #expect(press(":screenshot shots/a b.svg<enter>", &model) == [.saveScreen(file: "shots/a b.svg")])
    #expect(press(":<enter>", &model).isEmpty)
    #expect(press(":q<enter>y", &model) == [.send(.stop), .quit])
  }

  @Test func lettersInTheCommandLineAreText() {
    var model = Fixtures.typical()
    press("3:axq?", &model)
    #expect(model.review.count("pending") == 12)
    _ = update(&model, .key(.paste("x\n:quit\n")))
    #expect(model.commandLine?.field.text == "axq?x :quit ")
    #expect(model.isRunning)
  }

  @Test func pastedTextOutsideAFieldDoesNothing() {
    var model = Fixtures.typical()
    press("3", &model)
    let before = model
    #expect(update(&model, .key(.paste("aaaaqy"))).isEmpty)
    #expect(model == before)
  }

  @Test func themesAreSeenBeforeTheyAreTaken() {
    var model = Fixtures.typical()
    let first = model.theme
    #expect(press("Tj", &model).isEmpty)
    #expect(model.theme.name == "night" && view(model).text.contains("▸ night"))
    press("jj", &model)
    #expect(model.theme == first, "they go round")
    press("j<esc>", &model)
    #expect(model.theme == first, "and Esc takes the one before")
    #expect(press("Tj<enter>", &model) == [.feature(PreferencesEffect.store(model.preferences))])
    #expect(model.preferences.theme == "night")
    #expect(model.theme.name == "night")
    #expect(AppModel(title: "", themes: [], glyphs: .ascii, isReadOnly: false).theme == .monochrome)
  }

  @Test func redrawsOnlyWhenSomethingChanged() {
    var model = Fixtures.typical()
    let before = model.generation
    _ = update(&model, .tick(seconds: 1))
    _ = update(&model, .tick(seconds: 2))
    _ = update(&model, .resized(width: 80, height: 24))
    _ = update(&model, .key(.paste("text that nobody asked for")))
    #expect(model.generation == before)
    _ = update(&model, .snapshot(Fixtures.snapshot))
    #expect(model.generation > before)
  }

  @Test func aKeyThatDoesNothingSaysSo() {
    var model = Fixtures.typical()
    #expect(press("@", &model).isEmpty)
    #expect(model.notice?.text == "@ does nothing here; ? lists the keys")
    press("?@", &model)
    #expect(model.notice == nil, "the help has all keys in view")
  }

  @Test func openingOnlyLooksUntilTheStagesAreAskedFor() {
    var model = Fixtures.empty()
    _ = update(
      &model,
      .stages(Stage.allCases.map { StageProgress(stage: $0, state: $0 == .train || $0 == .collect ? .done : .waiting) })
    )
    #expect(view(model).text.contains("Nothing runs.  R goes on from identify to compare."))
    #expect(press("R", &model).isEmpty)
    #expect(view(model).text.contains("From identify on: identify, verify, review,"))
    #expect(press("n", &model).isEmpty && model.confirmation == nil)
    #expect(press("Ry", &model) == [.feature(StagesEffect.run)])
    #expect(press(":run<enter>y", &model) == [.feature(StagesEffect.run)])
    _ = update(&model, .stages(Stage.allCases.map { StageProgress(stage: $0, state: .done) }))
    #expect(press("R", &model).isEmpty && model.confirmation == nil)
    #expect(
      view(model).text.contains("Every stage is done") || model.notice?.text.contains("every stage is done") == true)
  }

  @Test func anAlphaStaysAskedForUntilARunTakesItUp() {
    var model = Fixtures.typical()
    press(":alpha 0.6<enter>", &model)
    _ = update(&model, .event(.finished(run: "ultra-ra", step: 2_000_000)))
    _ = update(&model, .event(.started(run: "ppo", step: 0)))
    var plain = EngineSnapshot()
    (plain.run, plain.totalSteps) = ("ppo", 100)
    _ = update(&model, .snapshot(plain))
    #expect(model.engine.pendingAlpha == 0.6 && view(model).line(0).contains("α 0.60 asked for"))
    var guided = plain
    (guided.run, guided.alpha, guided.alphaTarget) = ("ultra-r", 0.6, .rewards)
    guided.metrics[.alpha] = 0.3
    _ = update(&model, .snapshot(guided))
    #expect(model.engine.pendingAlpha == nil, "it began with it")
    #expect(view(model).line(0).contains("α 0.30↘"), "what is annealed shows what acts")
  }

  @Test func aRunThatIsOverSaysWhichAlphaItHad() {
    var model = Fixtures.empty(width: 120, height: 40)
    var recorder = RunRecorder()
    for update in 1...1_000 {
      recorder.append(
        step: Double(update * 2_048), time: Double(update),
        values: [.alpha: 0.5 * Double(1_000 - update) / 999, .valueLoss: 1])
    }
    var past = Fixtures.snapshot(of: "ultra-ra", recorder)
    past.totalSteps = past.step
    _ = update(&model, .pastSnapshot(past))
    #expect(view(model).line(0).contains("ultra-ra α 0.50↘0.00"))
    // One that was the same all the time was that.
    past.curves[.alpha] = past.curves[.alpha].map { Array($0.prefix(1)) }
    past.metrics[.alpha] = past.curves[.alpha]?.first?.high
    past.alpha = 0.5
    _ = update(&model, .pastSnapshot(past))
    #expect(view(model).line(0).contains("ultra-ra α 0.50") && !view(model).line(0).contains("↘"))
    // While it is under way the header says what acts.
    _ = update(&model, .event(.started(run: "ultra-ra", step: 0)))
    #expect(view(model).line(0).contains("α 0.50") && !view(model).line(0).contains("ultra-ra α"))
  }

  @Test func aKeyThatDoesNothingSaysWhy() {
    var model = Fixtures.empty()
    press("o", &model)
    #expect(model.notice?.text == "there is no other run to draw behind this one yet")
    press("]", &model)
    #expect(model.notice?.text == "there is nothing to zoom: no curve has two points yet")
    var coached = Fixtures.coached(width: 120, height: 40)
    press("[", &coached)
    #expect(coached.notice?.text == "all of the horizontal axis is in view")
    press("<lt>", &coached)
    #expect(coached.notice?.text == "all of the horizontal axis is in view; ] zooms")
    press("]", &coached)
    #expect(coached.notice == nil && coached.dashboard.window.span != nil)
    // Any key with a condition, such as one for the tasks of an experiment.
    _ = update(&model, .comparison(Fixtures.comparison))
    _ = update(&model, .show("compare"))
    press("]", &model)
    #expect(model.notice?.text == "] has nothing to act on now: the next task of the experiment")
    // Keys that move or leave are pressed in passing.
    press("<esc>j", &model)
    #expect(model.notice == nil)
  }

  @Test func alertsOfOneKindAreOneUntilTheyAreDismissed() {
    var model = Fixtures.empty()
    for step in 1...4 {
      _ = update(
        &model,
        .event(.alert(run: "ultra-r", step: step, title: "hit rate low", detail: "0.\(step) %: widen the radius")))
    }
    _ = update(&model, .event(.failed(run: "ppo", step: 7, message: "the loss is not finite")))
    #expect(model.alerts.open.map(\.count) == [4, 1])
    #expect(view(model).text.contains("ppo failed, 1 of 2") && view(model).line(1).contains("⚠ 2"))
    press("!", &model)
    #expect(view(model).text.contains("hit rate low ×4") && view(model).text.contains("0.4 %: widen the radius"))
    press("!", &model)
    #expect(model.alerts.open.isEmpty && !view(model).text.contains("dismisses"))
    _ = update(&model, .event(.alert(run: "ultra-r", step: 9, title: "hit rate low", detail: "still")))
    #expect(model.alerts.open.isEmpty, "whoever dismissed it knows of it")
    _ = update(&model, .event(.alert(run: "ultra-r", step: 10, title: "entropy low", detail: "0.01")))
    press(":screen events<enter>d", &model)
    #expect(model.alerts.open.isEmpty, "the log and the corner are of one mind")
  }

  @Test func theHelpIsSearchedAndExplainsWords() {
    var model = Fixtures.typical(width: 100, height: 200)
    press("?/hit rate<enter>", &model)
    let text = view(model).text
    #expect(text.contains("with 'hit rate'") && text.contains("the share of training steps in states that match"))
    #expect(!text.contains("suspend"))
    press("<esc>", &model)
    #expect(view(model).text.contains("suspend") && model.helpScroll == 0)
    press("/zzz<enter>", &model)
    #expect(view(model).text.contains("nothing here has that in it"))
    press("<esc><esc>", &model)
    #expect(model.helpScroll == nil && model.helpSearch == nil)
  }

  @Test func aLongNoticeIsShownWhole() {
    var model = Fixtures.empty()
    func rows() -> [String] { (19...22).map { view(model).line($0) } }
    let before = rows()
    let words = (1...24).map { "word\($0)" }
    _ = update(&model, .notice(words.joined(separator: " "), isError: true))
    let shown = rows().joined(separator: " ").split(separator: " ").suffix(25).map { String($0) }
    #expect(shown == ["!"] + words)
    #expect(rows()[0] == before[0], "it takes the rows that it needs")
    press("?", &model)
    press("<esc>", &model)
    #expect(rows() == before, "what it lay over is there again")
    // What no three rows hold is cut.
    _ = update(&model, .notice(String(repeating: "abcdefghi ", count: 40), isError: false))
    #expect(rows()[0] == before[0] && rows()[3].contains("abcdefghi…"))
    // What is wrong with a command stands above it where it has no room beside it.
    press(":", &model)
    model.complain(words.joined(separator: " "))
    #expect(rows()[3].hasPrefix(":") && rows()[2].contains("word24"))
  }

  @Test func tabsAndHintsArePressedWhereTheyAreDrawn() throws {
    var model = Fixtures.typical(width: 120, height: 40)
    func column(of text: String, in row: Int) throws -> Int {
      let line = view(model).line(row)
      return line.distance(from: line.startIndex, to: try #require(line.firstRange(of: text)).lowerBound)
    }
    func click(_ x: Int, _ y: Int) -> [Effect] { update(&model, .mouse(Mouse(x: x, y: y, action: .press))) }
    _ = click(try column(of: "Review", in: 1), 1)
    #expect(model.screen == "review")
    _ = click(try column(of: "help", in: 39), 39)
    #expect(model.helpScroll == 0)
    _ = click(try column(of: "close", in: 39), 39)
    #expect(model.helpScroll == nil)
    let selected = try #require(model.review.selectedIndex)
    _ = update(&model, .mouse(Mouse(x: 5, y: 10, action: .wheelDown)))
    #expect(model.review.selectedIndex == selected + 3)
    _ = update(&model, .mouse(Mouse(x: 5, y: 10, action: .wheelUp)))
    #expect(model.review.selectedIndex == selected)
    press("M", &model)
    #expect(!model.usesMouse)
  }

  @Test func whoFollowsSteersAndDecidesNothing() {
    var model = Fixtures.typical(isReadOnly: true)
    #expect(press("3a+P", &model).isEmpty)
    _ = update(&model, .following(true))
    #expect(view(model).line(0).contains("[FOLLOWING]"))
    #expect(press("+", &model) == [.send(.setAlpha(0.35))], "whoever has the session remembers it")
    #expect(press("P", &model) == [.send(.pause)])
    #expect(press("3a", &model).isEmpty && model.notice?.text.contains("decide there") == true)
    #expect(press(":detach<enter>", &model).isEmpty && model.isRunning)
    _ = update(&model, .following(false))
    #expect(press("+", &model).isEmpty && view(model).line(0).contains("[READ-ONLY]"))
  }

  @Test func detachingLeavesAndSaysSo() {
    var model = Fixtures.typical()
    #expect(press(":detach<enter>", &model) == [.send(.stop), .quit])
    #expect(model.isDetaching && !model.isRunning)
  }

  @Test func alphaIsRampedOverSteps() {
    var model = Fixtures.typical()
    #expect(
      press(":alpha 0.15 ramp 20k<enter>", &model)
        == [.send(.rampAlpha(to: 0.15, over: 20_000)), .feature(SteeringEffect.rememberAlpha(0.15, nil))])
    #expect(press(":alpha 0.1 ramp 1.5M<enter>", &model).first == .send(.rampAlpha(to: 0.1, over: 1_500_000)))
    for wrong in ["alpha 0.1 ramp", "alpha 0.1 ramp x", "alpha 0.1 ramp 0", "alpha 0.1 over 20"] {
      #expect(press(":\(wrong)<enter>", &model).isEmpty && model.notice?.isError == true, "\(wrong)")
    }
  }

  @Test func aSingleUpdateIsDoneOnlyWhilePaused() {
    var model = Fixtures.typical()
    #expect(press("S", &model).isEmpty && model.notice?.text == "training is not paused; P pauses it")
    press("P", &model)
    #expect(press("S", &model) == [.send(.step)])
  }

  @Test func aRunThatAnEarlierTimeCutIsNotUnderWay() {
    var model = Fixtures.empty()
    _ = update(&model, .clock("11-28 10:00:00"))
    _ = update(
      &model,
      .pastEvents([
        PastEvent(time: "11-27 09:00:00", event: .started(run: "ultra-ra", step: 0)),
        PastEvent(time: "11-27 09:00:07", event: .alert(run: "ultra-ra", step: 5, title: "NaN", detail: "loss")),
      ]))
    #expect(model.events.entries.map(\.time) == ["11-27 09:00:00", "11-27 09:00:07"])
    #expect(model.alerts.open.isEmpty && model.events.clock == "11-28 10:00:00")
    _ = update(&model, .pastSnapshot(Fixtures.snapshot))
    _ = update(
      &model, .stages(Stage.allCases.map { StageProgress(stage: $0, state: $0 == .refine ? .waiting : .done) }))
    #expect(!model.engine.isBusy && view(model).text.contains("R goes on from refine"))
    #expect(view(model).text.contains("7.40"), "its curves are there")
    #expect(press("q", &model) == [.quit])
    var live = Fixtures.empty()
    _ = update(&live, .pastSnapshot(Fixtures.snapshot))
    _ = update(&live, .snapshot(Fixtures.snapshot))
    #expect(live.engine.isBusy, "what comes from the engine is under way")
  }
}
