import Networks
import RLCore
import Threads

/// Learning: advantages, and several passes of clipped gradient steps over the batch.
extension PPO {
  /// A of every sample from rewards and values, and the value's targets G = A + V.
  func estimateAdvantages() {
    generalizedAdvantage(
      steps: rollout.steps, environments: rollout.environments, rewards: rollout.rewards.base,
      values: rollout.values.base, lastValues: rollout.lastValues.base, terminated: rollout.terminated,
      truncated: rollout.truncated, bootstrap: rollout.bootstrap.base, isApart: rollout.isApart,
      discount: Float(configuration.discount),
      lambda: Float(configuration.gaeLambda), advantages: rollout.advantages.base)  // (4)
    for index in 0..<rollout.count {
      rollout.targets.base[index] = rollout.advantages.base[index] + rollout.values.base[index]
    }
  }

  /// Asks the network again for the values of the batch, as it is now; values at cuts stay as they were.
  func revalue() {
    network.values(
      of: rollout.rows, into: rollout.values, and: rollout.lastValues, workspaces: spans, pool: pool)
  }

  /// Several passes over the batch in shuffled minibatches.
  func improve(rate: Double) -> LossSums {
    let size = configuration.batchSize / configuration.minibatches
    var sums = LossSums()
    for index in 0..<rollout.count { indices[index] = Int32(index) }
    network.sortRows(rollout.rows, pool)
    defer { network.sortRows(nil, pool) }
    passes: for pass in 0..<configuration.epochs {
      if pass > 0, configuration.recomputesAdvantages {  // (12)
        revalue()
        estimateAdvantages()
      }
      generator.shuffle(indices)
      var passSums = LossSums()
      for minibatch in 0..<configuration.minibatches {
        guard let origin = indices.baseAddress else { break }
        passSums.add(gradientStep(origin + minibatch * size, size, rate))
      }
      sums.add(passSums)
      let divergence = passSums.approximateKL / passSums.samples
      if configuration.targetKL > 0, divergence > configuration.targetKL { break passes }  // (10)
    }
    return sums
  }

  /// One minibatch: `size` samples named by `samples`, cut into slices.
  private func gradientStep(_ samples: UnsafePointer<Int32>, _ size: Int, _ rate: Double) -> LossSums {
    let advantage =
      configuration.normalisesAdvantages
      ? Standardiser(rollout.advantages.base, samples, size, isApart: rollout.isApart) : Standardiser()  // (5)
    let all = RowBatch(base: rollout.rows.base, rowBytes: rollout.rows.rowBytes, indices: samples, count: size)
    network.prepareBackward()
    let joined = slices.count / spans.count
    let loss = loss
    pool.run(spans.count) { index in
      let span = spans[index]
      let rows = all.rows(index * span.capacity, count: span.capacity)
      network.forward(rows, span)
      for place in (index * joined)..<((index + 1) * joined) {
        let slice = slices[place]
        partialSums[place] = loss.fill(
          slice, samples + place * slice.capacity, slice.capacity, 1 / Float(size), advantage)
      }
      network.backward(rows, span)
    }
    network.addGradients(all, minibatch, slices: slices, pool: pool)
    guide?.addLessons(to: network)
    var sums = LossSums()
    for partial in partialSums { sums.add(partial) }
    sums.gradientNorm = optimiser.step(  // (8) (9)
      network, rate: rate, cellRate: configuration.cellRate, maximumNorm: configuration.maximumGradientNorm,
      pool: pool)
    network.refresh(pool)
    sums.steps = 1
    return sums
  }
}
