import RLCore

/// Where the actions of a sequence come from before it has been played: given ones, the policy's own once these are over, and
/// what they deviate by.
///
///     a_t = u_t + e_t,   e_0 = σ ξ_0,   e_t = ρ e_{t−1} + √(1 − ρ²) σ ξ_t,   ξ ~ N(0, 1)
///
/// with u_t the given action or the policy's most probable one in the state that the sequence has come to: near a fall what
/// knows nothing of the state falls. Discrete actions deviate in stretches of geometric length, 1 / (1 − ρ) steps on average,
/// each of them either u's or one action drawn uniformly. Sources: Williams et al., 2017 (MPPI); Howell et al., 2022,
/// arXiv:2212.00541; noise that changes slowly moves a body where independent draws cancel out.
struct SegmentProposal: Sendable, Equatable {
  /// What a step deviates by.
  enum Deviation: Sendable, Equatable {
    /// Is added.
    case shift([Float])
    /// Takes the action's place.
    case instead(Int)
    case none
  }

  /// u_t of the first steps.
  var given: [Action] = []
  /// e_t of each step; none where there are no more.
  var deviations: [Deviation] = []

  /// The action of step `step`, in a state in which the policy would most probably do `policy`: within the bounds, and with
  /// three decimals, so that what is played is what is written down.
  func action(_ step: Int, policy: Action, in space: ActionSpace) -> Action {
    let plain = step < given.count ? given[step] : policy
    switch (plain, step < deviations.count ? deviations[step] : .none, space) {
    case (.discrete, .instead(let other), _): return .discrete(other)
    case (.continuous(let vector), let deviation, .box(let low, let high)):
      var moved = vector
      if case .shift(let shift) = deviation { for index in moved.indices { moved[index] += shift[index] } }
      return .continuous(
        moved.indices.map { index in
          min(max(Float(Numerals.rounded(Double(moved[index]), 3)), low[index]), high[index])
        })
    default: return plain
    }
  }

  /// A proposal that deviates from `given`, drawn for so many steps.
  static func drawn(
    around given: [Action], steps: Int, in space: ActionSpace, _ configuration: SearchConfiguration,
    _ generator: inout SeededGenerator
  ) -> SegmentProposal {
    let kept = configuration.correlation
    switch space {
    case .discrete(let names):
      var present = Deviation.none
      return SegmentProposal(
        given: given,
        deviations: (0..<steps).map { step in
          if step == 0 || generator.uniform() >= kept {
            present = generator.uniform() < 0.5 ? .none : .instead(generator.below(names.count))
          }
          return present
        })
    case .box(let low, let high):
      let deviation = zip(low, high).map { Float(configuration.noise) * ($1 - $0) }
      let (old, new) = (Float(kept), Float((1 - kept * kept).squareRoot()))
      var present = [Float](repeating: 0, count: low.count)
      return SegmentProposal(
        given: given,
        deviations: (0..<steps).map { step in
          for index in present.indices {
            let drawn = deviation[index] * Float(generator.normal())
            present[index] = step == 0 ? drawn : old * present[index] + new * drawn
          }
          return .shift(present)
        })
    }
  }

  /// The proposals of one search, in this order: the recorded actions, the policy's own, what was found before where there
  /// is something, and deviations from these two by turns.
  ///
  /// - Parameter warm: an earlier solution, shifted to this state.
  static func all(
    recorded: [Action], warm: [Action], in space: ActionSpace, _ configuration: SearchConfiguration,
    _ generator: inout SeededGenerator
  ) -> [SegmentProposal] {
    var proposals = [SegmentProposal(given: recorded), SegmentProposal()]
    if !warm.isEmpty { proposals.append(SegmentProposal(given: warm)) }
    let known = proposals.count
    while proposals.count < configuration.sequences {
      let around = (proposals.count - known).isMultiple(of: 2) ? warm : []
      proposals.append(
        drawn(around: around, steps: configuration.segment, in: space, configuration, &generator))
    }
    return proposals
  }

  /// What is left of a sequence that began `distance` steps earlier.
  static func shifted(_ solution: [Action], by distance: Int) -> [Action] { Array(solution.dropFirst(distance)) }
}
