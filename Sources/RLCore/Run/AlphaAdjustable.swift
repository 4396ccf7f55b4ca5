/// Something that weighs r_LLM by an α which a person may turn while it works.
public protocol AlphaAdjustable: AnyObject {
  /// The weight of r_LLM; setting it takes effect with the next unit of work.
  var alpha: Double { get set }
  /// What r_LLM acts on.
  var alphaTarget: AlphaTarget { get }
}

/// What r_LLM acts on, weighed by α.
public enum AlphaTarget: String, Sendable, Codable, CaseIterable {
  /// It is added to the reward, as in the paper.
  case rewards
  /// It pulls at the advised action, as a term of the policy's loss.
  case actions
  /// A difference of potentials is added to the reward.
  case potential
}
