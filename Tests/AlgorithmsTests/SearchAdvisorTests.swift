import Networks
import RLCore
import Testing
import Threads

@testable import Algorithms

/// Where the planner searches.
@Suite struct SearchAdvisorTests {
  private func advisor() throws -> SearchAdvisor {
    let run = try contextRun(.small())
    _ = try run.advance()
    return SearchAdvisor(
      checkpoint: try run.policy(), entry: ContextGame.entry(), configuration: ActionSearchConfiguration(), seed: 1,
      pool: WorkerPool(threads: 1))
  }

  /// An episode whose values fall by 1 at the steps `drops`, and by nothing elsewhere.
  private func episode(steps: Int, drops: [Int], terminated: Bool) -> Episode {
    // V(s_t) = r + γ V(s_{t+1}) + what is lost at t, backwards from an end that is worth nothing.
    var values = [Float](repeating: 0, count: steps + 1)
    for step in stride(from: steps - 1, through: 0, by: -1) {
      values[step] = 0.9 * values[step + 1] + (drops.contains(step) ? 1 : 0)
    }
    let played = (0..<steps).map { step in
      EpisodeStep(action: .discrete(0), reward: 0, value: values[step], probabilities: [])
    }
    return Episode(
      id: 1, environment: "Context", seed: 0, steps: played, stateBytes: 0, states: [], terminated: terminated)
  }

  @Test func itSearchesWhereValuesFallAndBeforeAFall() throws {
    let advisor = try advisor()
    let fallen = episode(steps: 200, drops: [3, 20, 21, 60], terminated: true)
    let chosen = try advisor.candidates(of: fallen, in: 0...199, 8)
    #expect(chosen.count == 8 && Set(chosen).count == 8 && chosen == chosen.sorted())
    // Of two drops side by side one is enough.
    #expect(Set([3, 60]).isSubset(of: chosen) && chosen.filter { [20, 21].contains($0) }.count == 1)
    #expect(chosen.filter { $0 >= 160 }.count >= 4, "\(chosen)")
  }

  @Test func withoutAFallItLooksEverywhere() throws {
    let advisor = try advisor()
    let cut = episode(steps: 200, drops: [50], terminated: false)
    let chosen = try advisor.candidates(of: cut, in: 100...199, 8)
    #expect(chosen.allSatisfy { (100...199).contains($0) } && chosen.count == 8)
    let gaps = zip(chosen.dropFirst(), chosen).map { $0.0 - $0.1 }
    #expect((gaps.max() ?? 0) <= 40, "no half of the stretch is left out: \(chosen)")
    // A stretch that ends before the fall has none in it.
    let early = try advisor.candidates(of: episode(steps: 200, drops: [], terminated: true), in: 0...99, 4)
    #expect(early.contains { $0 < 50 } && early.contains { $0 >= 50 })
  }

  @Test(arguments: [1, 2, 5]) func aShortStretchIsSearchedWhole(count: Int) throws {
    let chosen = try advisor().candidates(
      of: episode(steps: 5, drops: [2], terminated: true), in: 0...(count - 1), count)
    #expect(chosen == Array(0..<count))
  }
}
