import Algorithms
import Coaching
import Foundation
import Networks
import RLCore
import SessionStore
import Testing

/// A session's policy out of the program and in again.
@Suite struct PolicyFormatTests {
  /// A session of Pendulum with a trained base, in small.
  private func desk() throws -> Desk {
    var settings = try SessionSettings(environment: "Pendulum-v1", seed: 1)
    try settings.apply([
      "environments=4", "stepsPerUpdate=32", "minibatches=2", "epochs=1", "hidden=8,8", "steps=256", "shareTrunk=false",
      "activation=tanh", "normaliseObservations=true",
    ])
    let desk = try Desk(settings)
    _ = try desk.coach.train()
    return desk
  }

  @Test(arguments: PolicyFormats.all.names)
  func everyFormatKeepsTheLaws(_ name: String) throws {
    let format = try PolicyFormats.all.entry(name)
    #expect(format.summary.contains(" ") && !format.summary.hasSuffix("."))
    #expect(Exported.help.contains("\(name): \(format.summary)") && Exported.formats.contains(name))
    let desk = try desk()
    let base = try desk.store.policy(of: .base).policy
    let path = desk.directory + "/out/policy.\(name)"
    try FileManager.default.createDirectory(atPath: desk.directory + "/out", withIntermediateDirectories: true)
    let exported = try Exported("one", in: desk.directory, as: name, to: path) { Issue.record("\($0)") }
    #expect(!exported.isText && exported.remark == nil && (exported.beside == nil) == (exported.advice == nil))
    try exported.write(to: path)
    #expect(try [UInt8](Data(contentsOf: URL(fileURLWithPath: path))) == exported.bytes)
    let again = try Exported("one", in: desk.directory, as: name, to: path) { Issue.record("\($0)") }
    #expect(
      again.bytes == exported.bytes && again.beside?.bytes == exported.beside?.bytes, "equal records, equal bytes")
    // What goes out under a name comes in under it.
    let order = ImportOrder(
      format: try #require(ImportOrder.Format(rawValue: name)), path: path, normalizer: exported.beside?.path,
      environment: "Pendulum-v1")
    let (policy, settings) = try order.prepared()
    #expect(policy.origin.steps == 256 && policy.shape.hidden == [8, 8] && settings.training.activation == .tanh)
    #expect((policy.normaliser == nil) == (base.normaliser == nil))
    let weights = policy.tensors.filter { !$0.name.hasPrefix("observation.") }
    for tensor in weights { #expect(base.tensors[tensor.name] == tensor, "\(tensor.name)") }
    #expect(
      weights.count == base.tensors.keys.filter { !$0.hasPrefix("observation.") && !$0.hasPrefix("training.") }.count)
  }

  @Test func theFileBesideIsNamedAfterTheMainOne() throws {
    let format = try PolicyFormats.all.entry("sb3")
    for (path, beside) in [
      ("model.zip", "model.vecnormalize.pkl"), ("a.b/model", "a.b/model.vecnormalize.pkl"),
      ("a/.zip", "a/.zip.vecnormalize.pkl"), ("x.y.zip", "x.y.vecnormalize.pkl"),
    ] {
      #expect(format.besides(path) == beside)
    }
    #expect(try PolicyFormats.all.entry("onnx").besides("model.onnx") == nil)
  }

  @Test func whatCannotGoOutSaysWhy() throws {
    let desk = try desk()
    // Two files have no place on standard output.
    let needed = try #require(throws: ExportError.self) { try Exported("one", in: desk.directory, as: "sb3") { _ in } }
    #expect("\(needed)".contains("--out FILE"))
    #expect(throws: CoachError.self) {
      try Exported("one", in: desk.directory, as: "onnx", checkpoint: RunPoint(run: "ppo")) { _ in }
    }
    #expect(throws: CoachError.self) {
      try Exported("one", in: desk.directory, as: "onnx", checkpoint: RunPoint(run: .base, step: 7)) { _ in }
    }
    let pong = try Desk()
    _ = try pong.coach.train()
    let error = try #require(throws: PolicyExportError.self) {
      try Exported("one", in: pong.directory, as: "onnx") { _ in }
    }
    #expect("\(error)".contains("the policy of Pong sees sparse frames"), "\(error)")
  }

  @Test func aPolicyAnswersToObservationsInAFile() throws {
    let desk = try desk()
    let path = desk.directory + "/observations.jsonl"
    try Data("[1, 0, 0.5]\n[-1, 0.0, -8]\n".utf8).write(to: URL(fileURLWithPath: path))
    let report = try AnswersReport(session: "one", in: desk.directory, run: .base, observations: path)
    #expect(report.actions.count == 2 && report.outputs.count == 2 && report.values.count == 2)
    for (action, output) in zip(report.actions, report.outputs) {
      #expect(action == output.map { min(max($0, -2), 2) })
    }
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any] ?? [:]
    #expect(Set(object.keys) == Set(AnswersReport.keys.split { !$0.isLetter }.map(String.init)))
    #expect(report.lines.count == 2)
    try Data("[1, 0, 0.5]\n[1, 2]\n".utf8).write(to: URL(fileURLWithPath: path))
    let error = try #require(throws: InvalidSettingError.self) {
      try AnswersReport(session: "one", in: desk.directory, run: .base, observations: path)
    }
    #expect("\(error)".contains("line 2") && "\(error)".contains("3 numbers that Pendulum-v1 shows"), "\(error)")
  }
}
