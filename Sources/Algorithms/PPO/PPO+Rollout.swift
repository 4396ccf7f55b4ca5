import Networks
import RLCore

/// Playing: every environment of every shard goes `stepsPerUpdate` steps on. Runs on the pool's threads, a shard each.
extension PPO {
  /// Plays one rollout in every environment of `shard`.
  func collect(_ shard: RolloutShard) {
    let (count, sampler, environments) = (shard.environments.count, shard.sampler, shard.environments)
    let stride = shard.workspace.policyStride(network)
    let guide = shard.guide
    let recording = shard.recording
    shard.tally = RolloutShard.Tally()
    shard.error = nil
    for time in 0..<rollout.steps {
      let base = time * rollout.environments + shard.first
      look(shard, base)
      for index in 0..<count {
        let sample = base + index
        let place = StepPlace(environment: index, sample: sample)
        sampler.read(shard.workspace.policy + index * stride, network)
        sampler.sample(&shard.generator)
        sampler.execute()
        store(sampler, sample)
        (rollout.hasOwnLoss[sample], rollout.isApart[sample]) = (0, 0)
        if let guide, let other = guide.override(at: place, &shard.guideGenerator) {
          sampler.take(other.action)
          sampler.execute()
          if other.entersBatch { store(sampler, sample) }
          rollout.hasOwnLoss[sample] = other.hasOwnLoss ? 1 : 0
          rollout.isApart[sample] = other.isApart ? 1 : 0
        }
        if network.shape.isShared { rollout.values.base[sample] = shard.workspace.value(index, network) }
        recording?.before(index)
        let outcome = environments.step(index, action: sampler.executed.base)
        recording?.after(index, sample, sampler, outcome)
        let extra = guide?.reward(at: place, action: sampler.executed.base, outcome) ?? 0
        record(outcome, extra: extra, shard, index, sample)
      }
    }
    look(shard, rollout.count + shard.first)
    for index in 0..<count where network.shape.isShared {
      rollout.lastValues.base[shard.first + index] = shard.workspace.value(index, network)
    }
  }

  /// Observes every environment of `shard` into the batch's rows from `base` on, and asks the policy about them.
  private func look(_ shard: RolloutShard, _ base: Int) {
    let count = shard.environments.count
    for index in 0..<count {
      let row = rollout.rows.row(base + index)
      shard.environments.observe(index, into: row)
      // A guide sees rows as the environment gives them, the network takes them in short.
      shard.guide?.observe(index, row: row)
      network.compact(row)
    }
    network.forward(
      RowBatch(base: rollout.rows.row(base), rowBytes: rollout.rows.rowBytes, indices: nil, count: count),
      shard.workspace, part: .policy)
  }

  /// Puts the chosen action and its log π(a|s) into the batch.
  private func store(_ sampler: ActionSampler, _ sample: Int) {
    let width = sampler.space.width
    for component in 0..<width { rollout.actions.base[sample * width + component] = sampler.action.base[component] }
    rollout.logProbabilities.base[sample] = sampler.logProbability
  }

  /// Puts what a step led to into the batch; `extra` is what the guide adds to r_env. Begins the next episode.
  private func record(_ outcome: StepOutcome, extra: Float, _ shard: RolloutShard, _ index: Int, _ sample: Int) {
    let shaped = outcome.reward + extra
    rollout.rewards.base[sample] = shaped
    rollout.terminated[sample] = outcome.terminated ? 1 : 0
    rollout.truncated[sample] = outcome.truncated ? 1 : 0
    shard.returns[index] += Double(outcome.reward)
    shard.shapedReturns[index] += Double(shaped)
    shard.lengths[index] += 1
    shard.tally.rewardSize += Double(abs(outcome.reward))
    guard outcome.isOver else { return }
    if outcome.truncated { rollout.bootstrap.base[sample] = shard.valueNow(index, network) }  // (3)
    rollout.finishedReturns.base[sample] = Float(shard.returns[index])
    rollout.finishedShaped.base[sample] = Float(shard.shapedReturns[index])
    rollout.finishedLengths.base[sample] = Float(shard.lengths[index])
    (shard.returns[index], shard.shapedReturns[index], shard.lengths[index]) = (0, 0, 0)
    shard.tally.episodes += 1
    if outcome.hasFailed {
      shard.tally.failed += 1
      shard.failure = shard.environments.failure(index)
    }
    shard.environments.reset(index, seed: nil)
    do {
      try shard.guide?.begin(index, &shard.guideGenerator)
    } catch {
      if shard.error == nil { shard.error = error }
    }
  }

  /// Counts the episodes of the rollout. Throws what a guide could not do, or that too many episodes failed.
  func checkShards() throws {
    if let error = shards.lazy.compactMap(\.error).first { throw error }
    let before = failures.failed
    for shard in shards {
      failures.add(episodes: shard.tally.episodes, failed: shard.tally.failed, failure: shard.failure)
    }
    if failures.failed > before, let alert = failures.alert { pendingAlerts.append(alert) }
    try failures.check()
  }

  /// Throws where a reward is not finite, before anything has learnt from it.
  func checkRewards() throws {
    guard !rollout.rewards.isFinite else { return }
    let sample = (0..<rollout.count).first { !rollout.rewards.base[$0].isFinite } ?? 0
    throw EnvironmentError.notFinite(quantity: "the reward", step: step - rollout.count + sample + 1)
  }
}
