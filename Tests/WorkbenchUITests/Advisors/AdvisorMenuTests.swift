import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("The menu of advisors")
struct AdvisorMenuTests {
  private static let offers: AdvisorOffers = {
    var local = AdvisorOffer(name: "local", about: "llama3.2 at localhost:11434", isStandIn: false)
    local.listsModels = true
    var openai = AdvisorOffer(name: "openai", about: "api.openai.com", isStandIn: false)
    openai.listsModels = true
    openai.needsModel = true
    var remote = AdvisorOffer(name: "remote", about: "", isStandIn: false)
    remote.problem = "advisors.remote.keyVariable: REMOTE_KEY is not set; export it, or name a keyFile"
    return AdvisorOffers(
      advisors: [
        AdvisorOffer(name: "offline", about: "Offline rule-based stand-in, not a language model.", isStandIn: true),
        local, openai, remote,
      ], episodes: 8)
  }()

  private static let models = ModelOffers(
    advisor: "openai", names: ["gpt-4.1", "gpt-4o", "gpt-4o-mini", "o3-mini"] + (1...30).map { "tune-\($0)" })

  private func opened(_ width: Int = 80, _ height: Int = 24, isReadOnly: Bool = false) -> AppModel {
    var model = Fixtures.typical(width: width, height: height, isReadOnly: isReadOnly)
    model.engine = EngineState()
    #expect(press("i", &model) == [.advisors(.loadOffers)])
    _ = update(&model, .advisors(Self.offers))
    return model
  }

  @Test func asksWhoIsSelected() {
    var model = opened()
    #expect(press("j<enter>", &model) == [.advisors(.ask(advisor: "local"))])
    #expect(model.advisors.menu == nil)
    #expect(model.notice?.text == "asking local; its suggestions appear in the review as they come")
  }

  @Test func choosesAModelFirstWhereOneIsNeeded() {
    var model = opened()
    #expect(press("jj<enter>", &model) == [.advisors(.loadModels(advisor: "openai"))])
    // A list that comes too late, of another endpoint, is not shown.
    _ = update(&model, .models(ModelOffers(advisor: "local", names: ["llama3.2"])))
    #expect(model.advisors.menu?.models?.offers == nil)
    _ = update(&model, .models(Self.models))
    #expect(press("4O<down><enter>", &model) == [.advisors(.ask(advisor: "openai:gpt-4o-mini"))])
  }

  @Test func lettersNarrowTheListAndEscapeGoesBack() {
    var model = opened()
    press("jm", &model)
    #expect(model.advisors.menu?.models?.advisor == "local")
    _ = update(&model, .models(ModelOffers(advisor: "local", names: [], problem: "no answer")))
    #expect(press("q<enter>", &model) == [])
    #expect(model.notice?.isError == true)
    press("<esc>", &model)
    #expect(model.advisors.menu?.models == nil && model.advisors.menu != nil)
    press("<esc>", &model)
    #expect(model.advisors.menu == nil)
  }

  @Test func saysWhatStandsInTheWay() {
    var model = opened()
    #expect(press("jjj<enter>", &model) == [])
    #expect(model.notice?.text == "remote cannot be asked now; the reason stands in the menu")
    #expect(press("<esc>:ask remote<enter>i", &model) == [.advisors(.loadOffers)])
    _ = update(&model, .advisors(Self.offers))
    press("jjj", &model)
    #expect(press("kkkm", &model) == [])
    #expect(model.notice?.text == "offline is a stand-in and has no models to choose from")
    var readOnly = opened(isReadOnly: true)
    #expect(press("<enter>", &readOnly) == [])
    #expect(readOnly.notice?.text.contains("read-only") == true)
  }

  @Test func whoDoesNotKnowTheEnvironmentSaysSoBeforeItIsAsked() {
    var offers = Self.offers
    offers.advisors[0].problem = "knows Pong only; for Hopper-v5 choose planner, or a model"
    var model = opened(60, 15)
    _ = update(&model, .advisors(offers))
    let row = (0..<15).map { view(model).line($0) }.first { $0.contains("offline") && $0.contains("stand-in") }
    #expect(row?.contains("! knows Pong only") == true)
    #expect(press("<enter>m", &model).isEmpty)
    #expect(model.advisors.names == ["local"])
    #expect(press("<esc>:ask offline<enter>", &model).isEmpty)
    #expect(
      model.notice?.text == "offline cannot be asked now: knows Pong only; for Hopper-v5 choose planner, or a model")
  }

  @Test(arguments: ScreenLaws.sizes) func reasonsAreNeverCut(width: Int, height: Int) {
    var model = opened(width, height)
    // Where nothing else is written on the dialog's rows.
    model.screen = "events"
    press("jjj", &model)
    let words = (0..<height).map { view(model).line($0).filter { !"│║ ".contains($0) } }.joined()
    let reason = "remotecannotbeaskednow:advisors.remote.keyVariable:REMOTE_KEYisnotset;exportit,ornameakeyFile"
    #expect(words.contains(reason))
    GoldenCase(name: "problem", keys: "", width: width, height: height).check(model, "Advisors")
  }

  @Test func oneIsAskedAtATime() {
    var model = opened()
    _ = update(&model, .advisorProgress(Fixtures.progress))
    #expect(press("<enter>", &model) == [])
    #expect(model.notice?.isError == true)
    #expect(press("x", &model) == [.advisors(.stopAsking)])
    var paused = Fixtures.progress
    paused.pause = "100 calls are made"
    _ = update(&model, .advisorProgress(paused))
    #expect(press(":ask local<enter>", &model) == [.advisors(.ask(advisor: "local"))])
    #expect(press(":ask off<enter>", &model) == [])
    #expect(press(":ask<enter>", &model) == [])
    #expect(model.notice?.text.contains("write :ask") == true)
  }

  @Test func aPlanHasNoEpisodesToAskAbout() {
    var model = Fixtures.typical(subject: .planning)
    #expect(press("i", &model) == [])
    #expect(view(model).text.contains("! a plan has no recorded episodes to ask about"))
    #expect(press("<enter>m<esc>:ask local<enter>", &model) == [])
    #expect(model.notice?.text == "advisors are asked about a session's episodes; a plan has none")
  }

  @Test(arguments: ScreenLaws.sizes)
  func golden(width: Int, height: Int) {
    var model = opened(width, height)
    press("j", &model)
    GoldenCase(name: "advisors", keys: "", width: width, height: height).check(model, "Advisors")
    press("j<enter>", &model)
    _ = update(&model, .models(Self.models))
    press("t<down><down>", &model)
    GoldenCase(name: "models", keys: "", width: width, height: height).check(model, "Advisors")
  }

  @Test func wordsFromOutsideAreMadeSafe() {
    var model = opened()
    press("jjm", &model)
    _ = update(&model, .models(ModelOffers(advisor: "openai", names: ["evil\u{1B}[2J"], problem: nil)))
    #expect(!view(model).text.contains("\u{1B}"))
  }
}

extension Effect {
  fileprivate static func advisors(_ effect: AdvisorsEffect) -> Effect { .feature(effect) }
}
