import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The list of sessions and runs")
struct RunsTests {
  private func opened(
    _ list: SessionList = Fixtures.sessionList, width: Int = 80, height: Int = 24, glyphs: GlyphSet = .unicode,
    isReadOnly: Bool = false
  ) -> AppModel {
    var model = Fixtures.typical(width: width, height: height, glyphs: glyphs, isReadOnly: isReadOnly)
    _ = update(&model, .show("runs"))
    _ = update(&model, .sessions(list))
    return model
  }

  /// Names of the rows that are listed.
  private func names(_ model: AppModel) -> [String] { model.runs.rows.map { $0.run?.name ?? $0.session.name } }

  @Test func theDirectoryIsReadOnceAtATime() {
    var model = Fixtures.empty()
    #expect(update(&model, .show("runs")) == [.runs(.load)])
    #expect(press("r", &model).isEmpty, "it is on its way")
    _ = update(&model, .sessions(Fixtures.sessionList))
    #expect(press("r", &model) == [.runs(.load)])
    _ = update(&model, .sessions(Fixtures.sessionList))
    #expect(update(&model, .event(.finished(run: "ultra-ra", step: 9))) == [.runs(.load)])
  }

  @Test func newestFirstAndTheOpenOneIsSelected() {
    let model = opened()
    #expect(
      names(model) == [
        "demo-Pong-1", "base", "ppo", "ultra-ra", "hopper-7", "base", "long-run", "first-try", "base", "old",
      ])
    #expect(model.runs.selected?.name == "demo-Pong-1")
  }

  @Test func whatAPersonTurnedBearsAMark() {
    let before = view(opened(width: 120, height: 40)).text
    #expect(before.contains("ultra-ra✎ ") && !before.contains("ppo✎"), "the run under way is known to the charts")
    var list = Fixtures.sessionList
    // The third one is the one that is open.
    list.sessions[2].runs[1].isTurned = true
    let model = opened(list, width: 120, height: 40)
    let text = view(model).text
    #expect(text.contains("ppo✎ ") && text.contains("✎ alpha turned by hand") && !text.contains("base✎"))
  }

  @Test func ordersGoRound() {
    var model = opened()
    func sessions() -> [String] { model.runs.rows.filter { $0.run == nil }.map(\.session.name) }
    press("o", &model)
    #expect(sessions() == ["demo-Pong-1", "first-try", "hopper-7", "old"])
    press("o", &model)
    #expect(sessions() == ["hopper-7", "first-try", "demo-Pong-1", "old"])
    press("o", &model)
    #expect(sessions().prefix(2) == ["hopper-7", "demo-Pong-1"])
    press("o", &model)
    #expect(sessions().last == "old")
    press("o", &model)
    #expect(model.runs.order == .newest)
  }

  @Test func searchingNarrowsWhileItIsTyped() {
    var model = opened()
    press("/hop", &model)
    #expect(names(model) == ["hopper-7", "base", "long-run"])
    press("<esc>", &model)
    #expect(names(model).count == 10, "given up")
    press("/PONG ppo<enter>", &model)
    #expect(names(model) == ["demo-Pong-1", "ppo"])
    #expect(model.runs.selected?.name == "demo-Pong-1")
    press("/zzz<enter>", &model)
    #expect(names(model).isEmpty && view(model).text.contains("No session or run holds these words"))
    press("<esc>", &model)
    #expect(names(model).count == 10 && model.runs.selected != nil)
  }

  @Test func runsAreFoldedAway() {
    var model = opened()
    press("jjh", &model)
    #expect(names(model).prefix(2) == ["demo-Pong-1", "hopper-7"])
    #expect(model.runs.selected?.name == "demo-Pong-1")
    #expect(view(model).text.contains("demo-Pong-1 +3"))
    press("l", &model)
    #expect(names(model).count == 10)
  }

  @Test func anotherSessionIsOpenedAfterAQuestion() {
    var model = opened()
    press("<enter>", &model)
    #expect(model.notice?.text == "demo-Pong-1 is the session that is open")
    press("", &model)
    _ = update(&model, .show("runs"))
    #expect(press("jjjj<enter>", &model).isEmpty)
    #expect(model.confirmation?.title == "Open hopper-7?")
    #expect(press("y", &model) == [.runs(.openSession(path: "sessions/hopper-7")), .send(.stop), .quit])
    #expect(!model.isRunning)
  }

  @Test func whereNothingRunsItIsOpenedAtOnce() {
    var model = opened()
    model.engine = EngineState()
    #expect(press("jjjj<enter>", &model) == [.runs(.openSession(path: "sessions/hopper-7")), .quit])
    var damaged = opened()
    #expect(press("G<enter>", &damaged).isEmpty)
    #expect(damaged.notice?.text.contains("its description is missing") == true)
  }

  @Test func whatIsNotStoredHoldsOpeningUp() {
    var model = opened()
    _ = model.unstored.add("suggestion 3 accepted", said: nil)
    #expect(press("jjjj<enter>", &model).isEmpty)
    #expect(model.notice?.isError == true && model.confirmation == nil)
  }

  @Test func deletingSaysWhatIsLost() {
    var model = opened()
    #expect(press("D", &model).isEmpty)
    #expect(model.notice?.text.contains("is open here") == true && model.confirmation == nil)
    press("jjjjD", &model)
    #expect(model.notice?.text == "hopper-7 is in use: process 4711 has it open" && model.confirmation == nil)
    press("jjjD", &model)
    #expect(
      model.confirmation?.lines == [
        "Lost would be 1 run of 70.7K steps, 8 episodes, 256 suggestions and 156 decisions.",
        "12.3 MB in sessions/first-try are deleted for good.",
      ])
    #expect(press("n", &model).isEmpty && model.confirmation == nil)
    #expect(press("Dy", &model) == [.runs(.delete(path: "sessions/first-try"))])
  }

  @Test func notesAreStored() {
    var model = opened()
    #expect(model.runs.selected?.note == "the one for the talk")
    #expect(
      press("n, slides 3<enter>", &model) == [
        .runs(.setNote(path: "sessions/demo-Pong-1", run: nil, text: "the one for the talk, slides 3"))
      ])
    #expect(model.runs.selected?.note == "the one for the talk, slides 3")
    #expect(press("jnx<esc>", &model).isEmpty)
    #expect(press("nfast<enter>", &model) == [.runs(.setNote(path: "sessions/demo-Pong-1", run: "base", text: "fast"))])
    press("jjjjn", &model)
    #expect(model.runs.note == nil && model.notice?.text.contains("process 4711 has it open") == true)
  }

  @Test func aReaderNeitherNotesNorDeletes() {
    var model = opened(isReadOnly: true)
    #expect(press("nD", &model).isEmpty)
    #expect(model.runs.note == nil && model.confirmation == nil)
  }

  /// The open session's `ultra-ra` has checkpoints, and a fork.
  private var branched: SessionList {
    var list = Fixtures.sessionList
    list.sessions[2].runs[1].checkpoints = [131_072, 262_144, 400_000]
    var fork = Fixtures.run("bolder", step: 300_000, mean: nil)
    fork.branch = RunBranch(from: RunPoint(run: "ppo", step: 262_144), isFork: true)
    list.sessions[2].runs.append(fork)
    return list
  }

  @Test func aRunIsForkedByTheCommandThatItsKeyTypes() {
    var model = opened(branched, width: 120)
    press("jjf", &model)
    #expect(model.commandLine?.field.text == "fork ppo@262144 ")
    #expect(
      press("later seed=7<enter>", &model) == [
        .feature(
          BranchingEffect.fork(from: RunPoint(run: "ppo", step: 262_144), name: "later", changes: ["seed=7"]))
      ])
    press(":fork ppo@1<tab>", &model)
    #expect(model.commandLine?.field.text == "fork ppo@131072")
    press("<enter>", &model)
    #expect(model.notice?.text.contains("write :fork, a run, a name") == true)
    press("kf", &model)
    #expect(model.notice?.text == "base has no checkpoint yet; C stores one while it trains")
    #expect(update(&model, .runsChanged) == [.runs(.load)])
  }

  @Test func aForkSaysWhereItCameFrom() {
    var model = opened(branched, width: 120, height: 40)
    press("jjjj", &model)
    let text = view(model).text
    #expect(text.contains("ppo@262144") && text.contains("forked from ppo at step 262144"))
    press("kk", &model)
    #expect(view(model).text.contains("checkpoints at 131072, 262144, 400000"))
  }

  @Test func aRunIsRolledBackAfterAQuestion() {
    var model = opened(branched, width: 120)
    press("jjb", &model)
    #expect(model.commandLine?.field.text == "rollback ppo@262144")
    #expect(press("<enter>", &model).isEmpty)
    #expect(model.confirmation?.title == "Roll ppo back?")
    #expect(
      model.confirmation?.lines.last == "What is under way stops for it at an update, and goes on from a checkpoint.")
    let point = RunPoint(run: "ppo", step: 262_144)
    #expect(press("y", &model) == [.feature(BranchingEffect.rollBack(to: point))])
    press(":rollback ppo<enter>", &model)
    #expect(model.notice?.text.contains("write :rollback") == true && model.confirmation == nil)
    press("kb", &model)
    #expect(model.notice?.text.hasPrefix("base has no earlier checkpoint") == true)
  }

  @Test func aRunInTrainingIsPausedFirst() {
    var model = opened(branched, width: 120)
    press(":rollback ultra-ra@9<enter>", &model)
    #expect(model.notice?.text == "ultra-ra is in training; P pauses it, then it can be rolled back")
    #expect(model.confirmation == nil)
    _ = update(&model, .event(.paused(run: "ultra-ra", step: 9, isPaused: true)))
    press(":rollback ultra-ra@9<enter>", &model)
    #expect(model.confirmation?.title == "Roll ultra-ra back?")
    var reader = opened(branched, isReadOnly: true)
    press(":rollback ppo@9<enter>", &reader)
    #expect(reader.confirmation == nil)
  }

  @Test func aReaderForksNothing() {
    var model = opened(branched, isReadOnly: true)
    #expect(press("jjf", &model).isEmpty && model.commandLine == nil)
    #expect(press(":fork ppo x<enter>", &model).isEmpty)
    var picker = AppModel.picker(title: "sessions", themes: Fixtures.themes, glyphs: .unicode)
    _ = update(&picker, .resized(width: 80, height: 24))
    _ = update(&picker, .show("runs"))
    #expect(press(":fork ppo x<enter>", &picker).isEmpty)
  }

  @Test func onlySettingsThatDifferAreShown() {
    var model = opened()
    press("d", &model)
    #expect(model.notice?.text == "mark two or more with Space, then press d")
    press("jj<space> d", &model)
    let difference = SettingsDifference(model.runs.compared)
    #expect(difference.names == ["ppo", "ultra-ra"])
    #expect(difference.rows.map(\.key) == ["guidance.credit", "learningRate", "method", "steps"])
    #expect(difference.returns == ["-6.10", "-"])
    press("jjjjjjk", &model)
    #expect(model.runs.difference?.selected == 2)
    press("<esc>", &model)
    #expect(model.runs.difference == nil && model.runs.marked.count == 2)
    press("u", &model)
    #expect(model.runs.marked.isEmpty)
  }

  @Test func sessionsAreComparedBySettingsOfTheirOwn() {
    var model = opened()
    press("<space>jjjd", &model)
    let difference = SettingsDifference(model.runs.compared)
    #expect(difference.rows.map(\.key) == ["advisor", "environment", "mask.steps", "seed"])
    #expect(difference.rows[2].values == [nil, "100000"])
    #expect(difference.returns == ["-6.10", "212.50"])
  }

  @Test func marksOfWhatIsGoneGo() {
    var model = opened()
    press("jj<space><space>d", &model)
    #expect(model.runs.difference != nil)
    var list = Fixtures.sessionList
    list.sessions[2].runs.removeLast(2)
    _ = update(&model, .sessions(list))
    #expect(model.runs.marked.isEmpty && model.runs.difference == nil)
    #expect(model.runs.selected != nil)
  }

  @Test func theOpenSessionShowsItsRunAsItIs() {
    let model = opened()
    let session = model.runs.rows[0].session
    let live = model.live(session.runs[2], of: session)
    #expect(live.step == 1_240_000 && live.totalSteps == 2_000_000 && live.state == .running)
    var idle = model
    idle.engine = EngineState()
    #expect(idle.live(session.runs[2], of: session).state == .interrupted)
  }

  @Test func aPickerHasTheListAndSaysWhatToDo() {
    var model = AppModel.picker(title: "sessions", themes: Fixtures.themes, glyphs: .unicode)
    _ = update(&model, .resized(width: 80, height: 24))
    #expect(update(&model, .show("runs")) == [.runs(.load)])
    _ = update(&model, .sessions(SessionList(directory: "sessions", sessions: [])))
    let text = view(model).text
    #expect(
      text.contains("No session yet in sessions/.") && text.contains("sidecoach demo ")
        && text.contains("makes one to look at"))
    #expect(press("jkdD<enter>n ", &model).isEmpty)
    _ = update(&model, .sessions(Fixtures.sessionList))
    #expect(press("jjjj<enter>", &model) == [.runs(.openSession(path: "sessions/hopper-7")), .quit])
  }

  @Test func wordsFromOutsideAreMadeSafe() {
    var list = Fixtures.sessionList
    list.sessions[2].note = "red\u{1B}[31m"
    list.sessions[2].runs[0].configuration["x\u{1B}"] = "\u{7}"
    var model = opened(list)
    press("<space>jd", &model)
    #expect(!view(model).text.contains("\u{1B}"))
  }

  @Test(arguments: ScreenLaws.sizes + [(200, 60)])
  func golden(width: Int, height: Int) {
    func check(_ name: String, _ model: AppModel) {
      GoldenCase(name: name, keys: "", width: width, height: height).check(model, "Runs")
    }
    var model = opened(width: width, height: height)
    press("jj", &model)
    check("runs-run", model)
    press("<space><space> d", &model)
    check("runs-difference", model)
    var many = opened(Fixtures.manySessions, width: width, height: height)
    press("/tokyo<esc>/東京<enter>jjj", &many)
    check("runs-many", many)
    var picker = AppModel.picker(title: "sessions", themes: Fixtures.themes, glyphs: .unicode)
    for message: AppMessage in [
      .resized(width: width, height: height), .show("runs"),
      .sessions(SessionList(directory: "sessions", sessions: [])),
    ] { _ = update(&picker, message) }
    check("runs-first", picker)
  }

  @Test func asciiGolden() {
    var model = opened(width: 120, height: 40, glyphs: .ascii)
    press("j<space>jn", &model)
    GoldenCase(name: "runs-ascii", keys: "", width: 120, height: 40, glyphs: .ascii).check(model, "Runs")
  }
}

@Suite("Curves in a row")
struct SparklineTests {
  private func line(_ values: [Double], _ width: Int, _ glyphs: GlyphSet = .unicode) -> String {
    sparkline(
      values.enumerated().map { CurvePoint(step: Double($0.offset), value: $0.element) }, width: width, glyphs: glyphs)
  }

  @Test func heightsFollowTheMeans() {
    #expect(line([0, 1, 2, 3, 4, 5, 6, 7], 8) == "▁▂▃▄▅▆▇█")
    #expect(line([0, 0, 8, 8], 2) == "▁█")
    #expect(line([3, 3, 3], 4) == "▁▁▁▁")
    #expect(line([0, .nan, 7], 3, .ascii) == "__@")
    #expect(line([], 4) == "" && line([1], 0) == "")
  }

  @Test func sizesHaveTheirUnit() {
    #expect(byteCount(950) == "950 B" && byteCount(12_300) == "12.3 KB" && byteCount(4_000_000) == "4 MB")
    #expect(byteCount(3_100_000_000) == "3.1 GB" && byteCount(-1) == "0 B")
  }
}

extension Effect {
  fileprivate static func runs(_ effect: RunsEffect) -> Effect { .feature(effect) }
}
