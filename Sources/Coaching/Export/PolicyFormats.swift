package import Networks
package import RLCore

/// A form in which a session's policy comes out: one line of the catalog.
package struct PolicyFormat: CatalogEntry {
  /// What it comes to.
  package struct Files {
    /// The file.
    package let main: [UInt8]
    /// What has to lie beside it; nil where nothing has.
    package let beside: [UInt8]?

    init(main: [UInt8], beside: [UInt8]? = nil) { (self.main, self.beside) = (main, beside) }
  }

  /// The name on the command line.
  package let name: String
  /// One sentence for help.
  package let summary: String
  /// What the name of the file beside ends in, in the place of the main one's ending; nil where there never is one.
  let ending: String?
  /// How the file beside is taken up, behind its name.
  let use: String
  private let make: @Sendable (PolicyExport, String?) -> Files

  init(
    _ name: String, _ summary: String, beside ending: String? = nil, use: String = "",
    make: @escaping @Sendable (_ policy: PolicyExport, _ beside: String?) -> Files
  ) {
    (self.name, self.summary, self.ending, self.use, self.make) = (name, summary, ending, use, make)
  }

  /// `policy` in this form; `path` is where the main file is going to lie.
  package func files(_ policy: PolicyExport, to path: String?) -> Files { make(policy, path.flatMap(besides)) }

  /// Where the file beside lies.
  package func besides(_ path: String) -> String? {
    guard let ending else { return nil }
    let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return path + ending }
    return path[..<dot] + ending
  }
}

/// The forms of a policy.
package enum PolicyFormats {
  /// Every format, one line each.
  package static let all = Catalog(
    "export format of a policy",
    [
      PolicyFormat("safetensors", "its weights under the names that 'import --from safetensors' reads") { policy, _ in
        PolicyFormat.Files(main: NamedSafetensorsFile.bytes(policy))
      },
      PolicyFormat("onnx", "a graph from observation to mean and log_std, or logits, and value, normaliser inside") {
        policy, _ in PolicyFormat.Files(main: OnnxFile.bytes(policy))
      },
      PolicyFormat(
        "sb3", "model.zip for PPO.load of Stable-Baselines3 2.x, and its normaliser beside",
        beside: ".vecnormalize.pkl", use: "for VecNormalize.load(FILE, venv) of Stable-Baselines3"
      ) { policy, beside in
        let statistics = VecNormalizeFile.bytes(policy)
        let name = beside.flatMap { $0.split(separator: "/").last }.map(String.init)
        return PolicyFormat.Files(
          main: StableBaselinesFile.bytes(policy, statistics: statistics == nil ? nil : name), beside: statistics)
      },
    ])
}
