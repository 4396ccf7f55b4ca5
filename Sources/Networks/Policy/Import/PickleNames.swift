/// The classes and functions that pickles of policies may name. They are names here and nothing more.
enum PickleNames {
  /// Arrays of NumPy, before and after its version 2 moved them.
  static let arrays: Set<String> = [
    "numpy dtype", "numpy ndarray", "numpy.core.multiarray _reconstruct", "numpy.core.multiarray scalar",
    "numpy._core.multiarray _reconstruct", "numpy._core.multiarray scalar", "numpy.core.numeric _frombuffer",
    "numpy._core.numeric _frombuffer", "_codecs encode", "collections OrderedDict",
  ]

  /// Weights of PyTorch.
  static let weights: Set<String> = [
    "collections OrderedDict", "torch._utils _rebuild_tensor_v2", "torch._utils _rebuild_parameter",
    "torch FloatStorage", "torch DoubleStorage", "torch LongStorage",
  ]

  /// Spaces of Gym and Gymnasium, with the generators that they draw by.
  static let spaces: Set<String> = arrays.union([
    "numpy.random._pickle __randomstate_ctor", "numpy.random._pickle __generator_ctor",
    "numpy.random._pickle __bit_generator_ctor", "numpy.random._mt19937 MT19937", "numpy.random._pcg64 PCG64",
    "numpy.random.bit_generator SeedSequence", "numpy.random.bit_generator __pyx_unpickle_SeedSequence",
    "numpy.random._bit_generator SeedSequence", "gym.utils.seeding RandomNumberGenerator",
    "gym.utils.seeding RandomNumberGenerator._generator_ctor",
  ]).union(
    ["gym", "gymnasium"].flatMap { program in
      [
        "box Box", "discrete Discrete", "multi_discrete MultiDiscrete", "multi_binary MultiBinary", "dict Dict",
        "tuple Tuple",
      ].map { "\(program).spaces.\($0)" }
    })

  /// Statistics of VecNormalize.
  static let statistics: Set<String> = spaces.union([
    "stable_baselines3.common.vec_env.vec_normalize VecNormalize",
    "stable_baselines3.common.running_mean_std RunningMeanStd",
  ])

  /// Whether a name may stand in the settings of a policy: nonlinearities, optimisers and extractors of features.
  static func isSetting(_ name: String) -> Bool {
    arrays.contains(name)
      || ["torch.nn.modules.activation ", "torch.optim.", "stable_baselines3.common."].contains { name.hasPrefix($0) }
  }

  /// Whether a name may be that of a policy's class.
  static func isPolicyClass(_ name: String) -> Bool {
    name.hasPrefix("stable_baselines3.") || name.hasPrefix("sb3_contrib.")
  }
}
