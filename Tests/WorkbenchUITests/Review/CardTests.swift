import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// The card: what it shows of a suggestion, and the rollouts.
@Suite("The card of a suggestion")
struct CardTests {
  struct Look: Sendable, CustomTestStringConvertible {
    var name: String
    var width: Int
    var height: Int
    var isBody = false
    var glyphs = GlyphSet.unicode
    var keys = ""
    var testDescription: String { "\(name)-\(width)x\(height)" }
  }

  static let looks =
    [(60, 15), (80, 24), (120, 40), (200, 60)].flatMap { size in
      [
        Look(name: "card-game", width: size.0, height: size.1),
        Look(name: "card-body", width: size.0, height: size.1, isBody: true),
      ]
    } + [
      Look(name: "card-ascii", width: 120, height: 40, isBody: true, glyphs: .ascii),
      Look(name: "card-zoomed", width: 60, height: 15, keys: "z"),
      Look(name: "card-blind", width: 100, height: 30, keys: "bF"),
      Look(name: "card-ordered", width: 80, height: 24, isBody: true, keys: "ooJJ"),
      Look(name: "edit", width: 80, height: 24, keys: "e<tab>5"),
      Look(name: "edit", width: 60, height: 15, keys: "e<right>"),
      Look(name: "edit-body", width: 80, height: 24, isBody: true, keys: "e<down><c-u>-1.09<enter>"),
    ]

  @Test(arguments: looks) func golden(_ look: Look) {
    var model = ReviewFixtures.model(width: look.width, height: look.height, isBody: look.isBody, glyphs: look.glyphs)
    act(look.keys, &model)
    GoldenCase(name: look.name, keys: "", width: look.width, height: look.height).check(model, "Review")
  }

  @Test func overflowGolden() {
    for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
      var model = ReviewFixtures.crowded(width: width, height: height)
      GoldenCase(name: "card-crowded", keys: "", width: width, height: height).check(model, "Review")
      for keys in ["e", "<esc>z", "JJJJJJJJ", "bo/x<esc>"] {
        press(keys, &model)
        let grid = view(model)
        for y in 0..<height { #expect(columnWidth(of: grid.line(y)) == width, "\(keys) \(y)") }
      }
    }
  }

  @Test func rolloutsGolden() {
    for (width, height) in [(80, 24), (120, 40)] {
      var model = playing(width: width, height: height)
      press("<right><right><right><right><right><right>", &model)
      GoldenCase(name: "card-rollouts", keys: "", width: width, height: height).check(model, "Review")
    }
  }

  private func playing(width: Int = 80, height: Int = 24) -> AppModel {
    var model = ReviewFixtures.model(width: width, height: height)
    press("p", &model)
    _ = update(
      &model,
      .rollouts(
        suggestion: 1, did: (0..<20).map { ReviewFixtures.court($0) },
        should: (0..<15).map { ReviewFixtures.court($0, paddle: 30) }))
    model.notice = nil
    return model
  }

