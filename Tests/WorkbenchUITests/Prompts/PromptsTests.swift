import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Calls to advisors")
struct PromptsTests {
  static let cases = [
    GoldenCase(name: "prompts-reply", keys: "6ll<right>"),
    GoldenCase(name: "prompts-search", keys: "6/stays low<enter>nnn"),
    GoldenCase(name: "prompts-typing", keys: "6/ball", width: 60, height: 15),
    GoldenCase(name: "prompts-text", keys: "6<enter>"),
    GoldenCase(name: "prompts-text", keys: "6<enter>jj", width: 60, height: 15),
    GoldenCase(name: "prompts-quality", keys: "6v", width: 60, height: 15),
    GoldenCase(name: "prompts-quality", keys: "6vj"),
    GoldenCase(name: "prompts-quality", keys: "6v", width: 120, height: 40),
    GoldenCase(name: "prompts-question", keys: "6r"),
    GoldenCase(name: "prompts-ascii", keys: "6m", width: 120, height: 40, glyphs: .ascii),
  ]

  @Test(arguments: cases) func golden(_ item: GoldenCase) { item.check("Prompts") }

  @Test(arguments: ScreenLaws.sizes)
  func comparedCalls(width: Int, height: Int) {
    let item = GoldenCase(name: "prompts-compare", keys: "6mjc", width: width, height: height)
    var model = item.model
    _ = update(&model, .callText(Fixtures.text(9)))
    _ = update(&model, .advisorProgress(Fixtures.progress))
    item.check(model, "Prompts")
  }

  private func onPrompts(width: Int = 80, height: Int = 24, isReadOnly: Bool = false) -> AppModel {
    var model = Fixtures.typical(width: width, height: height, isReadOnly: isReadOnly)
    press("6", &model)
    return model
  }

  @Test func theListIsAskedForWhenItIsFirstSeen() {
    var model = Fixtures.empty()
    #expect(press("6", &model) == [.prompts(.loadCalls(search: ""))])
    #expect(press("16", &model).isEmpty, "it is on its way")
    #expect(update(&model, .calls(Fixtures.callList)) == [.prompts(.loadCall(10))])
    #expect(update(&model, .calls(Fixtures.callList)) == [.prompts(.loadCall(10))])
    _ = update(&model, .callText(Fixtures.text(10)))
    #expect(view(model).text.contains("You coach a player of Pong."))
  }

  @Test func newCallsAreFetchedWhileInViewAndOnceAtATime() {
    var model = onPrompts()
    #expect(update(&model, .callsChanged) == [.prompts(.loadCalls(search: ""))])
    #expect(update(&model, .callsChanged).isEmpty)
    #expect(update(&model, .callsChanged).isEmpty)
    #expect(update(&model, .calls(Fixtures.callList)) == [.prompts(.loadCalls(search: ""))])
    #expect(update(&model, .calls(Fixtures.callList)).isEmpty)
    press("1", &model)
    #expect(update(&model, .callsChanged).isEmpty)
    #expect(press("6", &model) == [.prompts(.loadCalls(search: ""))])
    #expect(press("16", &model).isEmpty)
  }

  @Test func theSelectionStaysOnItsCall() {
    var model = onPrompts()
    #expect(press("jj", &model) == [.prompts(.loadCall(9)), .prompts(.loadCall(8))])
    #expect(press("kj", &model).isEmpty, "both are on their way")
    var list = Fixtures.callList
    var newest = Fixtures.calls[0]
    newest.call.id = 11
    list.items.insert(newest, at: 0)
    _ = update(&model, .calls(list))
    #expect(model.prompts.selectedID == 8 && model.prompts.selectedIndex == 3)
    press("g", &model)
    #expect(model.prompts.selectedID == 11)
    press("Gj", &model)
    #expect(model.prompts.selectedID == 1)
    _ = update(&model, .calls(CallList(search: "", items: [], found: 0, total: 0)))
    #expect(model.prompts.selectedID == nil)
    #expect(press("jkmcr<enter>nN<pgdn>", &model).isEmpty)
  }

  @Test func aFewTextsAreKept() {
    var model = onPrompts()
    for id in 1...40 { _ = update(&model, .callText(Fixtures.text(id))) }
    #expect(model.prompts.texts.count == 12)
  }

