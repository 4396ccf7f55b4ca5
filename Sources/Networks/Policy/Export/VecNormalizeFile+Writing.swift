import RLCore

extension VecNormalizeFile {
  /// The normaliser of `policy` as `VecNormalize.load` reads it, set so that it learns nothing more and leaves rewards
  /// alone; nil where observations are not normalised.
  ///
  /// Source: `vec_env/vec_normalize.py` of Stable-Baselines3 2.x. The environments that it lies around are not part of
  /// it; `load` puts them in.
  public static func bytes(_ policy: PolicyExport) -> [UInt8]? {
    guard let normaliser = policy.normaliser else { return nil }
    func statistics(_ mean: PickleForm, _ variance: PickleForm, _ count: Double) -> PickleForm {
      .state(
        .new(.name("stable_baselines3.common.running_mean_std", "RunningMeanStd")),
        .members([("mean", mean), ("var", variance), ("count", .number(count)), ("epsilon", .number(1e-4))]))
    }
    let state: [(String, PickleForm)] = [
      ("num_envs", .whole(1)), ("observation_space", .box(policy.bounds)), ("action_space", .space(policy.action)),
      ("render_mode", .none), ("norm_obs", .flag(true)), ("norm_obs_keys", .none), ("norm_reward", .flag(false)),
      ("obs_rms", statistics(.doubles(normaliser.mean), .doubles(normaliser.variance), normaliser.count)),
      ("ret_rms", statistics(.number(0), .number(1), 1e-4)), ("clip_obs", .number(Double(PolicyExport.clip))),
      ("clip_reward", .number(10)), ("gamma", .number(0.99)), ("epsilon", .number(1e-8)), ("training", .flag(false)),
    ]
    return PickleForm.state(
      .new(.name("stable_baselines3.common.vec_env.vec_normalize", "VecNormalize")), .members(state)
    ).pickled()
  }
}
