public import RLCore

/// The settings of SLINVIT.
public struct SLINVITConfiguration: Sendable, Equatable, Codable {
  /// Where V̂ of a leaf comes from.
  public enum LeafValue: String, Sendable, Codable, CaseIterable {
    /// The environment's own rule for progress.
    case rule
    /// The mean return of rollouts of the prior.
    case rollouts
  }

  /// Which k children of a node are followed.
  public enum Selection: String, Sendable, Codable, CaseIterable {
    /// Those of the likeliest proposals; no other is simulated.
    case prior
    /// All legal actions are simulated, and the best by λ P_LLM + V̂ followed: the released code's.
    case score
  }

  /// k, proposals tried at each node; 0: all.
  public var breadth = 2
  /// N, steps of a sub-problem.
  public var depth = 5
  /// Which k children of a node are followed.
  public var selection = Selection.prior
  /// λ, the weight of P_LLM beside rewards and V̂.
  public var priorWeight = 1.0
  /// Where V̂ comes from.
  public var leafValue = LeafValue.rule
  /// M, rollouts of a leaf.
  public var rollouts = 1
  /// Search again after one action, instead of after all N.
  public var replans = true
  /// Nodes kept at each depth; 0: all, the paper's search.
  public var beam = 0
  /// Nodes of a level expanded at once, the best first; 0: all, the paper's. Small ones save what comes after a goal, large
  /// ones give threads more to share.
  public var batch = 0
  /// Keep what was simulated and asked, merge equal states and drop loops. Not the paper's.
  public var usesTranspositions = true
  /// Starts, each after a failure, with one proposal more a node and a wider beam; 1 is the paper's.
  public var attempts = 1

  /// The defaults: the paper's blocks world with λ = 1 and a transposition table.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case breadth, depth, selection, priorWeight, leafValue, rollouts, replans, beam, batch, usesTranspositions, attempts
  }

  /// Reads what any version wrote: the first had one way to select.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    breadth = try values.decode(Int.self, forKey: .breadth)
    depth = try values.decode(Int.self, forKey: .depth)
    selection = try values.decodeIfPresent(Selection.self, forKey: .selection) ?? .prior
    priorWeight = try values.decode(Double.self, forKey: .priorWeight)
    leafValue = try values.decode(LeafValue.self, forKey: .leafValue)
    rollouts = try values.decode(Int.self, forKey: .rollouts)
    replans = try values.decode(Bool.self, forKey: .replans)
    beam = try values.decode(Int.self, forKey: .beam)
    batch = try values.decode(Int.self, forKey: .batch)
    usesTranspositions = try values.decode(Bool.self, forKey: .usesTranspositions)
    attempts = try values.decode(Int.self, forKey: .attempts)
  }

  /// Every setting that `--set` takes.
  public static var fields: [ConfigField<SLINVITConfiguration>] {
    [
      .integer("k", \.breadth, 0...10_000, "more: wider searches, dearer; 0 for all proposals"),
      .integer("depth", \.depth, 1...1_000, "steps of a sub-problem (N): more look further ahead"),
      .choice(
        "select", \.selection, "whether the k likeliest proposals are simulated, or all actions and the k best followed"
      ),
      .number("lambda", \.priorWeight, 0...1e9, "higher trusts the prior more"),
      .choice("value", \.leafValue, "where the value of a leaf comes from"),
      .integer("rollouts", \.rollouts, 1...100_000, "rollouts of a leaf (M): more are surer and dearer"),
      .flag("replan", \.replans, "search again after each action, not after N"),
      .integer("beam", \.beam, 0...1_000_000, "nodes kept at each depth; 0 for all"),
      .integer("batch", \.batch, 0...1_000_000, "nodes expanded at once, best first; 0 for a whole level"),
      .flag("transpositions", \.usesTranspositions, "merge equal states and pay for none twice"),
      .integer("attempts", \.attempts, 1...1_000, "starts, each wider than the one before; 1 is the paper's"),
    ]
  }

  /// The defaults, changed.
  public init(_ change: (inout SLINVITConfiguration) -> Void) {
    self.init()
    change(&self)
  }
}
