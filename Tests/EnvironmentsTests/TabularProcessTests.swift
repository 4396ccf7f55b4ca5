import Environments
import RLCore
import Numerics
import Testing

/// The tabular processes of the catalog and what they refuse.
@Suite struct TabularProcessTests {
  @Test(arguments: TabularCatalog.processes.names)
  func everyProcessIsSound(_ id: String) throws {
    let mdp = try TabularCatalog.processes.entry(id).process(seed: 5)
    #expect(try TabularCatalog.processes.entry(id).process(seed: 5) == mdp)
    #expect(mdp.rewards.contains { $0 > 0 })
    for state in 0..<mdp.states {
      for action in 0..<mdp.actions {
        #expect(mdp.successors(state, action).reduce(0, +).isApproximatelyEqual(to: 1, absoluteTolerance: 1e-9))
      }
    }
    // Draws follow the table.
    var generator = SeededGenerator(seed: 1)
    var counts = [Double](repeating: 0, count: mdp.states)
    for _ in 0..<20_000 { counts[mdp.next(0, mdp.actions - 1, &generator)] += 1 }
    for (count, probability) in zip(counts, mdp.successors(0, mdp.actions - 1)) {
      #expect((count / 20_000).isApproximatelyEqual(to: probability, absoluteTolerance: 0.02))
    }
  }

  @Test func seedsMatterToRandomProcessesOnly() throws {
    let (random, chain) = try (TabularCatalog.processes.entry("RandomMDP"), TabularCatalog.processes.entry("Chain"))
    #expect(try random.process(seed: 1) != random.process(seed: 2))
    #expect(try chain.process(seed: 1) == chain.process(seed: 2))
  }

  @Test func unknownProcessesListTheKnown() throws {
    let error = try #require(throws: UnknownNameError.self) { try TabularCatalog.processes.entry("Chian").process() }
    #expect(error.nearest == "Chain")
  }

  @Test func trapsAndGoalHoldWhatEntersThem() throws {
    let mdp = try TabularMDP.trapGrid(width: 4, height: 4, horizon: 10)
    for state in [5, 7, 13, 15] {
      for action in 0..<4 { #expect(Array(mdp.successors(state, action))[state] == 1) }
    }
    #expect(mdp.reward(15, 0) == 1 && mdp.reward(5, 0) == 0)
  }

  @Test func wrongTablesAreRefused() {
    func make(_ transitions: [Double], _ rewards: [Double] = [0, 0], _ start: [Double] = [1, 0]) throws -> TabularMDP {
      try TabularMDP(
        name: "test", states: 2, actions: 1, horizon: 2, transitions: transitions, rewards: rewards, start: start)
    }
    #expect(throws: Never.self) { try make([0.5, 0.5, 0, 1]) }
    #expect(throws: TabularMDP.InvalidError.self) { try make([0.5, 0.6, 0, 1]) }
    #expect(throws: TabularMDP.InvalidError.self) { try make([1.5, -0.5, 0, 1]) }
    #expect(throws: TabularMDP.InvalidError.self) { try make([1, 0, 0]) }
    #expect(throws: TabularMDP.InvalidError.self) { try make([1, 0, 0, 1], [0, 2]) }
    #expect(throws: TabularMDP.InvalidError.self) { try make([1, 0, 0, 1], [0, 1], [0.5, 0.4]) }
    #expect(throws: InvalidSettingError.self) { try TabularMDP.chain(length: 1, horizon: 3) }
  }
}
