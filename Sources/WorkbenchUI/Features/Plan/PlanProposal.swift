import RLCore

/// A proposal of a node: what the prior and V̂ say of it.
struct PlanProposal: Sendable, Equatable {
  /// The action, as the environment reads it.
  var action: String
  /// The node that it leads to; nil where it was vetoed and is not in the tree.
  var node: Int?
  /// P_LLM; nil where it was not tried.
  var probability: Double?
  /// V̂, where it was computed.
  var value: Double?
}

extension PlanState {
  /// The proposals of a node, each once, the likeliest first and those that were not tried last. Of a proposal that several
  /// searches tried the last one counts.
  func proposals(at index: Int) -> [PlanProposal] {
    var places: [String: Int] = [:]
    var proposals: [PlanProposal] = []
    for (place, node) in shown.nodes.enumerated() where node.parent == index {
      let proposal = PlanProposal(
        action: node.action, node: place, probability: node.probability, value: node.value)
      if let known = places[node.action] {
        proposals[known] = proposal
      } else {
        places[node.action] = proposals.count
        proposals.append(proposal)
      }
    }
    guard shown.nodes.indices.contains(index), !shown.nodes[index].fate.isPruned || !proposals.isEmpty else {
      return []
    }
    let state = shown.nodes[index].identity
    for decision in changes where decision.verdict == .veto && decision.state == state {
      if places[decision.action] == nil { proposals.append(PlanProposal(action: decision.action)) }
    }
    return proposals.enumerated().sorted { one, other in
      let (left, right) = (one.element.probability ?? -1, other.element.probability ?? -1)
      return left != right ? left > right : one.offset < other.offset
    }.map(\.element)
  }
}
