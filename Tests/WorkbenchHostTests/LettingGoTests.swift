import Canvas
import Coaching
import Foundation
import Testing

@testable import WorkbenchHost

/// Nothing of a session stays behind once it is left for another one.
@Suite struct LettingGoTests {
  private final class Held: Sendable {}
  private struct NotStarted: Error {}

  @Test func whatStartsTheStagesIsLetGoOf() {
    weak var held: Held?
    weak var gone: StagesBehind?
    do {
      let stages = StagesBehind()
      gone = stages
      let object = Held()
      held = object
      // As the workbench does: what starts them holds them, and everything else.
      stages.use { [stages] _, _ in
        withExtendedLifetime((stages, object)) {}
        throw NotStarted()
      }
      #expect(throws: NotStarted.self) { try stages.start(renews: false) }
      #expect(!stages.wereStarted && !stages.areUnderWay)
      stages.finish()
      stages.finish()
      // None can be started any more.
      #expect(throws: Never.self) { try stages.start(renews: false) }
    }
    #expect(held == nil && gone == nil)
  }

  @Test func aSessionThatIsLeftIsLetGoOf() throws {
    let directory = FileManager.default.temporaryDirectory.path + "/sidecoach-left-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try ExampleSession.install(at: directory + "/example")
    weak var runner: EffectRunner?
    do {
      let opened = try ScreenlessWorkbench(directory + "/example", width: 80, height: 24)
      runner = opened.runner
      opened.settle()
      opened.draw()
      #expect(opened.grid.text.contains("Pong"))
      #expect(opened.close() == nil)
    }
    #expect(runner == nil)
  }
}
