import Algorithms
package import Networks
import RLCore

/// A policy that somebody else trained, and what it is to be the base of.
package struct ImportOrder {
  /// Whose file it is.
  package enum Format: String, CaseIterable, Sendable {
    /// Stable-Baselines3's `model.zip`.
    case sb3
    /// CleanRL's `*.cleanrl_model`.
    case cleanrl
    /// Named tensors.
    case safetensors
    /// A graph of dense layers.
    case onnx
  }

  /// Whose file it is.
  package var format: Format
  /// Where it lies.
  package var path: String
  /// Where the statistics of its observations lie; `none` where it is to go without.
  package var normalizer: String?
  /// The environment's id.
  package var environment: String
  /// `key=value` settings of the session.
  package var changes: [String] = []
  /// How the environment is made, besides what `changes` say of it.
  package var environmentSettings: [String: String] = [:]
  /// The session's seed.
  package var seed: UInt64 = 1

  package init(format: Format, path: String, normalizer: String?, environment: String) {
    (self.format, self.path, self.normalizer, self.environment) = (format, path, normalizer, environment)
  }

  /// Bytes of a policy's file, at most.
  private static let mostBytes = 1 << 30

  /// The policy in a network of the environment, and the settings of a session that begins with it.
  ///
  /// - Throws: `PolicyImportError`, `PlainFileError`, and what settings and environments throw.
  package func prepared(_ catalogs: Catalogs = .standard) throws -> (policy: PolicyImport, settings: SessionSettings) {
    var settings = try SessionSettings(
      environment: environment, seed: seed,
      settings: environmentSettings.merging(SessionSettings.environmentSettings(in: changes)) { $1 },
      catalogs: catalogs)
    try settings.apply(changes)
    let entry = try catalogs.environment(environment, settings: settings.environmentSettings)
    let policy = try PolicyImport(
      foreignPolicy(), to: entry.spec, logDeviation: settings.training.initialLogDeviation)
    settings.training = settings.training.continuing(policy, trained: true)
    settings.refinement = settings.refinement.continuing(policy, trained: false)
    try settings.check(catalogs)
    return (policy, settings)
  }

  private func foreignPolicy() throws -> ForeignPolicy {
    let bytes = try PlainFile.bytes(path, atMost: Self.mostBytes)
    var policy =
      switch format {
      case .sb3: try StableBaselinesFile.read(bytes, as: path)
      case .cleanrl: try CleanRLFile.read(bytes, as: path)
      case .safetensors: try NamedSafetensorsFile.read(bytes, as: path)
      case .onnx: try OnnxFile.read(bytes, as: path)
      }
    switch normalizer {
    case "none"?: policy.normaliser = nil
    case let file?:
      let statistics = try PlainFile.bytes(file, atMost: Self.mostBytes)
      // A pickle begins with the operation PROTO.
      policy.normaliser =
        try statistics.first == 0x80
        ? VecNormalizeFile.read(statistics, as: file) : NamedSafetensorsFile.normaliser(statistics, as: file)
    case nil:
      guard policy.normaliser != nil || !policy.needsNormaliser else {
        throw PolicyImportError.unsupported(
          "\(path) was trained on normalised observations, whose statistics lie in a file of their own; name that with "
            + "--normalizer FILE (the pickle of VecNormalize, or safetensors), or --normalizer none where there "
            + "were none")
      }
    }
    return policy
  }
}
