import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The call under way, on the status row")
struct AdvisorStatusTests {
  private func row(_ progress: AdvisorProgress?, width: Int = 80, keys: String = "") -> String {
    var model = Fixtures.typical(width: width)
    press(keys, &model)
    _ = update(&model, .advisorProgress(progress))
    return view(model).line(22)
  }

  @Test(arguments: Fixtures.typical().screens.indices)
  func everyScreenShowsIt(_ index: Int) {
    let row = row(Fixtures.progress, width: 60, keys: "\(index + 1)")
    #expect(row.hasPrefix("call 3/12  try 2 in 4s  ! budget 85%  openai:gpt-4o-mini"))
    #expect(columnWidth(of: row) == 60)
  }

  @Test func aNoticeLeavesRoomForIt() {
    var model = Fixtures.typical(width: 60)
    _ = update(&model, .advisorProgress(Fixtures.progress))
    _ = update(&model, .notice("the session was saved in a place with a very long name indeed", isError: true))
    let row = view(model).line(22)
    #expect(row.hasPrefix("! the session"))
    #expect(row.hasSuffix("call 3/12  try 2 in 4s  ! budget 85%"))
    #expect(row.contains("…"))
  }

  @Test func budgetsWarnAtEightyPercentAndSayWhenTheyAreUsedUp() {
    var progress = AdvisorProgress(advisor: "openai:tiny", call: 1, planned: 0)
    #expect(row(progress).hasPrefix("call 1  openai:tiny "))
    progress.budget.tokens = 12_300
    #expect(row(progress).contains("12.3K tokens"))
    progress.budget.tokenCap = 100_000
    #expect(row(progress).contains("  budget 12%"))
    progress.budget.moneyCap = 2
    progress.budget.money = 1.5999
    #expect(row(progress).contains("  budget 79%"))
    progress.budget.money = 1.6
    #expect(row(progress).contains("! budget 80%"))
    progress.budget.money = 2
    #expect(row(progress).contains("! budget used up"))
    progress.pause = "100 calls are made"
    #expect(row(progress).hasPrefix("! advising paused  100 calls are made"))
    #expect(AdvisorStatus.pieces(progress, isShort: true).map(\.text) == ["! advising paused"])
  }

  @Test func attemptsAndWhatCameSoFar() {
    var progress = AdvisorProgress(advisor: "openai:tiny", call: 2, planned: 4)
    progress.attempt = 3
    progress.received = 1500
    #expect(row(progress).hasPrefix("call 2/4  try 3  1.5K characters  openai:tiny"))
    progress.secondsToNextAttempt = 0.2
    #expect(row(progress).contains("try 4 in 1s"))
  }

  @Test func itGoesAwayAndGivesWayToTyping() {
    #expect(!row(nil).contains("call"))
    #expect(row(Fixtures.progress, keys: ":al").hasPrefix(":al "))
    #expect(row(Fixtures.progress, keys: "6/ball").hasPrefix("/ball "))
    var model = Fixtures.typical()
    press("6/", &model)
    #expect(!view(model).line(23).contains("quit"), "while typing, letters are text")
    press("<esc>", &model)
    _ = update(&model, .advisorProgress(Fixtures.progress))
    press("3e", &model)
    #expect(view(model).line(22).hasPrefix("-- EDIT --"))
  }
}
