import RLCore
import Testing
import TextEnvironments

/// The blocks world with every state listed.
@Suite struct BlocksProcessTests {
  @Test(arguments: [(3, 22), (4, 125)])
  func aBlocksWorldIsListedWhole(blocks: Int, states: Int) throws {
    let instance = try BlocksInstance.random(blocks: blocks, seed: 1)
    let mdp = try TabularMDP.blocks(instance, horizon: 4)
    #expect(mdp.states == states)
    #expect(throws: InvalidSettingError.self) {
      try TabularMDP.blocks(BlocksInstance.random(blocks: 6, seed: 1), horizon: 4)
    }
  }

  @Test func aTowerIsTurnedOverInSixActions() throws {
    let mdp = try TabularMDP.towerReversal()
    #expect(mdp.states == 22 && mdp.horizon == 8 && mdp.start[0] == 1)
    // The goal holds what enters it and pays; nothing else does.
    let goals = (0..<mdp.states).filter { mdp.reward($0, 0) == 1 }
    #expect(goals.count == 1 && mdp.rewards.reduce(0, +) == Double(mdp.actions))
    for action in 0..<mdp.actions { #expect(Array(mdp.successors(goals[0], action))[goals[0]] == 1) }
    // Six actions from the start, and no fewer, put the whole probability on the goal.
    var reached: Set<Int> = [0]
    for step in 1...6 {
      reached = Set(
        reached.flatMap { state in
          (0..<mdp.actions).flatMap { action in
            mdp.successors(state, action).enumerated().filter { $0.element > 0 }.map(\.offset)
          }
        })
      #expect(reached.contains(goals[0]) == (step == 6))
    }
  }
}
