/// Where a recorded episode was: what brings an environment there.
public enum Moment: Sendable, Equatable {
  /// The captured state.
  case state(ArraySlice<UInt8>)
  /// A seed, and the actions from there on, for environments whose states cannot be captured.
  case replay(seed: UInt64, actions: [Action])
}

extension Episode {
  /// The moment before step `step`; `steps.count` is the end.
  public func moment(before step: Int) -> Moment {
    stateBytes > 0 ? .state(state(before: step)) : .replay(seed: seed, actions: steps.prefix(step).map(\.action))
  }
}

extension EnvironmentShard {
  /// Brings environment `index` to `moment`, and gives the environment steps that it took.
  ///
  /// Throws `MissingCapabilityError` where neither way is open; `purpose` begins its sentence.
  @discardableResult
  public func visit(_ index: Int, _ moment: Moment, for purpose: String) throws -> Int {
    switch moment {
    case .state(let state):
      guard let restorable else {
        throw MissingCapabilityError(environment: spec.id, capability: .restorable, purpose: purpose)
      }
      try restorable.restore(index, state: state)
      return 0
    case .replay(let seed, let actions):
      guard spec.isDeterministic else {
        throw MissingCapabilityError(environment: spec.id, capability: .restorable, purpose: purpose)
      }
      reset(index, seed: seed)
      for (step, action) in actions.enumerated() {
        let outcome = play(index, action)
        guard !outcome.isOver || step == actions.count - 1 else {
          throw EnvironmentError.playsDifferently(step: step + 1)
        }
      }
      return actions.count
    }
  }

  /// Brings environment `index` to the moments before the steps in `range` of `episode`, one after the other.
  ///
  /// An environment that cannot be restored plays the episode once, where `visit` would begin anew for each step.
  public func walk(
    _ index: Int, through episode: Episode, _ range: ClosedRange<Int>, for purpose: String,
    visit body: (Int) throws -> Void
  ) throws {
    for step in range {
      if episode.stateBytes > 0 || step == range.lowerBound {
        try visit(index, episode.moment(before: step), for: purpose)
      } else if play(index, episode.steps[step - 1].action).isOver, step < episode.steps.count {
        throw EnvironmentError.playsDifferently(step: step)
      }
      try body(step)
    }
  }

  private func play(_ index: Int, _ action: Action) -> StepOutcome {
    // What a file says was done may be nothing that can be.
    if case .discrete(let choice) = action, !(0..<spec.action.count).contains(choice) { return .failed }
    return action.values.withUnsafeBufferPointer { numbers in
      guard let base = numbers.baseAddress, numbers.count == spec.action.width else { return .failed }
      return step(index, action: base)
    }
  }
}
