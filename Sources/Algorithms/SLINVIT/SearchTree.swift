/// The search of a planner as plain values, in the order in which it grew: a prefix of the nodes is the tree as it was then.
public struct SearchTree: Sendable, Equatable, Codable {
  /// What became of a node.
  public enum Fate: String, Sendable, Codable, CaseIterable {
    /// In the tree, expanded or at its edge.
    case open
    /// At the depth of the sub-goal, valued and compared.
    case leaf
    /// The goal holds there.
    case solved
    /// It leads back to a state of the plan carried out so far.
    case loop
    /// Another node of the same sub-goal has its state at no greater depth and cost.
    case transposition
    /// Others were better and the beam was full.
    case beam
    /// The environment refused the action.
    case illegal
  }

  /// One node.
  public struct Node: Sendable, Equatable, Codable {
    /// The place of the node it comes from; nil for a start.
    public var parent: Int?
    /// The action that leads here; empty at a start.
    public var action: String
    /// P_LLM of the action.
    public var probability: Double
    /// r of the action.
    public var reward: Double
    /// V̂, where it was computed.
    public var value: Double?
    /// Σ (r + λ P_LLM) since the sub-goal's root, plus V̂ where there is one.
    public var score: Double
    /// Ways by which the state was reached, and rollouts that started there.
    public var visits: Int
    /// Actions since the start of the task.
    public var depth: Int
    /// What became of it.
    public var fate: Fate
    /// It lies on the way to the leaf that was chosen.
    public var isChosen = false
    /// Its action was carried out.
    public var isExecuted = false
    /// The place of the sub-goal whose search made it.
    public var subGoal: Int
    /// What an agent sees there.
    public var observation: String
  }

  /// One sub-problem of N steps.
  public struct SubGoal: Sendable, Equatable, Codable {
    /// Where its search began.
    public var root: Int
    /// The leaf that was chosen.
    public var leaf: Int?
    /// Which attempt it belongs to, from 0.
    public var attempt: Int
    /// k of that attempt.
    public var breadth: Int
    /// Actions carried out towards the leaf.
    public var executed: [String] = []
    /// What had been spent when its search ended.
    public var account: PlanAccount
  }

  /// Every node, in order of making.
  public internal(set) var nodes: [Node] = []
  /// Every sub-problem, in order.
  public internal(set) var subGoals: [SubGoal] = []

  /// An empty tree.
  public init() {}

  /// The actions from the start to a node.
  public func actions(to index: Int) -> [String] {
    var actions: [String] = []
    var current = index
    while nodes.indices.contains(current), let parent = nodes[current].parent {
      actions.append(nodes[current].action)
      current = parent
    }
    return actions.reversed()
  }

  /// The nodes that come right after a node, in order.
  public func children(of index: Int) -> [Int] { nodes.indices.filter { nodes[$0].parent == index } }
}
