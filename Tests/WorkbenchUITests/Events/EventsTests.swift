import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The log")
struct EventsTests {
  private func opened(width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode) -> AppModel {
    var model = Fixtures.typical(width: width, height: height, glyphs: glyphs)
    _ = update(&model, .clock("11-26 14:03:22"))
    for step in [810_000, 820_000, 830_000] {
      _ = update(
        &model,
        .event(
          .alert(
            run: "ultra-ra", step: step, title: "shaped reward dominates",
            detail: "|alpha * r_LLM| is 2.3 times |r_env|; lower alpha or reject suggestions")))
      _ = update(&model, .clock("11-26 14:05:0\(step / 10_000 - 80)"))
    }
    _ = update(&model, .decided("suggestion 3 accepted, by hand"))
    _ = update(&model, .notice("saved exports/screen.txt", isError: false))
    _ = update(&model, .show("events"))
    return model
  }

  @Test func alertsReachTheLog() {
    var model = Fixtures.empty()
    _ = update(&model, .event(.alert(run: "r", step: 9, title: "NaN", detail: "loss\u{1B}[0m")))
    #expect(view(model).text.contains("! NaN"), "it lies over the screen until it is dismissed")
    #expect(model.events.openAlarms == 1)
    _ = update(&model, .event(.metrics(run: "r", step: 9, values: [:])))
    _ = update(&model, .notice("saved", isError: false))
    #expect(model.events.entries.map(\.kind) == [.alert, .notice])
    #expect(!view(model).text.contains("\u{1B}"))
  }

  @Test func theLogSaysWhoRolledBack() {
    var model = Fixtures.empty()
    _ = update(&model, .event(.alert(run: "ultra-ra", step: 9, title: "NaN", detail: "loss")))
    _ = update(
      &model, .event(.rolledBack(run: "ultra-ra", step: 5, from: 9, kept: "ultra-ra~1", actor: "a person")))
    let entry = model.events.entries.last
    #expect(entry?.text == "rolled back from step 9 by a person; what came after is ultra-ra~1" && entry?.step == 5)
    #expect(model.alerts.open.isEmpty, "what it warned of is another run's")
  }

  @Test func theLogFollowsUnlessScrolled() {
    var model = opened()
    func index() -> Int? { model.events.index(in: model.events.visible) }
    let last = model.events.visible.count - 1
    #expect(index() == last)
    press("k", &model)
    _ = update(&model, .event(.started(run: "r", step: 1)))
    #expect(index() == last - 1)
    press("G", &model)
    _ = update(&model, .event(.started(run: "s", step: 1)))
    #expect(index() == last + 2)
    press("g", &model)
    #expect(index() == 0)
  }

  @Test func repeatsAreCountedWithTheirLastTimeAndStep() {
    let model = opened()
    let alerts = model.events.entries.filter { $0.kind == .alert }
    #expect(alerts.count == 1 && alerts.first?.count == 4)
    #expect(alerts.first?.step == 830_000 && alerts.first?.time == "11-26 14:05:02")
    #expect(view(model).text.contains("×4 shaped reward dominates"))
    var far = Fixtures.empty()
    for step in 0..<EventsState.mergeReach + 2 {
      _ = update(&far, .notice(step == 0 || step > EventsState.mergeReach ? "same" : "other \(step)", isError: false))
    }
    #expect(far.events.entries.filter { $0.text == "same" }.map(\.count) == [1, 1], "too far apart")
  }

  @Test func filtersGoRound() {
    var model = opened()
    func kinds() -> Set<LogEntry.Kind> { Set(model.events.visible.map(\.kind)) }
    press("f", &model)
    #expect(kinds() == [.alert])
    press("f", &model)
    #expect(kinds() == [.decision])
    press("f", &model)
    #expect(kinds() == [.alpha])
    press("f", &model)
    #expect(kinds() == [.event, .alpha, .alert, .decision, .notice])
  }

  @Test func theLogSaysThroughWhatAlphaChanged() {
    let told: [(AlphaCause?, String)] = [
      (nil, "0.30"), (.person, "0.30 by a person"), (.anotherWindow, "0.30 from another window"),
      (.ramp, "0.30 at the end of a ramp"), (.carriedOver, "0.30 carried over from before"),
    ]
    for (cause, words) in told {
      var model = Fixtures.empty(width: 120, height: 40)
      _ = update(&model, .event(.alphaChanged(run: "ultra-ra", step: 1, old: 0.5, new: 0.3, cause: cause)))
      #expect(model.events.entries.map(\.text) == ["α 0.50 → \(words)"])
    }
  }

  @Test(arguments: ["d", "<esc>"]) func alertsAreDismissed(_ key: String) {
    var model = opened()
    #expect(model.events.openAlarms == 1)
    press(key, &model)
    #expect(model.events.openAlarms == 0 && model.notice?.text.hasPrefix("dismissed: shaped reward") == true)
    press("f", &model)
    #expect(model.events.visible.isEmpty && view(model).text.contains("No alert is open"))
    press(key, &model)
    #expect(model.notice?.text == "no alert is open")
    // The same again is news again.
    _ = update(&model, .event(Fixtures.eventList[3]))
    #expect(model.events.openAlarms == 1 && model.events.visible.first?.count == 5)
  }

