import Glibc
import Networks
package import RLCore

/// What one shard played in one rollout, so that somebody can go back into it: every environment's steps with the exact
/// state before each, cut where episodes ended.
final class RolloutRecording {
  /// A piece of one episode: what an environment played between the rollout's bounds and the ends of episodes.
  struct Stretch {
    /// The environment's place in its shard.
    var environment: Int
    /// The samples of its steps.
    var samples: [Int] = []
    var steps: [EpisodeStep] = []
    var stateBytes = 0
    /// The states before each step, and the one at the end.
    var states: [UInt8] = []
    var terminated = false

    init(_ environment: Int) { self.environment = environment }
  }

  /// What is over, in the order in which it ended.
  private(set) var stretches: [Stretch] = []
  private var open: [Stretch]
  private let states: any RestorableShard

  /// Nothing yet; nil where the environment cannot be restored.
  init?(_ environments: any EnvironmentShard) {
    guard let states = environments.restorable else { return nil }
    self.states = states
    open = (0..<environments.count).map(Stretch.init)
  }

  /// Environment `index` is about to take a step.
  func before(_ index: Int) { keepState(index) }

  /// It has taken it, as `sampler` says.
  func after(_ index: Int, _ sample: Int, _ sampler: ActionSampler, _ outcome: StepOutcome) {
    let choices: Int
    if case .discrete(let names) = sampler.space { choices = names.count } else { choices = 0 }
    open[index].samples.append(sample)
    open[index].steps.append(
      EpisodeStep(
        action: Action(values: sampler.executed.base, space: sampler.space), reward: outcome.reward, value: 0,
        probabilities: (0..<choices).map { expf(sampler.logProbabilities.base[$0]) }))
    guard outcome.isOver else { return }
    open[index].terminated = outcome.terminated
    close(index)
  }

  /// The rollout is over.
  func end() { for index in open.indices where !open[index].steps.isEmpty { close(index) } }

  private func close(_ index: Int) {
    keepState(index)
    stretches.append(open[index])
    open[index] = Stretch(index)
  }

  private func keepState(_ index: Int) {
    let state = states.capture(index)
    open[index].stateBytes = state.count
    open[index].states += state
  }
}

extension PPO {
  /// One update whose rollout is recorded, with the stretches that are worth asking about.
  ///
  /// A stretch is judged by its largest value drop, V(s_t) − [r_t + γ V(s_{t+1})] with V of a terminal state 0, so that
  /// falls are among them; what is given is a window of `length` steps about that, three quarters of it before. The update
  /// is the same, bit for bit, as one that is not recorded.
  ///
  /// - Parameters:
  ///   - count: windows at most; those of the largest drops come first, and no two are of one stretch.
  /// - Returns: what `advance` gives, and the windows as episodes without a number; none where states cannot be restored.
  package func advanceRecorded(
    windows count: Int, length: Int
  ) throws -> (metrics: [MetricName: Double], windows: [Episode]) {
    for shard in shards { shard.recording = RolloutRecording(shard.environments) }
    defer { for shard in shards { shard.recording = nil } }
    let metrics = try advance()
    let values = recordedValues
    var found: [(drop: Double, window: Episode)] = []
    for recording in shards.compactMap(\.recording) {
      recording.end()
      for stretch in recording.stretches {
        var whole = Episode(
          id: 0, environment: entry.spec.id, seed: 0, steps: stretch.steps, stateBytes: stretch.stateBytes,
          states: stretch.states, terminated: stretch.terminated)
        for (place, sample) in stretch.samples.enumerated() {
          whole.steps[place].value = rollout.values.base[sample]
        }
        let drops = values.differences(of: whole).map { -$0 }
        // Of equal drops the first; a stretch that was cut says nothing of its last step.
        let judged = stretch.terminated ? drops : drops.dropLast()
        guard let highest = judged.max(), let place = judged.firstIndex(of: highest) else { continue }
        found.append((highest, whole.window(about: place, length: length)))
      }
    }
    let order = found.indices.sorted { (found[$1].drop, $0) < (found[$0].drop, $1) }
    return (metrics, order.prefix(count).map { found[$0].window })
  }

  /// What the run's values say about rewards.
  private var recordedValues: RecordedValues {
    RecordedValues(
      discount: configuration.discount, lambda: configuration.gaeLambda,
      rewardScale: configuration.normalisesRewards ? (rewardStatistics.variance[0] + 1e-8).squareRoot() : 1)
  }
}

extension Episode {
  /// A piece of `length` steps with `step` at three quarters of it, or as near to that as the episode's bounds allow.
  func window(about step: Int, length: Int) -> Episode {
    let count = min(length, steps.count)
    let first = min(max(0, step + 1 - count * 3 / 4), steps.count - count)
    var piece = self
    piece.steps = Array(steps[first..<(first + count)])
    piece.states = Array(states[(first * stateBytes)..<((first + count + 1) * stateBytes)])
    piece.terminated = terminated && first + count == steps.count
    return piece
  }
}
