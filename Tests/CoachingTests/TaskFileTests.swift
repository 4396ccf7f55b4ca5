import Advisors
import Algorithms
import Foundation
import MuJoCoEnvironments
import RLCore
import SessionStore
import Testing
import Threads

@testable import Coaching

/// A session owns the task that it was made with.
@Suite struct TaskFileTests {
  /// A directory of one test's own.
  private final class Scratch {
    let path = NSTemporaryDirectory() + "sidecoach-task-test-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, _ name: String) throws -> String {
      let place = URL(fileURLWithPath: path + "/" + name)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place)
      return place.path
    }
  }

  private static let plain = "id = \"Mine\"\nsummary = \"x y\"\nmodel = \"hopper\"\n"
  private static let edited = plain + "[reward]\nforward = -50.0\n"

  private func settings(_ path: String) throws -> SessionSettings {
    var settings = try SessionSettings(environment: path, seed: 1)
    settings.training.environments = 4
    settings.training.stepsPerUpdate = 64
    settings.training.minibatches = 2
    settings.training.epochs = 1
    settings.training.hidden = [16]
    settings.training.totalSteps = 512
    return settings
  }

  @Test func anEditedFileAndAMovedSessionChangeNothing() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.plain, "here/cart.toml")
    let first = try Desk(settings(path), in: scratch.path + "/s")
    first.removes = false
    _ = try first.coach.train()
    let expected = try returns(first.store)
    #expect(expected.count == 4 && SessionOpening.notices(of: first.store).isEmpty)
    first.close()

    _ = try scratch.write(Self.edited, "here/cart.toml")
    let again = try Desk(settings(path), in: scratch.path + "/s")
    again.removes = false
    #expect(try returns(again.store) == expected)
    #expect(try again.coach.evaluate(.base, games: 4).returns == expected)
    #expect(SessionOpening.notices(of: again.store).map { $0.contains("cart.toml") } == [true])
    #expect(again.store.info.environment == path, "the id stays as it was given")
    again.close()

    // Elsewhere, where nothing of the file is left.
    try FileManager.default.moveItem(atPath: scratch.path + "/s", toPath: scratch.path + "/moved")
    try FileManager.default.removeItem(atPath: scratch.path + "/here")
    let opened = try SessionOpening.open("one", in: scratch.path + "/moved")
    defer { opened.0.close() }
    #expect(try returns(opened.0) == expected)
    #expect(SessionOpening.notices(of: opened.0).isEmpty, "there is nothing to compare with")
  }

  @Test func templatesThatBecameOthersAreNamed() throws {
    let desk = try Desk()
    #expect(SessionOpening.notices(of: desk.store).isEmpty)
    let folder = desk.store.info.path + "/prompts"
    _ = try PromptFiles.writeBuiltIn(to: folder)
    #expect(SessionOpening.notices(of: desk.store).isEmpty, "the same words")
    let file = URL(fileURLWithPath: folder + "/" + PromptLibrary.file(of: .identify))
    try Data((try PromptLibrary.builtIn(.identify) + "Be brief.\n").utf8).write(to: file)
    let said = SessionOpening.notices(of: desk.store)
    #expect(
      said.count == 1 && said[0].hasPrefix("prompt templates are not those that the session began with: identify;"))
  }

  /// What the base policy of a session gets in four games of the session's environment.
  private func returns(_ store: SessionStore) throws -> [Double] {
    let job = try EvaluateJob(
      name: "evaluate", checkpoint: store.policy(of: .base), entry: Catalogs.standard.environment(of: store), games: 4,
      seed: 1, samples: true, pool: WorkerPool(threads: 1))
    while !job.isFinished { _ = try job.advance() }
    return job.returns
  }

  @Test func aSessionOfAPathAloneTakesTheFileInWhereItIsThere() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.plain, "cart.toml")
    // As earlier versions made it.
    let made = try SessionStore.create(
      path: scratch.path + "/s/one", environment: path, seed: 1, configuration: Coach.json(settings(path)), now: 0)
    #expect(try TaskFile(keptIn: made) == nil)
    made.close()
    let opened = try SessionOpening.open("one", in: scratch.path + "/s")
    #expect(try TaskFile(keptIn: opened.0) == TaskFile(path: path))
    opened.0.close()
    try FileManager.default.removeItem(atPath: path)
    let again = try SessionOpening.open("one", in: scratch.path + "/s")
    defer { again.0.close() }
    #expect(try Catalogs.standard.environment(of: again.0).spec.id == "Mine")
  }

  @Test func theSameFileElsewhereIsTheSameEnvironment() throws {
    let scratch = try Scratch()
    let first = try scratch.write(Self.plain, "a/cart.toml")
    let second = try scratch.write(Self.plain, "b/cart.toml")
    let other = try scratch.write(Self.edited, "c/cart.toml")
    try SessionOpening.openOrCreate("one", in: scratch.path + "/s", settings: settings(first)).0.close()
    try SessionOpening.openOrCreate("one", in: scratch.path + "/s", settings: settings(second)).0.close()
    #expect(throws: CoachError.self) {
      try SessionOpening.openOrCreate("one", in: scratch.path + "/s", settings: settings(other))
    }
  }

  @Test func aModelIsKeptWithWhatItIncludes() throws {
    let scratch = try Scratch()
    let hopper = try MuJoCoCatalog.modelPath("hopper", directory: ".")
    var body = try String(contentsOfFile: hopper, encoding: .utf8)
    let open = try #require(body.range(of: "<actuator>")?.lowerBound)
    let close = try #require(body.range(of: "</actuator>")?.upperBound)
    _ = try scratch.write("<mujoco>\(body[open..<close])</mujoco>", "models/parts/motors.xml")
    body.replaceSubrange(open..<close, with: "<include file=\"parts/motors.xml\"/>")
    let model = try scratch.write(body, "models/body.xml")
    let path = try scratch.write("id = \"Own\"\nmodel = \"models/body.xml\"\n", "own.toml")
    let task = try TaskFile(path: path)
    #expect(task.resources.map(\.kind) == [.task, .model, .model])
    #expect(task.resources.map(\.name) == ["own.toml", "body.xml", "parts/motors.xml"])
    let expected = try Catalogs.standard.environment(path).spec
    try FileManager.default.removeItem(atPath: (model as NSString).deletingLastPathComponent)
    #expect(try task.entry().spec == expected)
  }

  @Test func absolutePathsAndFilesOutsideBecomeRelative() throws {
    let scratch = try Scratch()
    let shared = try scratch.write("<mujoco><option timestep=\"0.01\"/></mujoco>", "shared/options.xml")
    let mesh = try scratch.write("solid", "shared/foot.stl")
    let model = try scratch.write(
      "<mujoco><include file=\"\(shared)\"/><compiler meshdir='../shared'/><asset><mesh file=\"foot.stl\"/></asset>"
        + "<!-- file=\"nowhere.stl\" --></mujoco>", "robot/main.xml")
    let files = try ModelFiles(path: model).files
    #expect(files.map(\.name) == ["robot/main.xml", "shared/options.xml", "shared/foot.stl"])
    let text = String(decoding: try #require(files.first).content, as: UTF8.self)
    #expect(text.contains("<include file=\"../shared/options.xml\"/>") && text.contains("meshdir='../shared'"))
    #expect(files.last?.content == Array("solid".utf8) && mesh.hasSuffix("foot.stl"))
  }

  @Test func whatIsMissingIsNamed() throws {
    let scratch = try Scratch()
    let path = try scratch.write("id = \"Own\"\nmodel = \"gone.xml\"\n", "own.toml")
    let error = try #require(throws: TaskFileError.self) { try TaskFile(path: path) }
    #expect("\(error)".contains("gone.xml") && "\(error)".contains("own.toml"))
    #expect(throws: TaskFileError.self) { try TaskFile(path: scratch.path + "/none.toml") }
  }

  @Test func newSessionsKnowTheirPrompts() throws {
    let desk = try Desk()
    let prompts = try desk.store.resources(.prompt)
    #expect(prompts.map(\.name) == ["identify", "action", "case", "reward"])
    #expect(prompts.allSatisfy { $0.digest.count == 64 && $0.content == nil })
    #expect(try desk.store.resources(.task).isEmpty)
  }
}
