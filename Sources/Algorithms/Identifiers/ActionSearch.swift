import Glibc
import Networks
public import RLCore

/// How a planner searches.
public struct ActionSearchConfiguration: Sendable, Equatable, Codable {
  /// Actions tried in each round.
  public var population = 8
  /// Rounds; each draws around the best actions of the one before.
  public var rounds = 2
  /// Best actions of a round that the next one draws around.
  public var elites = 3
  /// Steps for which an action is held before the policy takes over.
  public var hold = 2
  /// Steps of each rollout, at most; what lies beyond is the policy's value.
  public var horizon = 16

  /// The defaults.
  public init() {}

  /// Environment steps that one search takes at most.
  public var steps: Int { (population * rounds + 1) * horizon }
}

/// Searches for a better action at a state by the cross-entropy method, the policy as proposal and its value as tail.
///
/// From the exact state, or the one that is reached by playing the episode again, an action is held for `hold` steps, then the policy plays its mean (or its most probable action)
/// to the horizon. An action's score is Σ γᵗ r_t + γᴴ V(s_H), rewards as the environment gives them and the value scaled
/// back by the reward normaliser. Continuous actions are drawn around the policy's mean with its deviation, at least a
/// quarter of the bounds' width in the first round; discrete ones are all tried. Sources: Rubinstein, 1999 (cross-entropy);
/// Howell et al., 2022, arXiv:2212.00541 (predictive sampling).
public final class ActionSearch {
  /// What a search found.
  public struct Finding: Sendable, Equatable {
    /// The best action.
    public var action: Action
    /// Its score less the recorded action's; 0 or more, since the recorded action is among those tried.
    public var gain: Double
    /// Environment steps spent.
    public var environmentSteps: Int
  }

  private static let purpose = "the search for better actions starts from recorded states"
  /// How it searches.
  public let configuration: ActionSearchConfiguration
  private let network: PolicyNetwork
  private let entry: EnvironmentEntry
  private let discount: Double
  private let valueScale: Double
  private let seed: UInt64

  /// Plans for the policy in `checkpoint`.
  public init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: ActionSearchConfiguration, seed: UInt64
  ) throws {
    try checkpoint.check(entry)
    let values = RecordedValues(try checkpoint.training)
    discount = values.discount
    valueScale = values.rewardScale
    network = try checkpoint.makeNetwork()
    self.entry = entry
    self.configuration = configuration
    self.seed = seed
  }

  /// Searches at `state`; the result depends on `seed`, `number` and the state alone. Several threads may call at once.
  public func improve(_ recorded: Action, at moment: Moment, number: Int) throws -> Finding {
    var generator = SeededGenerator(seed: seed, stream: 90_000 + UInt64(truncatingIfNeeded: number))
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: 0), samples: false)
    var steps = try player.environments.visit(0, moment, for: Self.purpose)
    player.decide()
    func score(_ action: Action) throws -> Double {
      let (score, taken) = try play(player, moment, action)
      steps += taken
      return score
    }
    let before = try score(recorded)
    var best = (action: recorded, score: before)
    switch entry.spec.action {
    case .discrete(let names):
      for choice in names.indices where .discrete(choice) != recorded {
        let found = try score(.discrete(choice))
        if found > best.score { best = (.discrete(choice), found) }
      }
    case .box(let low, let high):
      var mean = player.action.array
      var deviation = zip(low, high).map { max(0.25 * ($1 - $0), 1e-3) }
      for _ in 0..<configuration.rounds {
        var tried: [(action: [Float], score: Double)] = []
        for _ in 0..<configuration.population {
          let action = mean.indices.map { index in
            min(max(mean[index] + deviation[index] * Float(generator.normal()), low[index]), high[index])
          }
          tried.append((action, try score(.continuous(action))))
        }
        tried.sort { $0.score > $1.score }
        if let first = tried.first, first.score > best.score { best = (.continuous(first.action), first.score) }
        let elites = tried.prefix(max(1, configuration.elites)).map(\.action)
        for index in mean.indices {
          let values = elites.map { $0[index] }
          mean[index] = values.reduce(0, +) / Float(values.count)
          let spread = values.reduce(0) { $0 + ($1 - mean[index]) * ($1 - mean[index]) } / Float(values.count)
          deviation[index] = max(spread.squareRoot(), 0.05 * (high[index] - low[index]))
        }
      }
    }
    return Finding(action: best.action, gain: best.score - before, environmentSteps: steps)
  }

  private func play(
    _ player: PolicyPlayer, _ moment: Moment, _ action: Action
  ) throws -> (score: Double, steps: Int) {
    let way = try player.environments.visit(0, moment, for: Self.purpose)
    var (total, weight) = (0.0, 1.0)
    for time in 0..<configuration.horizon {
      let outcome: StepOutcome
      if time < configuration.hold {
        outcome = player.act(action)
      } else {
        outcome = player.act()
      }
      // A simulation that fails is the worst that an action can lead to.
      guard !outcome.hasFailed else { return (-.greatestFiniteMagnitude, way + time + 1) }
      total += weight * Double(outcome.reward)
      weight *= discount
      if outcome.terminated { return (total, way + time + 1) }
      if outcome.truncated {
        player.decide()
        return (total + weight * valueScale * Double(player.value), way + time + 1)
      }
    }
    player.decide()
    return (total + weight * valueScale * Double(player.value), way + configuration.horizon)
  }
}
