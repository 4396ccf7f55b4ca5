import Networks
public import RLCore

/// Settings as text: what `--set` takes, and what is valid.
extension PPOConfiguration {
  /// Every setting that `--set` takes.
  public static var fields: [ConfigField<PPOConfiguration>] {
    [
      .integer("steps", \.totalSteps, 1...1_000_000_000_000, "environment steps in all"),
      .integer("environments", \.environments, 1...4096, "more: larger batches, less correlated"),
      .integer("stepsPerUpdate", \.stepsPerUpdate, 1...65_536, "more: longer horizons per update, older data"),
      .integer("epochs", \.epochs, 1...100, "more: better use of data, larger policy change per update"),
      .integer("minibatches", \.minibatches, 1...4096, "more: more gradient steps, noisier"),
      .number("learningRate", \.learningRate, 0...1, "higher learns faster until it breaks"),
      .flag("annealLearningRate", \.annealsLearningRate, "let the rate fall to 0 over the run"),
      .number("adamEpsilon", \.adamEpsilon, 1e-12...1, "lower: inputs that are rarely on learn as fast as others"),
      .number("gamma", \.discount, 0...1, "higher looks further ahead"),
      .number("gaeLambda", \.gaeLambda, 0...1, "higher: less bias, more variance of advantages"),
      .number("clip", \.clip, 0.001...10, "higher allows larger policy changes"),
      .flag("clipValue", \.clipsValue, "clip the value loss as the surrogate"),
      .number("valueWeight", \.valueWeight, 0...100, "weight of the value loss"),
      .number("entropyWeight", \.entropyWeight, 0...10, "higher explores longer"),
      .number("maxGradientNorm", \.maximumGradientNorm, 0...1000, "clips larger gradients; 0 for none"),
      .number("targetKL", \.targetKL, 0...100, "stops an update early beyond this; 0 for never"),
      .flag("normaliseAdvantages", \.normalisesAdvantages, "mean 0, deviation 1 per minibatch"),
      .flag("normaliseObservations", \.normalisesObservations, "mean 0, deviation 1 (dense observations)"),
      .flag("normaliseRewards", \.normalisesRewards, "by the deviation of the discounted return"),
      .custom(
        "hidden", "widths of the hidden layers", valid: "numbers from 1 to 4096, for instance 64,64",
        read: { $0.hidden.map(String.init).joined(separator: ",") },
        write: { root, text in
          let widths = text.split(separator: ",").map { Int($0) ?? 0 }
          guard !widths.isEmpty, widths.allSatisfy({ (1...4096).contains($0) }) else { return false }
          root.hidden = widths
          return true
        }),
      .custom(
        "pooling", "blocks of cells that share weights, 8~: knots 8 apart (sparse)",
        valid: "for instance 4,16,80x4, 8~ to interpolate between knots, or none",
        read: { $0.pooling.isEmpty ? "none" : $0.pooling.map(\.text).joined(separator: ",") },
        write: { root, text in
          let blocks =
            text == "none" ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map { PoolingBlock($0) }
          let known = blocks.compactMap { $0 }
          guard known.count == blocks.count, Set(known).count == known.count else { return false }
          root.pooling = known
          return true
        }),
      .number(
        "cellRate", \.cellRate, 0...10,
        "share of the rate for single cells beside their blocks; 0: they have no weights"),
      .choice("activation", \.activation, "the nonlinearity"),
      .flag("shareTrunk", \.sharesTrunk, "one trunk for policy and value"),
      .number("logStd", \.initialLogDeviation, -10...2, "log deviation of continuous actions at the start"),
      .flag("recomputeAdvantages", \.recomputesAdvantages, "values and advantages anew before each pass"),
      .choice(
        "start.optimiser", \.startOptimiser, "Adam's moments in fine-tuning: none, or those of the run it starts from"),
    ]
      + GuidanceConfiguration.fields.map { field in
        .custom(
          field.key, field.summary, valid: field.valid, read: { field.read($0.guidance) },
          write: { field.write(&$0.guidance, $1) })
      }
      + OracleConfiguration.fields.map { field in
        .custom(
          field.key, field.summary, valid: field.valid, read: { field.read($0.oracle) },
          write: { field.write(&$0.oracle, $1) })
      }
  }

  /// Checks that the numbers fit together.
  public func validate() throws {
    // A configuration may come from a damaged file: each setting has to pass its own check again.
    for field in Self.fields {
      var copy = self
      try Self.fields.apply(field.key, field.read(self), to: &copy)
    }
    guard guidance.alpha.isFinite else {
      throw InvalidSettingError(key: "alpha", value: "\(guidance.alpha)", valid: "a finite number")
    }
    guard batchSize % minibatches == 0 else {
      throw InvalidSettingError(
        key: "minibatches", value: "\(minibatches)",
        valid: "numbers that divide environments x stepsPerUpdate = \(batchSize)")
    }
  }
}
