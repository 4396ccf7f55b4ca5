import Canvas
import RLCore
import Synchronization
import Testing

@testable import WorkbenchUI

/// A screen that counts: what it is told, what it is asked for by key, and the seconds that pass.
private struct ToyState: FeatureState {
  var count = 0
  var entries = 0
  var name: TextField?
}

private enum ToyMessage: FeatureMessage {
  case more(Int)
}

private enum ToyEffect: FeatureEffect {
  case ring(Int)
  case keep(Int)

  var needsWrite: Bool {
    switch self {
    case .ring: false
    case .keep: true
    }
  }
}

private struct Forget: Consequence {
  func carryOut(_ model: inout AppModel) -> [Effect] {
    model.toy.count = 0
    return []
  }
}

extension AppModel {
  fileprivate var toy: ToyState {
    get { self[ToyState.self] }
    _modify { yield &self[ToyState.self] }
  }
}

extension Screen {
  fileprivate static let toy = Screen(
    name: "toy", title: "Toy", summary: "Counts.", contexts: [usual, typing],
    context: { $0.toy.name == nil ? usual : typing },
    enter: {
      $0.toy.entries += 1
      return [.feature(ToyEffect.ring($0.toy.entries))]
    },
    handle: { model, message in
      switch message {
      case .feature(let message as ToyMessage):
        switch message {
        case .more(let amount): model.toy.count += amount
        }
      case .tick:
        model.toy.count += 1
        model.generation += 1
      default: break
      }
      return []
    },
    isAnimating: { $0.toy.count == 41 }, status: { TableCell("counted \($0.toy.count)", .muted) },
    commands: [
      Command("count", argument: "N", "count to a number") { model, words in
        model.toy.count = words.first.flatMap { Int($0) } ?? 0
        return []
      }
    ],
    draw: { model, grid in
      grid.pane(grid.bounds, title: "Toy", focused: true, glyphs: model.glyphs) { part in
        part.write("the count is \(model.toy.count)", x: 1, y: 0)
      }
    })

  private static let usual = BindingContext(
    "Toy",
    [
      .move([.character("n")], hint: "count", "count one more") { $0.toy.count += 1 },
      Binding([.character("w")], hint: "keep", "keep the count", needsWrite: true) { model, _ in
        [.feature(ToyEffect.keep(model.toy.count))]
      },
      .move([.character("x")], hint: "forget", "begin again; asks first") {
        $0.confirmation = Confirmation(title: "Begin again?", lines: ["It is 0 then."], consequence: Forget())
      },
      .move([.character("/")], hint: "name", "name the count") { $0.toy.name = TextField() },
    ])

  private static let typing = BindingContext(
    "Toy name", isModal: true, line: { $0.toy.name.map { TypedLine(mark: "name: ", field: $0) } },
    typing: { model, key in _ = model.toy.name?.handle(key) },
    [.move([.escape], hint: "close", "close") { $0.toy.name = nil }])
}

/// A screen is its own folder and a line of the catalog: here it is this file and the line in `parts`.
@Suite("A screen added by its catalog line")
struct ToyScreenTests {
  private static let parts = WorkbenchParts(
    screens: WorkbenchParts.all.screens.adding([.toy]), layers: WorkbenchParts.all.layers)

  private func onToy(isReadOnly: Bool = false) -> AppModel {
    var model = Fixtures.typical(isReadOnly: isReadOnly, parts: Self.parts)
    press("9", &model)
    return model
  }

  @Test func itHasATabANumberAndHelp() {
    var model = Fixtures.typical(width: 120, parts: Self.parts)
    #expect(press("9", &model) == [.feature(ToyEffect.ring(1))])
    #expect(model.screen == "toy" && view(model).line(1).contains("[9 Toy]"))
    #expect(press("<tab><s-tab>", &model) == [.feature(ToyEffect.ring(2))])
    #expect(press("1:screen toy<enter>", &model) == [.feature(ToyEffect.ring(3))])
    #expect(update(&model, .show("toy")) == [.feature(ToyEffect.ring(4))])
    #expect(view(model).line(23).contains("n count"))
    press("?", &model)
    #expect(view(model).text.contains("n            count one more"))
  }

  @Test func itTakesItsMessagesAndShowsItsState() {
    var model = Fixtures.typical(parts: Self.parts)
    _ = update(&model, .feature(ToyMessage.more(40)))
    #expect(model.toy.count == 40, "out of view as well")
    press("9n", &model)
    #expect(view(model).text.contains("the count is 41") && view(model).line(22).hasPrefix("counted 41"))
    #expect(model.isAnimating)
    let before = model.generation
    _ = update(&model, .tick(seconds: 1))
    #expect(model.toy.count == 42 && model.generation > before && !model.isAnimating)
    press(":co<tab>7<enter>", &model)
    #expect(model.toy.count == 7)
    var other = model
    #expect(other == model)
    other.toy.count += 1
    #expect(other != model)
  }

  @Test func itAsksThePersonAndTheWorld() throws {
    var model = onToy()
    press("nn", &model)
    let effects = press("w", &model)
    #expect(effects == [.feature(ToyEffect.keep(2))])
    #expect(press("xn", &model).isEmpty && model.toy.count == 2)
    press("xy", &model)
    #expect(model.toy.count == 0)
    var reader = onToy(isReadOnly: true)
    #expect(press("w", &reader).isEmpty)

    let served = Mutex<[ToyEffect]>([])
    let server = EffectServer { (effect: ToyEffect) in served.withLock { $0.append(effect) } }
    guard case .feature(let wanted) = try #require(effects.first) else {
      Issue.record("it is no effect of a feature")
      return
    }
    #expect(server.take(wanted))
    #expect(!server.take(PlanEffect.save), "that is another server's")
    #expect(served.withLock { $0 } == [.keep(2)])
  }

  @Test func lettersAreTextWhileItIsTyped() {
    var model = onToy()
    press("/nq7", &model)
    #expect(model.isTyping && model.isRunning && model.toy.count == 0)
    #expect(view(model).line(22).hasPrefix("name: nq7"))
  }

  @Test func itKeepsTheLawsOfEveryScreen() {
    ScreenLaws(screen: .toy, parts: Self.parts).check()
  }

  @Test func theOthersKeepThemBesideIt() {
    for screen in WorkbenchParts.all.screens.entries {
      let laws = ScreenLaws(screen: screen, parts: Self.parts)
      laws.isReached()
      laws.helpListsEveryBindingAndCommand()
    }
  }
}