  @Test func promptAndReplySwitch() {
    var model = onPrompts()
    press("<right>", &model)
    #expect(view(model).text.contains("Call 10 reply"))
    #expect(view(model).text.contains("critical_states"))
    press("<left>", &model)
    #expect(view(model).text.contains("Call 10 prompt"))
    press("l<enter>G", &model)
    #expect(view(model).text.contains("- item 2: reward 1.5 was bounded to 1 (changed)"))
  }

  @Test func textsScrollWithinTheirEnds() {
    var model = onPrompts(width: 60, height: 15)
    let rows = TextDocument(Fixtures.text(10).call.prompt, width: 56).rows.count
    press("<pgup>", &model)
    #expect(model.prompts.scroll == 0)
    press(String(repeating: "<pgdn>", count: 30), &model)
    #expect(model.prompts.scroll == rows - PromptsLayout(model).rows)
    #expect(view(model).text.contains("/\(rows)"))
    press("<enter>", &model)
    #expect(model.prompts.mode == .text)
    press("g", &model)
    #expect(model.prompts.scroll == 0)
    press("jjk", &model)
    #expect(model.prompts.scroll == 1)
    press("G", &model)
    #expect(model.prompts.scroll == max(0, rows - PromptsLayout(model).rows))
    press("]", &model)
    #expect(model.prompts.selectedID == 9 && model.prompts.scroll == 0)
    press("[<esc>", &model)
    #expect(model.prompts.mode == .list && model.prompts.selectedID == 10)
  }

  @Test func searchingGoesThroughTheStore() {
    var model = onPrompts()
    press("/", &model)
    #expect(model.isTyping)
    #expect(press("paddleq?1", &model).isEmpty)
    #expect(model.screen == "prompts" && model.prompts.field?.text == "paddleq?1")
    press("<bs><bs><bs>", &model)
    #expect(press("<enter>", &model) == [.prompts(.loadCalls(search: "paddle"))])
    #expect(model.prompts.match == 0, "the text in view is searched at once")
    // What was asked for before comes too late.
    _ = update(&model, .calls(CallList(search: "", items: [], found: 0, total: 0)))
    #expect(model.prompts.items.count == 10)
    _ = update(&model, .calls(CallList(search: "paddle", items: Array(Fixtures.calls.suffix(2)), found: 2, total: 10)))
    #expect(model.prompts.items.map(\.id) == [2, 1])
    #expect(view(model).text.contains("with \"paddle\" of 10"))
    #expect(press("/<c-u>x<esc>", &model).isEmpty)
    #expect(model.prompts.search == "paddle")
    #expect(press("/<enter>", &model).isEmpty, "the same search again changes nothing")
    #expect(press("<esc>", &model) == [.prompts(.loadCalls(search: ""))])
    #expect(model.prompts.search.isEmpty)
    #expect(press("<esc>", &model).isEmpty)
  }

  @Test func matchesAreVisitedInBothTextsAndRound() {
    var model = onPrompts()
    press("n", &model)
    #expect(model.notice?.isError == true)
    press("/stays low<enter>", &model)
    _ = update(&model, .calls(CallList(search: "stays low", items: Fixtures.calls, found: 10, total: 10)))
    func place() -> (PromptsState.Side, Int?) { (model.prompts.side, model.prompts.match) }
    #expect(place() == (.prompt, 0))
    press("nnnnn", &model)
    #expect(place() == (.prompt, 5))
    press("n", &model)
    #expect(place() == (.reply, 0))
    press("n", &model)
    #expect(place() == (.prompt, 0))
    press("N", &model)
    #expect(place() == (.reply, 0))
    press("N", &model)
    #expect(place() == (.prompt, 5))
    let grid = view(model)
    let selected = (0..<24).contains { y in
      grid.line(y).contains("t=15") && (0..<80).contains { grid[$0, y].style == .selection }
    }
    #expect(selected, "the match under the cursor is in view and looks selected")
    press("j", &model)
    #expect(model.prompts.match == nil, "the next call's text is not there yet")
    _ = update(&model, .callText(Fixtures.text(9, prompt: "", reply: "it STAYS LOW")))
    #expect(place() == (.reply, 0))
    press("j", &model)
    _ = update(&model, .callText(Fixtures.text(8, prompt: "no", reply: "no")))
    press("n", &model)
    #expect(model.notice?.text == "nothing found in this call")
  }

