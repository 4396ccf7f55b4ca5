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
    #expect(model.screen == "prompts")
    press("2:screen compare<enter>", &model)
    #expect(model.screen == "compare")
    press("790", &model)
    #expect(model.screen == "compare", "there is no seventh screen")
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
      model.width = 80
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
    [.send(.setAlpha(alpha)), .feature(SteeringEffect.rememberAlpha(alpha))]
  }

  @Test func alphaIsPendingUntilAcknowledged() {
    var model = Fixtures.typical()
    #expect(press("+", &model) == asked(0.35))
    #expect(press("=", &model) == asked(0.4))
    #expect(press("-", &model) == asked(0.35))
    #expect(view(model).text.contains("0.30→0.35 pending"))
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
      #expect(header.contains("0.45 pending") == !isReadOnly && header.contains("[READ-ONLY]") == isReadOnly)
      if !isReadOnly {
        _ = update(&model, .waitingToStore(reason: "the disk is full"))
        let full = view(model).line(0)
        #expect(full.contains("[1 NOT STORED]") && full.contains("[PAUSED]") && full.contains("0.45 pending"))
        _ = update(&model, .stored(ticket: 1))
      }
      // Nobody can have all three, and still there is room for them.
      model.engine.ask(alpha: 0.45)
      #expect(view(model).line(0).contains("0.45 pending") && view(model).line(0).contains("[PAUSED]"))
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
    #expect(press("<c-u>screenshot<enter>", &model) == [.saveScreen])
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

  @Test func themesGoRound() {
    var model = Fixtures.typical()
    let first = model.theme
    press("T", &model)
    #expect(model.theme.name == "night")
    press("TT", &model)
    #expect(model.theme == first)
    #expect(AppModel(title: "", themes: [], glyphs: .ascii, isReadOnly: false).theme == .monochrome)
  }

  @Test func redrawsOnlyWhenSomethingChanged() {
    var model = Fixtures.typical()
    let before = model.generation
    _ = update(&model, .tick(seconds: 1))
    _ = update(&model, .tick(seconds: 2))
    _ = update(&model, .resized(width: 80, height: 24))
    press("@", &model)
    #expect(model.generation == before)
    _ = update(&model, .snapshot(Fixtures.snapshot))
    #expect(model.generation > before)
  }
}
