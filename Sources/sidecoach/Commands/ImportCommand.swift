import ArgumentParser
import Coaching
import RLCore

/// A policy of another program as the base of a session.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Begin a session with a policy that another program trained.",
    discussion: """
      --from sb3: model.zip of Stable-Baselines3 (PPO and A2C with MlpPolicy); cleanrl: *.cleanrl_model; safetensors: \
      tensors called actor.N, critic.N and so on; onnx: a graph of dense layers. No code of a file is run. JSON keys: \(ImportReport.keys).
      """)

  @Argument(help: "The policy's file.") var file: String
  @Option(
    name: .customLong("from"), help: "Whose file it is: sb3, cleanrl, safetensors or onnx.",
    transform: { name in
      let names = ImportOrder.Format.allCases.map(\.rawValue)
      guard let format = ImportOrder.Format(rawValue: name) else {
        throw ValidationError("\(UnknownNameError(kind: "format", name: name, valid: names))")
      }
      return format
    })
  var format: ImportOrder.Format
  @Option(name: .shortAndLong, help: "Session name or path; made anew.") var session: String
  @Option(name: .customLong("env"), help: "Id of the environment that the policy is for, for instance Hopper-v5.")
  var environment: String
  @Option(help: "The file with the statistics of its observations, such as VecNormalize's pickle, or none.")
  var normalizer: String?
  @Option(help: "Seed of everything random from here on.") var seed: UInt64 = 1
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @OptionGroup var common: CommonOptions

  func run() throws {
    try Output.result(json: common.json) {
      var order = ImportOrder(format: format, path: file, normalizer: normalizer, environment: environment)
      (order.seed, order.changes) = (seed, settings)
      // Before a session is made: what is refused leaves nothing behind.
      let (policy, wanted) = try order.prepared()
      return try HeadlessRun(session, common.opening(create: wanted)).perform { coach in
        ImportReport(session: session, run: try coach.adopt(policy, from: file), policy: policy)
      }
    }
  }
}
