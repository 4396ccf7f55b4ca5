import Networks
import RLCore
import Threads

/// Rollouts of evidence as rows of an update: what was played to measure advice teaches as well as what was played to train.
///
/// The rows belong to the one update whose policy played them. Advantages are GAE's within a branch, bootstrapped by V where it
/// was cut, and standardised as the batch's own are; steps whose action was given lie apart, so that no advantage reaches
/// over them and they teach nothing. Every row weighs what a row of the batch weighs. Steps take turns: of m minibatches the
/// k-th has the rows k, k + m, k + 2m, … in each pass.
///
/// Sources: the rollouts from states of a trajectory in Schulman et al., 2015, arXiv:1502.05477 ("vine"); starts at critical
/// states in Cheng et al., 2024, arXiv:2405.03064. Deviation: advantages of these rows are not worked out anew between passes.
final class EvidenceBatch {
  /// What was played.
  let branches: [EvidenceBranch]
  private let configuration: PPOConfiguration
  private let network: PolicyNetwork
  private let width: Int
  /// The rows one below the other, as a single environment's; a branch ends where it is terminated or cut.
  private let rollout: Rollout
  /// Where each branch ended (branches).
  private let ends: RowBuffer
  private let workspace: Workspace
  private var indices: [Int32]
  private var advantage = Standardiser()
  private var next = 0

  /// Steps in all.
  var count: Int { rollout.count }

  /// Lessons for a network like `network` of what `branches` hold; nil where that is nothing.
  init?(
    _ branches: [EvidenceBranch], _ entry: EnvironmentEntry, _ configuration: PPOConfiguration, _ network: PolicyNetwork
  ) {
    let count = branches.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    self.branches = branches
    self.configuration = configuration
    self.network = network
    width = entry.spec.action.width
    let rowBytes = entry.spec.observation.rowBytes
    rollout = Rollout(steps: count, environments: 1, rowBytes: rowBytes, actionWidth: width)
    ends = RowBuffer(count: branches.count, rowBytes: rowBytes)
    let largest = (count + configuration.minibatches - 1) / configuration.minibatches
    workspace = Workspace(network: network, capacity: max(largest, branches.count))
    indices = [Int32](repeating: 0, count: largest)
    var first = 0
    for (place, branch) in branches.enumerated() {
      branch.rows.withUnsafeBytes { bytes in
        guard let base = bytes.baseAddress, bytes.count == (branch.count + 1) * rowBytes else { return }
        for step in 0...branch.count {
          let row = step < branch.count ? rollout.rows.row(first + step) : ends.row(place)
          row.copyMemory(from: base + step * rowBytes, byteCount: rowBytes)
          network.compact(row)
        }
      }
      for step in 0..<branch.count {
        for component in 0..<width {
          rollout.actions.base[(first + step) * width + component] = branch.actions[step * width + component]
        }
        rollout.isApart[first + step] = step < branch.forced ? 1 : 0
      }
      first += branch.count
      (rollout.terminated[first - 1], rollout.truncated[first - 1]) = branch.terminated ? (1, 0) : (0, 1)
    }
  }

  /// An update is about to learn: values, advantages and log π of the rows as the policy is that played them.
  ///
  /// - Parameters:
  ///   - batch: the update's own rollout, its advantages worked out.
  ///   - rewardScale: by what its rewards were multiplied.
  func prepare(beside batch: Rollout, rewardScale: Float) {
    let rewards = branches.flatMap(\.rewards)
    let bound: Float = configuration.normalisesRewards ? 10 : .infinity
    for (row, reward) in rewards.enumerated() {
      rollout.rewards.base[row] = min(max(reward * rewardScale, -bound), bound)
    }
    for start in stride(from: 0, to: count, by: workspace.capacity) {
      let rows = RowBatch(
        base: rollout.rows.row(start), rowBytes: rollout.rows.rowBytes, indices: nil,
        count: min(workspace.capacity, count - start))
      network.forward(rows, workspace)
      withPolicy { policy, stride in
        for row in 0..<rows.count {
          let sample = start + row
          rollout.values.base[sample] = workspace.value(row, network)
          rollout.logProbabilities.base[sample] = policy.logProbability(
            rollout.actions.base + sample * width, workspace.policy + row * stride)
        }
      }
    }
    network.forward(
      RowBatch(base: ends.base, rowBytes: ends.rowBytes, indices: nil, count: branches.count), workspace)
    var last = -1
    for (place, branch) in branches.enumerated() {
      last += branch.count
      rollout.bootstrap.base[last] = workspace.value(place, network)
    }
    generalizedAdvantage(
      steps: count, environments: 1, rewards: rollout.rewards.base, values: rollout.values.base,
      lastValues: rollout.lastValues.base, terminated: rollout.terminated, truncated: rollout.truncated,
      bootstrap: rollout.bootstrap.base, isApart: rollout.isApart, discount: Float(configuration.discount),
      lambda: Float(configuration.gaeLambda), advantages: rollout.advantages.base)
    for row in 0..<count {
      rollout.targets.base[row] = rollout.advantages.base[row] + rollout.values.base[row]
    }
    let all = (0..<Int32(batch.count)).map(\.self)
    advantage =
      configuration.normalisesAdvantages
      ? Standardiser(batch.advantages.base, all, batch.count, isApart: batch.isApart) : Standardiser()
    next = 0
  }

  /// Adds the gradient of a minibatch's share of the rows to that of `network`.
  func addGradients(to network: PolicyNetwork, _ pool: WorkerPool) {
    let (part, parts) = (next % configuration.minibatches, configuration.minibatches)
    next += 1
    var size = 0
    for row in stride(from: part, to: count, by: parts) {
      indices[size] = Int32(row)
      size += 1
    }
    guard size > 0 else { return }
    let loss = PPOLoss(network: network, configuration: configuration, width: width, rollout: rollout, guide: nil)
    indices.withUnsafeBufferPointer { indices in
      guard let rows = indices.baseAddress else { return }
      let batch = RowBatch(
        base: rollout.rows.base, rowBytes: rollout.rows.rowBytes, indices: rows, count: size)
      network.forward(batch, workspace)
      _ = loss.fill(
        workspace, rows, size, Float(configuration.minibatches) / Float(configuration.batchSize), advantage)
      network.backward(batch, workspace)
      network.addGradients(batch, workspace, slices: [workspace], pool: pool)
    }
  }

  private func withPolicy(_ body: (PolicyTerms, _ stride: Int) -> Void) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * network.shape.policyOutputs) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      body(PolicyTerms(network, workspace, scratch: scratch), workspace.policyStride(network))
    }
  }
}