  @Test func theSceneFillsWhatThereIs() {
    // 4 sizes, both kinds: the card is never half empty, and the agent is in it.
    for (width, height) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
      for isBody in [false, true] {
        let grid = view(ReviewFixtures.model(width: width, height: height, isBody: isBody))
        #expect(grid.cells.contains { $0.style == .agent }, "\(width)x\(height)")
        #expect(grid.cells.contains { $0.style == .pending && ($0.glyph == "▒" || $0.glyph == "·") })
      }
    }
  }

  @Test func numbersHaveUnitsAndWords() {
    let text = view(ReviewFixtures.model(width: 120, height: 40)).text
    for words in [
      "+0.42 points per 200 steps", "✓ verified, 95 % +0.10 to +0.74, 32 pairs in all", "did     STAY", "should  UP",
      "71 %", "confidence 0.70", "would act at 12 of the episode's 384 steps (3.1 %)", "0.31 points from here on",
      "skipped by person, 27 Nov 14:03", "offline stand-in",
    ] { #expect(text.contains(words), "\(words)\n\(text)") }
  }

  @Test func partsOfAnActionHaveNames() {
    var model = ReviewFixtures.model(width: 120, height: 40, isBody: true)
    let text = view(model).text
    for words in [
      "hip 1.0→0.3", "▒▒ with hip +0.98 → +0.31", "-1.00 → -0.90", "mean ± deviation", "not proven",
      "return per 40 steps",
    ] {
      #expect(text.contains(words), "\(words)\n\(text)")
    }
    press("jjjj", &model)
    #expect(view(model).text.contains("not measured: m measures it"))
  }

  @Test func theTextScrollsAsFarAsItGoes() {
    var model = ReviewFixtures.model(width: 60, height: 15)
    #expect(!view(model).text.contains("skipped by person") && view(model).text.contains("J "))
    press(String(repeating: "J", count: 60), &model)
    #expect(view(model).text.contains("skipped by person") && view(model).text.contains("K back"))
    press("j", &model)
    #expect(model.review.scroll == 0, "another suggestion begins at its beginning")
  }

  @Test func narrationFollowsTheFrame() {
    var model = ReviewFixtures.model(width: 120, height: 40)
    #expect(view(model).text.contains("t=37:") && view(model).text.contains("◂ t ▸"))
    press("<right><right>", &model)
    #expect(view(model).text.contains("t=39:") && view(model).text.contains("◂ t+2 ▸  step 39"))
    press("<left><left><left>", &model)
    #expect(view(model).text.contains("◂ t−1 ▸"))
  }

  @Test func bothRolloutsPlayTogether() {
    var model = ReviewFixtures.model()
    let wanted = Effect.feature(ReviewEffect.loadRollouts(suggestion: 1, action: .discrete(1)))
    #expect(press("p", &model) == [wanted])
    #expect(press("p", &model).isEmpty, "once")
    model = playing()
    #expect(model.isAnimating && view(model).text.contains("did STAY") && view(model).text.contains("should UP"))
    _ = update(&model, .tick(seconds: 10))
    _ = update(&model, .tick(seconds: 10.55))
    #expect(model.review.rehearsal?.position == 5)
    press("p", &model)
    #expect(!model.isAnimating)
    _ = update(&model, .tick(seconds: 20))
    #expect(model.review.rehearsal?.position == 5)
    press(String(repeating: "<right>", count: 40), &model)
    #expect(model.review.rehearsal?.position == 19)
    _ = update(&model, .resized(width: 120, height: 40))
    #expect(view(model).text.contains("over at +14"), "the shorter one says that it is over")
    press("<left><left><left><left><left><left>", &model)
    #expect(!view(model).text.contains("over at +14"))
    press("<esc>", &model)
    #expect(model.review.rehearsal == nil)
  }

  @Test func underReducedMotionRolloutsGoByKey() {
    var model = ReviewFixtures.model()
    model.settings.preferences.reducesMotion = true
    press("p", &model)
    let frames = (0..<20).map { ReviewFixtures.court($0) }
    _ = update(&model, .rollouts(suggestion: 1, did: frames, should: frames))
    #expect(model.review.rehearsal?.isPlaying == false && !model.isAnimating)
    #expect(model.notice?.text.contains(". and , go by steps") == true)
    press("p<right><right>", &model)
    #expect(model.review.rehearsal?.isPlaying == false && model.review.rehearsal?.position == 2)
  }

  @Test func rolloutsThatCameTooLateAreNotShown() {
    var model = ReviewFixtures.model()
    press("pj", &model)
    _ = update(&model, .rollouts(suggestion: 1, did: [ReviewFixtures.court(0)], should: [ReviewFixtures.court(0)]))
    #expect(model.review.rehearsal == nil)
    _ = update(&model, .rollouts(suggestion: 2, did: [ReviewFixtures.court(0)], should: [ReviewFixtures.court(0)]))
    #expect(model.review.rehearsal == nil, "nobody asked for them")
  }

  @Test func whoDecidedIsToldOnceItIsStored() {
    var model = ReviewFixtures.model(width: 120, height: 40)
    act("ak", &model)
    #expect(view(model).text.contains("accepted by person, now"))
  }
}
