import WorkbenchUI
import Canvas
import Coaching
import Foundation
import RLCore
import SessionStore
import Testing
import WorkbenchUI

@testable import WorkbenchHost

/// A window on a session that another one works on shows the same comparison.
@Suite struct FollowingComparisonTests {
  /// What the comparison shows, without the shell around it.
  private func shown(_ desk: ScreenlessWorkbench) -> [String] {
    desk.settle()
    desk.take(.show("compare"))
    desk.settle()
    desk.draw()
    return (2..<desk.grid.height - 2).map { desk.grid.line($0) }
  }

  @Test func theSecondWindowShowsTheSame() throws {
    let directory = FileManager.default.temporaryDirectory.path + "/sidecoach-two-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try ExampleSession.install(at: directory + "/example")
    let first = try ScreenlessWorkbench(directory + "/example", width: 120, height: 40)
    let second = try ScreenlessWorkbench(directory + "/example", width: 120, height: 40)
    #expect(!first.store.isReadOnly && second.store.isReadOnly)
    let before = shown(first)
    #expect(before == shown(second) && before.contains { $0.contains("ppo") })

    // The first one evaluates again, as its stages do.
    var evaluation = try #require(try first.store.evaluations().last)
    evaluation.returns = evaluation.returns.map { $0 + 2 }
    (evaluation.mean, evaluation.low, evaluation.high) = (
      evaluation.mean + 2, evaluation.low + 2, evaluation.high + 2
    )
    try first.store.addEvaluation(evaluation, now: 1)
    first.runner.compare()
    second.runner.compare()
    let after = shown(first)
    #expect(after == shown(second) && after != before)
    // What is shown already is not read again.
    second.runner.compare()
    second.settle()
    #expect(!second.takeArrivals())
    #expect(first.close() == nil && second.close() == nil)
  }
}