  @Test func twoCallsAreComparedSideBySide() {
    var model = onPrompts()
    #expect(press("c", &model).isEmpty)
    #expect(model.notice?.isError == true && model.prompts.mode == .list)
    press("mc", &model)
    #expect(model.notice?.text.contains("call 10 is the marked one") == true)
    #expect(press("jc", &model) == [.prompts(.loadCall(9))])
    _ = update(&model, .callText(Fixtures.text(9)))
    let text = view(model).text
    #expect(text.contains("Call 10 prompt") && text.contains("Call 9 prompt"))
    #expect(text.contains("*t=15: ball") && text.contains("*t=9: ball"), "lines that only one of them has are marked")
    #expect(!text.contains("*t=12: ball"))
    press("l", &model)
    #expect(view(model).text.contains("Call 10 reply"))
    press("<esc>m", &model)
    #expect(model.prompts.mode == .list && model.prompts.markedID == 9)
    press("m", &model)
    #expect(model.prompts.markedID == nil)
  }

  @Test func askingAgainIsConfirmedFirst() {
    var model = onPrompts()
    #expect(press("r", &model).isEmpty)
    #expect(view(model).text.contains("The prompt of call 10 is sent to gpt-4o-mini"))
    #expect(press("n", &model).isEmpty)
    #expect(press("ry", &model) == [.prompts(.rerun(10))])
    var reader = onPrompts(isReadOnly: true)
    #expect(press("ry", &reader).isEmpty)
    #expect(press("/ball<enter>", &reader) == [.prompts(.loadCalls(search: "ball"))])
  }

  @Test func qualityIsListedAndExplained() {
    var model = onPrompts(width: 120, height: 40)
    #expect(press("v", &model) == [.prompts(.loadQuality)])
    #expect(view(model).text.contains("9 of 20 decided were taken, 8 of 30 measured help the return"))
    press("j", &model)
    #expect(view(model).text.contains("! 93%"))
    #expect(view(model).text.contains("4.0e-4 per accepted one"))
    press("jjjj", &model)
    #expect(view(model).text.contains("openai:gpt-4o-mini, all prompts"))
    press("<esc>", &model)
    #expect(model.prompts.mode == .list && model.prompts.scroll == 0)
  }

  @Test func hostileTextIsMadeSafe() {
    var model = Fixtures.empty()
    let evil = "\u{1B}[2J\u{9B}31m\u{202E}\u{7}"
    var call = ModelCall(
      advisor: evil, kind: .identify, episode: 1, prompt: evil + "\n" + evil, promptVersion: evil, reply: evil,
      outcome: evil, seconds: .nan)
    call.id = 1
    call.service = ModelCall.Service(
      endpoint: evil, model: evil,
      parameters: ModelCall.Parameters(
        temperature: .nan, maximumTokens: 1, seed: nil, isStreaming: false, answerForm: evil), promptDigest: evil)
    call.service?.servedModel = evil
    call.service?.finishReason = evil
    call.service?.cost = .infinity
    let issue = ReplyIssue(kind: .rejected, item: nil, reason: evil)
    let item = CallItem(call, time: evil)
    press("6", &model)
    _ = update(&model, .calls(CallList(search: "", items: [item], found: 1, total: 1)))
    _ = update(&model, .callText(CallText(call, issues: [issue])))
    var row = AdviceQuality(advisor: evil, promptVersion: evil)
    row.meanEvidence = .nan
    _ = update(&model, .adviceQuality([row]))
    var progress = AdvisorProgress(advisor: evil, call: 1, planned: 0)
    progress.reason = evil
    progress.secondsToNextAttempt = .infinity
    progress.budget.money = 1
    progress.budget.moneyCap = 0
    progress.budget.currency = evil
    _ = update(&model, .advisorProgress(progress))
    for keys in ["", "l", "<enter>", "<esc>v", "<esc>1"] {
      press(keys, &model)
      for scalar in view(model).text.unicodeScalars {
        #expect(scalar == "\n" || scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
        #expect(scalar != "\u{202E}")
      }
    }
  }
}

extension Effect {
  fileprivate static func prompts(_ effect: PromptsEffect) -> Effect { .feature(effect) }
}