  @Test func theSelectedAlertIsDismissedFirst() {
    var model = Fixtures.empty()
    for text in ["one", "two", "three"] { _ = update(&model, .notice(text, isError: true)) }
    _ = update(&model, .show("events"))
    press("gjd", &model)
    #expect(model.events.entries.filter(\.isDismissed).map(\.text) == ["two"])
    press("gd", &model)
    #expect(model.events.entries.filter(\.isDismissed).map(\.text) == ["one", "two"])
  }

  @Test func searchingGoesFromMatchToMatch() {
    var model = opened()
    func text() -> String? { model.events.index(in: model.events.visible).map { model.events.visible[$0].text } }
    press("/ALPHA ultra", &model)
    #expect(text() == "α 0.50 → 0.30" || text()?.contains("lower alpha") == true)
    press("<enter>", &model)
    let first = text()
    press("n", &model)
    #expect(text() != first)
    press("N", &model)
    #expect(text() == first)
    press("/zzz<enter>n", &model)
    #expect(model.notice?.text == "no line holds these words")
    press("<esc>", &model)
    #expect(!model.events.search.isOn && model.events.openAlarms == 1, "Esc ended the search only")
  }

  @Test func aLongLogKeepsTheLatestAndSaysHowManyThereAre() {
    var model = Fixtures.empty()
    for step in 0..<EventsState.limit + 500 { _ = update(&model, .event(.started(run: "r\(step)", step: step))) }
    #expect(model.events.entries.count == EventsState.limit)
    #expect(model.events.entries.first?.run == "r500")
    _ = update(&model, .storedEvents(10_000_000))
    _ = update(&model, .show("events"))
    #expect(view(model).text.contains("Events  4000/4000 of 10M recorded"))
    press("g", &model)
    for step in 0..<600 { _ = update(&model, .event(.started(run: "s\(step)", step: step))) }
    #expect(model.events.index(in: model.events.visible) == 0, "what was selected is gone")
    _ = update(&model, .storedEvents(3))
    #expect(model.events.total == EventsState.limit, "no fewer than are here")
  }

  @Test(arguments: [
    ("collect", 8, "8 episodes", "8 ep."), ("verify", 256, "256 suggestions", "256 sug."),
    ("evaluate ppo", 1, "1 game", "1 g."), ("ultra-ra", 524_288, "524K steps", "524K"),
  ])
  func whatAnEventCountsIsNamed(run: String, step: Int, long: String, short: String) {
    var wide = Fixtures.empty(width: 120, height: 40)
    var narrow = Fixtures.empty()
    for event in [EngineEvent.started(run: run, step: 0), .finished(run: run, step: step)] {
      _ = update(&wide, .event(event))
      _ = update(&narrow, .event(event))
    }
    _ = update(&wide, .show("events"))
    _ = update(&narrow, .show("events"))
    #expect(view(wide).text.contains(long) && view(narrow).text.contains(short))
    #expect(view(narrow).text.contains(run == "ultra-ra" ? "step 524 288" : long), "the heading has room")
  }

  @Test func theWholeOfALineIsRead() {
    var model = Fixtures.empty(width: 60, height: 15)
    let text = (1...90).map { "word\($0)" }.joined(separator: " ")
    _ = update(&model, .event(.alert(run: "r", step: 1_234_567, title: "long", detail: text)))
    model.alerts.dismissAll()
    _ = update(&model, .show("events"))
    #expect(view(model).text.contains(" … │"), "there is more")
    press("<enter>", &model)
    #expect(view(model).text.contains("word1 ") && view(model).text.contains("step 1 234 567"))
    press("jjjjjjjj", &model)
    #expect(view(model).text.contains("word90"))
    press("kkkkkkkk", &model)
    #expect(view(model).text.contains("word1 "), "it stopped at its end")
    press("<esc>", &model)
    #expect(view(model).text.contains("Events  1/1"))
  }

  @Test(arguments: ScreenLaws.sizes + [(200, 60)])
  func golden(width: Int, height: Int) {
    func check(_ name: String, _ model: AppModel) {
      GoldenCase(name: name, keys: "", width: width, height: height).check(model, "Events")
    }
    var model = opened(width: width, height: height)
    press("kk", &model)
    check("events-alert", model)
    press("/alpha<enter>", &model)
    check("events-search", model)
    for number in 0..<300 { _ = update(&model, .notice("note \(number) 東京 and more words than fit", isError: false)) }
    _ = update(&model, .storedEvents(9_876_543))
    press("<esc>G", &model)
    check("events-many", model)
  }

  @Test func asciiGolden() {
    var model = opened(width: 120, height: 40, glyphs: .ascii)
    press("kkd", &model)
    GoldenCase(name: "events-ascii", keys: "", width: 120, height: 40, glyphs: .ascii).check(model, "Events")
  }

  @Test func aSearchThatFindsNothingSaysSoWhileItIsTyped() {
    var model = opened()
    press("/alph", &model)
    #expect(model.notice == nil)
    press("zzz", &model)
    #expect(view(model).line(22).contains("/alphzzz") && view(model).line(22).hasSuffix("! no line holds these words"))
    press("<bs><bs><bs>", &model)
    #expect(model.notice == nil)
  }
}
