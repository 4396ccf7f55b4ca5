/// The search of a planner as plain values, in the order in which it grew: `prefix` gives the tree as it was at any time.
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

    /// The search does not go on there.
    public var isPruned: Bool {
      switch self {
      case .loop, .transposition, .beam, .illegal: true
      case .open, .leaf, .solved: false
      }
    }
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
    /// Σ (r + λ P_LLM) since the sub-goal's root, plus V̂ where there is one; for tree search the mean return below.
    public var score: Double
    /// Ways by which the state was reached, and rollouts that started there.
    public var visits: Int
    /// Actions since the start of the task.
    public var depth: Int
    /// What became of it.
    public var fate: Fate
    /// It lies on the way to the leaf that was chosen.
    public var isChosen: Bool
    /// Its action was carried out.
    public var isExecuted: Bool
    /// The place of the sub-goal whose search made it.
    public var subGoal: Int
    /// What an agent sees there.
    public var observation: String
    /// What tells its state from others that look the same; nil where what an agent sees does, and in files of the first
    /// version.
    public var ownIdentity: String?
    /// What came back for its action, where that has parts.
    public var response: TextResponse?
    private var hand: Bool?

    /// A person took its action; false in files of the first version.
    public var isByHand: Bool {
      get { hand ?? false }
      set { hand = newValue ? true : nil }
    }

    /// What its state is for whoever decides about it.
    public var identity: String { ownIdentity ?? observation }

    /// A node.
    public init(
      parent: Int?, action: String, probability: Double, reward: Double, value: Double?, score: Double, visits: Int,
      depth: Int, fate: Fate, isChosen: Bool = false, isExecuted: Bool = false, subGoal: Int, observation: String,
      ownIdentity: String? = nil, response: TextResponse? = nil
    ) {
      self.parent = parent
      self.action = action
      self.probability = probability
      self.reward = reward
      self.value = value
      self.score = score
      self.visits = visits
      self.depth = depth
      self.fate = fate
      self.isChosen = isChosen
      self.isExecuted = isExecuted
      self.subGoal = subGoal
      self.observation = observation
      self.ownIdentity = ownIdentity
      self.response = response
    }
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
    /// Nodes in the tree when its search began.
    public var began: Int
    /// Nodes in the tree when its leaf was chosen; nil before that.
    public var ended: Int?

    /// A sub-problem whose search begins.
    public init(root: Int, attempt: Int, breadth: Int, account: PlanAccount, began: Int) {
      self.root = root
      self.attempt = attempt
      self.breadth = breadth
      self.account = account
      self.began = began
    }
  }

  /// What a node was before it changed.
  struct Change: Sendable, Equatable, Codable {
    /// Nodes in the tree when it changed.
    var at: Int
    var node: Int
    var value: Double?
    var score: Double
    var visits: Int
    var fate: Fate
    var isChosen: Bool
    var isExecuted: Bool
    var isByHand: Bool?

    init(of node: Node, _ index: Int, at count: Int) {
      at = count
      self.node = index
      value = node.value
      score = node.score
      visits = node.visits
      fate = node.fate
      isChosen = node.isChosen
      isExecuted = node.isExecuted
      isByHand = node.isByHand ? true : nil
    }

    func undo(on node: inout Node) {
      node.value = value
      node.score = score
      node.visits = visits
      node.fate = fate
      node.isChosen = isChosen
      node.isExecuted = isExecuted
      node.isByHand = isByHand ?? false
    }
  }

  /// Every node, in order of making.
  public internal(set) var nodes: [Node] = []
  /// Every sub-problem, in order.
  public var subGoals: [SubGoal] = []
  /// What changed after a node was made, in order.
  var changes: [Change] = []

  /// An empty tree.
  public init() {}

  /// Reads a tree. Throws `SearchTreeFault` where its parts do not fit together.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    nodes = try values.decode([Node].self, forKey: .nodes)
    subGoals = try values.decode([SubGoal].self, forKey: .subGoals)
    changes = try values.decode([Change].self, forKey: .changes)
    try check()
  }

  /// Adds a node.
  public mutating func append(_ node: Node) { nodes.append(node) }

  /// Changes what became of a node and remembers what it was before.
  public mutating func change(_ index: Int, _ body: (inout Node) -> Void) {
    guard nodes.indices.contains(index) else { return }
    // Every prefix that has the newest node has what is done to it before the next one comes.
    if index < nodes.count - 1 { changes.append(Change(of: nodes[index], index, at: nodes.count)) }
    body(&nodes[index])
  }

  /// The tree as it was before its node `count` was made.
  ///
  /// - Complexity: O(nodes + changes).
  public func prefix(_ count: Int) -> SearchTree {
    guard count < nodes.count else { return self }
    var tree = SearchTree()
    tree.nodes = Array(nodes.prefix(max(0, count)))
    for change in changes.reversed() {
      guard change.at > count else { break }
      if change.node < tree.nodes.count { change.undo(on: &tree.nodes[change.node]) }
    }
    tree.changes = Array(changes.prefix { $0.at <= count })
    tree.subGoals = subGoals.filter { $0.began < count }.map { subGoal in
      guard subGoal.ended.map({ $0 > count }) ?? true else { return subGoal }
      var open = subGoal
      open.leaf = nil
      open.executed = []
      open.ended = nil
      return open
    }
    return tree
  }

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
}
