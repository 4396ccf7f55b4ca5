/// The statistics of Stable-Baselines3's `VecNormalize`, as `env.save` pickles them.
public enum VecNormalizeFile {
  /// Reads a pickle; nil where observations were not normalised.
  ///
  /// - Throws: `PolicyImportError`.
  public static func read(_ bytes: [UInt8], as what: String) throws(PolicyImportError) -> ForeignNormaliser? {
    let pickle = try PickleReader.read(bytes, as: what) { PickleNames.statistics.contains($0) }
    guard let (name, _) = pickle.instance(pickle.root), name.hasSuffix(" VecNormalize") else {
      throw .unsupported("\(what) holds no VecNormalize of Stable-Baselines3")
    }
    func member(_ name: String, of value: Pickle.Value? = nil) -> Pickle.Value? {
      pickle.member(name, of: value ?? pickle.root)
    }
    guard case .flag(let isNormalised)? = member("norm_obs") else { throw .malformed(what, "it has no norm_obs") }
    guard isNormalised else { return nil }
    let statistics = member("obs_rms")
    guard let mean = pickle.array(member("mean", of: statistics)), mean.shape.count == 1,
      let variance = pickle.array(member("var", of: statistics)), variance.shape == mean.shape,
      let count = pickle.number(member("count", of: statistics))
    else {
      throw .unsupported("the observations of \(what) are no flat vectors (obs_rms); only such are taken")
    }
    guard let clip = pickle.number(member("clip_obs")), let epsilon = pickle.number(member("epsilon")) else {
      throw .malformed(what, "it has no clip_obs or no epsilon")
    }
    var found = ForeignNormaliser(
      mean: mean.values, variance: variance.values, count: count, epsilon: epsilon, clip: clip)
    if member("norm_reward") == .flag(true), let returns = member("ret_rms"),
      let spread = pickle.number(member("var", of: returns)), let seen = pickle.number(member("count", of: returns)),
      spread.isFinite, spread > 0, seen.isFinite, seen >= 0
    {
      (found.returnVariance, found.returnCount) = (spread, seen)
    }
    guard (found.mean + found.variance).allSatisfy(\.isFinite), found.variance.allSatisfy({ $0 >= 0 }),
      count.isFinite, count >= 0, epsilon.isFinite, epsilon >= 0, clip > 0
    else { throw .malformed(what, "a number in it is negative or not finite") }
    return found
  }
}
