import ArgumentParser
import Coaching
import RLCore

/// A policy of another program as the base of a session, a session out of an archive, or another person's audit.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Begin a session with another program's policy, take one out of an archive, or merge an audit.",
    discussion: """
      --from sb3: model.zip of Stable-Baselines3 (PPO and A2C with MlpPolicy); cleanrl: *.cleanrl_model; safetensors: \
      tensors called actor.N, critic.N and so on; onnx: a graph of dense layers. No code of a file is run. JSON keys: \(ImportReport.keys).

      An archive, as 'export --format archive' makes it, is known without --from; every digest is checked before anything is \
      put in its place. JSON keys: \(ArchiveReport.keys).

      --from audit: what 'export --format jsonl' gave of a copy of the session. What is pending here is decided as there, \
      what was decided otherwise is a conflict, which is shown and stays as it is here. JSON keys: \(AuditReport.keys).
      """)

  @Argument(help: "The file.") var file: String
  @Option(
    name: .customLong("from"), help: ArgumentHelp("What it is: \(ImportSource.names.joined(separator: ", "))."),
    transform: { name in
      guard let source = ImportSource(name) else {
        throw ValidationError("\(UnknownNameError(kind: "format", name: name, valid: ImportSource.names))")
      }
      return source
    })
  var source: ImportSource?
  @Option(
    name: .shortAndLong,
    help: "Session name or path; made anew, but for an audit. Default for an archive: the name that it had.")
  var session: String?
  @Option(
    name: .customLong("env"), help: "Id of the environment that a policy is for, for instance Hopper-v5.")
  var environment: String?
  @Option(help: "The file with the statistics of its observations, such as VecNormalize's pickle, or none.")
  var normalizer: String?
  @Option(help: "Seed of everything random from here on.") var seed: UInt64 = 1
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @OptionGroup var bridge: BridgeOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    switch source {
    case .policy?:
      guard session != nil, environment != nil else {
        throw ValidationError("a policy needs --session NAME, and --env ID of the environment that it is for")
      }
    case .audit?, .archive?:
      guard environment == nil, normalizer == nil, settings.isEmpty else {
        throw ValidationError("--env, --normalizer and --set are for policies; leave them out")
      }
      guard source == .archive || session != nil else {
        throw ValidationError("an audit needs --session NAME of the session to merge it into")
      }
    case nil: break
    }
  }

  func run() throws {
    do {
      switch source ?? (ArchiveImport.isArchive(file) ? .archive : nil) {
      case .policy(let format)?: try adopt(format)
      case .archive?:
        Output.show(try ArchiveImport(file).perform(as: session, in: common.directory), json: common.json)
      case .audit?:
        Output.show(try AuditImport(file).perform(into: session ?? "", in: common.directory), json: common.json)
      case nil:
        throw ValidationError(
          "\(file) is no archive of a session; say what it is with --from \(ImportSource.names.joined(separator: "|"))")
      }
    } catch { throw Failure.exit(error) }
  }

  private func adopt(_ format: ImportOrder.Format) throws {
    guard let session, let environment else { return }
    var order = ImportOrder(format: format, path: file, normalizer: normalizer, environment: environment)
    (order.seed, order.changes) = (seed, settings)
    order.environmentSettings = try bridge.settings(and: settings)
    // Before a session is made: what is refused leaves nothing behind.
    let (policy, wanted) = try order.prepared()
    let report = try HeadlessRun(session, common.opening(create: wanted)).perform { coach in
      ImportReport(session: session, run: try coach.adopt(policy, from: file), policy: policy)
    }
    Output.show(report, json: common.json)
  }
}
