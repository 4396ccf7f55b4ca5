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
      truncated: rollout.truncated, bootstrap: rollout.bootstrap.base, discount: Float(configuration.discount),
      lambda: Float(configuration.gaeLambda), advantages: rollout.advantages.base)  // (4)
    for index in 0..<rollout.count {
      rollout.targets.base[index] = rollout.advantages.base[index] + rollout.values.base[index]
    }
  }

  /// Asks the network again for the values of the batch, as it is now; values at cuts stay as they were.
  func revalue() {
    let size = gradientWorkspaces.first?.capacity ?? 1
    let rows = rollout.rows
    let total = rollout.count + rollout.environments
    let pieces = gradientWorkspaces.count
    let span = (total + pieces - 1) / pieces
    pool.run(pieces) { piece in
      let workspace = gradientWorkspaces[piece]
      var start = piece * span
      let end = min(total, start + span)
      while start < end {
        let count = min(size, end - start)
        network.forward(
          RowBatch(base: rows.row(start), rowBytes: rows.rowBytes, indices: nil, count: count), workspace,
          part: .values)
        for row in 0..<count {
          let value = workspace.value(row, network)
          let sample = start + row
          if sample < rollout.count {
            rollout.values.base[sample] = value
          } else {
            rollout.lastValues.base[sample - rollout.count] = value
          }
        }
        start += count
      }
    }
  }

  /// Several passes over the batch in shuffled minibatches.
  func improve(rate: Double) -> LossSums {
    let size = configuration.batchSize / configuration.minibatches
    var sums = LossSums()
    for index in 0..<rollout.count { indices[index] = Int32(index) }
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

  /// One minibatch: `size` samples named by `samples`, cut into a piece per workspace.
  private func gradientStep(_ samples: UnsafePointer<Int32>, _ size: Int, _ rate: Double) -> LossSums {
    let advantage =
      configuration.normalisesAdvantages
      ? Standardiser(rollout.advantages.base, samples, size) : Standardiser()  // (5)
    let piece = size / gradientWorkspaces.count
    network.prepareBackward()
    pool.run(gradientWorkspaces.count) { index in
      let workspace = gradientWorkspaces[index]
      let rows = RowBatch(
        base: rollout.rows.base, rowBytes: rollout.rows.rowBytes, indices: samples + index * piece, count: piece)
      workspace.gradients.clear()
      network.forward(rows, workspace)
      partialSums[index] = fillLossGradient(workspace, samples + index * piece, piece, 1 / Float(size), advantage)
      network.backward(rows, workspace)
    }
    sumGradients(samples, piece)
    var sums = LossSums()
    for partial in partialSums { sums.add(partial) }
    sums.gradientNorm = optimiser.step(  // (8) (9)
      network, rate: rate, cellRate: configuration.cellRate, maximumNorm: configuration.maximumGradientNorm,
      pool: pool)
    network.refresh(pool)
    sums.steps = 1
    return sums
  }

  /// Adds the pieces' gradients in their order; a sparse first layer is summed by columns, each in sample order.
  private func sumGradients(_ samples: UnsafePointer<Int32>, _ piece: Int) {
    let origin = network.gradients.base + network.denseRange.lowerBound
    let isSparse = network.denseRange.lowerBound > 0
    let block = 32
    let width = network.shape.inputWidth
    let columnBlocks = isSparse ? (width + block - 1) / block : 0
    let denseBlocks = 2
    let densePiece = (network.denseRange.count / denseBlocks + 16) & ~15
    pool.run(columnBlocks + denseBlocks) { index in
      if index < columnBlocks {
        for (place, workspace) in gradientWorkspaces.enumerated() {
          let rows = RowBatch(
            base: rollout.rows.base, rowBytes: rollout.rows.rowBytes, indices: samples + place * piece, count: piece)
          network.addSparseGradient(
            rows, delta: workspace.firstDelta.base, columns: (index * block)..<min(width, (index + 1) * block))
        }
        network.addBlockGradient(columns: (index * block)..<min(width, (index + 1) * block))
      } else {
        let start = min(network.denseRange.count, (index - columnBlocks) * densePiece)
        let length = min(network.denseRange.count, start + densePiece) - start
        for workspace in gradientWorkspaces {
          addInPlace(origin + start, workspace.gradients.base + start, length)
        }
      }
    }
  }
}
