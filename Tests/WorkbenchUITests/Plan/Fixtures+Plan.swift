import RLCore

@testable import WorkbenchUI

extension Fixtures {
  private static func seen(_ facts: String) -> String { "\(facts), the hand is empty and every other block is clear." }

  /// Two searches for sub-goals, the first action of the first carried out, the second up to the goal.
  static let searchTree: SearchTree = {
    var tree = SearchTree()
    func add(
      _ parent: Int?, _ action: String, _ probability: Double, _ value: Double, _ gain: Double, depth: Int,
      subGoal: Int, _ facts: String, reward: Double = 0, fate: SearchTree.Fate = .open
    ) {
      tree.append(
        SearchTree.Node(
          parent: parent, action: action, probability: probability, reward: reward,
          value: parent == nil ? nil : value, score: parent == nil ? 0 : gain + value, visits: 1, depth: depth,
          fate: fate, isChosen: parent == nil, isExecuted: parent == nil, subGoal: subGoal, observation: seen(facts)))
    }
    var account = PlanAccount()
    add(nil, "", 1, 0, 0, depth: 0, subGoal: 0, "the blue block is on top of the red block")
    tree.subGoals.append(SearchTree.SubGoal(root: 0, attempt: 0, breadth: 2, account: account, began: 1))
    add(0, "(unstack b a)", 0.62, -1, 0.62, depth: 1, subGoal: 0, "the hand is holding the blue block")
    add(0, "(pick-up c)", 0.25, -3, 0.25, depth: 1, subGoal: 0, "the hand is holding the orange block")
    add(1, "(put-down b)", 0.7, 0, 1.32, depth: 2, subGoal: 0, "every block is on the table")
    add(1, "(stack b a)", 0.2, -2, 0.82, depth: 2, subGoal: 0, "as before", fate: .loop)
    add(2, "(stack c b)", 0.55, -4, 0.8, depth: 2, subGoal: 0, "the orange block is on top of the blue block")
    add(2, "(put-down c)", 0.3, -2, 0.55, depth: 2, subGoal: 0, "as before", fate: .loop)
    tree.change(5) { $0.fate = .beam }
    tree.change(3) { $0.fate = .leaf }
    for node in [3, 1] { tree.change(node) { $0.isChosen = true } }
    account.searched = 6
    account.modelCalls = 3
    tree.subGoals[0].leaf = 3
    tree.subGoals[0].ended = 7
    tree.subGoals[0].account = account
    tree.subGoals[0].executed = ["(unstack b a)"]
    tree.change(1) { $0.isExecuted = true }
    tree.subGoals.append(SearchTree.SubGoal(root: 1, attempt: 0, breadth: 2, account: account, began: 7))
    add(1, "(put-down b)", 0.7, 0, 0.7, depth: 2, subGoal: 1, "every block is on the table")
    add(1, "(stack b d)", 0.15, 0, 0.15, depth: 2, subGoal: 1, "as it was", fate: .illegal)
    add(7, "(pick-up a)", 0.8, 0.5, 1.5, depth: 3, subGoal: 1, "the hand is holding the red block")
    add(7, "(pick-up b)", 0.1, -1, 0.8, depth: 3, subGoal: 1, "the blue block is held", fate: .transposition)
    add(9, "(stack a c)", 0.9, 1000, 3.4, depth: 4, subGoal: 1, "the red block is on top", reward: 1, fate: .solved)
    add(9, "(put-down a)", 0.05, -1, 1.55, depth: 4, subGoal: 1, "every block is on the table", fate: .loop)
    for node in [11, 9, 7] { tree.change(node) { $0.isChosen = true } }
    tree.subGoals[1].leaf = 11
    tree.subGoals[1].ended = 13
    tree.subGoals[1].executed = ["(put-down b)", "(pick-up a)", "(stack a c)"]
    for node in [7, 9, 11] { tree.change(node) { $0.isExecuted = true } }
    return tree
  }()

  static func planPicture(run: Int = 1, state: PlanPicture.State = .finished("solved"), canReplan: Bool = true)
    -> PlanPicture
  {
    var picture = PlanPicture(
      run: run, state: state, task: "random-4-1", goal: "My goal is to have that the red block is on the orange block.",
      method: "slinvit", source: "synthetic, wrong in 30 % of the states", canReplan: canReplan)
    picture.tree = searchTree
    if state != .running {
      picture.plan = ["(unstack b a)", "(put-down b)", "(pick-up a)", "(stack a c)"]
      picture.isSolved = true
    }
    picture.account.searched = 12
    picture.account.executed = 4
    picture.account.modelCalls = 6
    return picture
  }

  /// A picture of the search when it had `count` nodes.
  static func planPicture(nodes count: Int, run: Int = 1) -> PlanPicture {
    var picture = planPicture(run: run, state: .running)
    picture.tree = searchTree.prefix(count)
    return picture
  }

  /// Six states over twelve steps, known the better the nearer to the start.
  static let bounds: ValueBounds = {
    let (states, horizon) = (6, 12)
    func gap(_ stage: Int, _ state: Int, _ episode: Int) -> Double {
      let widest = Double(horizon - stage)
      let known = min(1, Double(state * state + 1) / 30 + Double(stage) / 40 + 20 / Double(20 + episode))
      return state == 5 && stage < 5 ? 0 : widest * known
    }
    let cells = (0..<horizon).flatMap { stage in (0..<states).map { (stage, $0) } }
    let moments = stride(from: 0, through: 1200, by: 100).map { episode in
      ValueBounds.Moment(
        episode: episode, gaps: cells.map { gap($0, $1, episode) }, upper: cells.map { 2 + gap($0, $1, episode) / 2 },
        lower: cells.map { 2 - gap($0, $1, episode) / 2 })
    }
    return ValueBounds(
      process: "RiverSwim", states: states, horizon: horizon, statesPerRow: 1, episodes: 2000,
      optimistic: (0...120).map { CurvePoint(step: Double($0 * 10), value: 2.1 + 9.5 / (1 + Double($0) / 8)) },
      pessimistic: (0...120).map { CurvePoint(step: Double($0 * 10), value: 1.9 - 1.9 / (1 + Double($0) / 16)) },
      exact: 2.05, moments: moments, widest: 12)
  }()

  static var boundsPicture: PlanPicture {
    var picture = PlanPicture(
      run: 1, state: .running, task: "RiverSwim", goal: "", method: "linvit", source: "synthetic, divergence 2.00",
      canReplan: true)
    picture.bounds = bounds
    return picture
  }
}
