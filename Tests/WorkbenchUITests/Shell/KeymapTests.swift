import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

@Suite("Keys of one's own")
struct KeymapTests {
  private func change(_ context: String, _ usual: String, _ own: String) -> Keymap.Change {
    Keymap.Change(context: context, usual: usual, own: own)
  }

  @Test func aKeyTakesThePlaceOfAnother() {
    let (map, problems) = Keymap.reading([change("review", "a", "y"), change("Everywhere", "q", "Q")])
    #expect(problems.isEmpty)
    var model = Fixtures.typical(width: 120, height: 60)
    model.keymap = map
    press("3a", &model)
    #expect(model.notice?.text == "a does nothing here; ? lists the keys")
    #expect(!act("y", &model).isEmpty)
    #expect(view(model).line(59).contains("y accept"))
    press("?", &model)
    #expect(view(model).text.contains("y            accept"))
    press("<esc>", &model)
    #expect(press("Qy", &model) == [.send(.stop), .quit])
  }

  @Test func keysThatLookAtThemselvesStillDo() {
    var model = Fixtures.typical()
    model.keymap = Keymap.reading([change("Everywhere", "2", "F2")]).map
    _ = update(&model, .key(.function(2)))
    #expect(model.screen == model.screens[1].name)
  }

  @Test(arguments: [
    ("Reviews", "a", "y", "no such heading"), ("Review", "Z", "y", "bound to nothing"),
    ("Review", "a", "yes", "is no key"),
    ("Review", "a", "x", "would be both"), ("Review", "a", "q", "would be both"),
    ("Everywhere", "q", "a", "would be both"),
  ])
  func whatCannotHoldIsLeftOutAndSaid(_ context: String, _ usual: String, _ own: String, _ reason: String) {
    let (map, problems) = Keymap.reading([change(context, usual, own)])
    #expect(map == Keymap() && problems.count == 1 && problems[0].contains(reason), "\(problems)")
  }

  @Test func twoKeysChangePlaces() {
    // The first alone would clash.
    let (map, problems) = Keymap.reading([
      change("Review", "a", "Y"), change("Review", "x", "a"), change("Review", "a", "x"),
    ])
    #expect(problems.isEmpty)
    var model = Fixtures.typical()
    model.keymap = map
    press("3", &model)
    let rejects = press("a", &model)
    #expect("\(rejects)".contains("rejected"))
  }

  @Test func labelsAreReadAsTheyAreWritten() {
    for context in [BindingContext.always] + WorkbenchParts.all.screens.entries.flatMap(\.contexts) {
      for key in context.bindings.flatMap(\.keys) { #expect(Key(label: key.label) == key, "\(key.label)") }
    }
  }
}
