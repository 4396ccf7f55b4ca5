/// What a state of a simulator is like, as sub-goals judge it.
public struct ControlReading: Sendable, Equatable {
  /// Physical quantities, in the goal's order and units.
  public var measures: [Double]
  /// Environment steps since the start.
  public var steps: Int
  /// Steps in a row, up to now, in which every sub-goal held.
  public var held: Int
  /// The episode ended by its own rules or failed: the body fell, the simulation broke down.
  public var hasFallen: Bool

  /// A reading.
  public init(measures: [Double], steps: Int = 0, held: Int = 0, hasFallen: Bool = false) {
    self.measures = measures
    self.steps = steps
    self.held = held
    self.hasFallen = hasFallen
  }
}

/// What is to be reached in a simulator: regions of states as sub-goals, in order, and how long the last one is kept.
///
/// V̂ of a state by rule, where m sub-goals are reached in order, `share` is that of the next one, and the episode is not
/// lost:
/// ```
/// V̂ = m + share + bonus
/// ```
/// The return is not in it: the rewards on the way to a state are summed beside V̂ by SLINVIT itself, weighed by
/// `rewardWeight` so that a sub-goal outweighs what is paid for torques on the way to it.
public struct ControlGoal<World>: Sendable {
  /// A region of states.
  public struct SubGoal: Sendable {
    /// The region in words.
    public let words: String
    private let part: @Sendable (ControlReading) -> Double

    /// A region; `share` is 1 inside of it, and below 1 elsewhere the more the nearer.
    public init(_ words: String, share: @escaping @Sendable (ControlReading) -> Double) {
      self.words = words
      part = share
    }

    /// How near a state is, in [0, 1]; 1 in the region alone. What is no number counts as far away.
    public func share(_ reading: ControlReading) -> Double {
      let share = part(reading)
      return share >= 1 ? 1 : share > 0 ? share : 0
    }
  }

  /// The task in words.
  public let words: String
  /// The regions, in order.
  public let subGoals: [SubGoal]
  /// Steps in a row for which all of them have to hold.
  public let stay: Int
  /// Environment steps that a plan may take.
  public let limit: Int
  /// What a unit of the environment's reward is worth beside a sub-goal.
  public let rewardWeight: Double
  /// Reads the quantities that sub-goals judge.
  public let measure: @Sendable (World) -> [Double]
  /// Puts a state into words.
  public let describe: @Sendable (ControlReading) -> String
  private let bonus: @Sendable (ControlReading) -> Double

  /// A goal.
  public init(
    _ words: String, subGoals: [SubGoal], stay: Int, limit: Int, rewardWeight: Double,
    measure: @escaping @Sendable (World) -> [Double], describe: @escaping @Sendable (ControlReading) -> String,
    bonus: @escaping @Sendable (ControlReading) -> Double = { _ in 0 }
  ) {
    self.words = words
    self.subGoals = subGoals
    self.stay = max(1, stay)
    self.limit = limit
    self.rewardWeight = rewardWeight
    self.measure = measure
    self.describe = describe
    self.bonus = bonus
  }

  /// Whether every sub-goal holds.
  public func holds(_ reading: ControlReading) -> Bool {
    !reading.hasFallen && subGoals.allSatisfy { $0.share(reading) == 1 }
  }

  /// Whether the goal is reached: every sub-goal has held for as long as it has to.
  public func isReached(_ reading: ControlReading) -> Bool { !reading.hasFallen && reading.held >= stay }

  /// Sub-goals, with one for staying where that takes more than a step.
  public var count: Int { subGoals.count + (stay > 1 ? 1 : 0) }

  /// The sub-goals that are reached in order, and the share of the next one; 0 where the episode is lost.
  public func reached(_ reading: ControlReading) -> Double {
    guard !reading.hasFallen else { return 0 }
    if isReached(reading) { return Double(count) }
    var reached = 0.0
    for subGoal in subGoals {
      let share = subGoal.share(reading)
      guard share == 1 else { return reached + share }
      reached += 1
    }
    return stay > 1 ? reached + Double(min(reading.held, stay)) / Double(stay) : reached
  }

  /// V̂ by rule; 0 where the episode is lost.
  public func value(_ reading: ControlReading) -> Double {
    reading.hasFallen ? 0 : reached(reading) + bonus(reading)
  }

  /// The share of the goal that is reached, 1 only where all of it is.
  public func share(_ reading: ControlReading) -> Double {
    isReached(reading) ? 1 : min(reached(reading) / Double(max(1, count)), 1.0.nextDown)
  }
}
