import Canvas
import Coaching
import Foundation
import LanguageModels
import MuJoCoEnvironments
import RLCore

// What people write into files.
extension FuzzTarget {
  /// A configuration file, whose values are read as endpoints and as a theme's.
  static let toml = FuzzTarget("toml") { bytes in
    do {
      let file = try AdvisorFile(bytes, path: "fuzz")
      for (name, values) in file.endpoints {
        _ = try? EndpointConfiguration(name, values, environment: [:])
        for value in values.values { if let text = value.text { _ = try? Appearance(themeValue: text) } }
      }
    } catch let error as TOMLFileError {
      try promise(error.line.map { $0 >= 1 } ?? true, "an error in line \(error.line ?? 0)")
    } catch {
      // Refused.
    }
  }

  /// A task file, on a model that comes with the program.
  static let task = FuzzTarget("task") { bytes in
    guard var task = try? TOMLFile.decode(LocomotionTask.self, from: bytes, name: "fuzz") else { return }
    task.model = "hopper"
    guard let setup = try? MuJoCoCatalog.setup(task) else { return }
    try FuzzTarget.play(setup)
  }

  /// An MJCF file.
  static let model = FuzzTarget("model") { bytes in
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sidecoach-fuzz-\(getpid()).xml").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    var task = LocomotionTask()
    (task.id, task.model) = ("Fuzz-v0", path)
    task.observation.hiddenPositions = 0
    guard let setup = try? MuJoCoCatalog.setup(task) else { return }
    try FuzzTarget.play(setup)
  }

  /// Two steps, in words and as a picture.
  private static func play(_ setup: LocomotionSetup) throws {
    let environment = Locomotion(setup: setup)
    var row = [UInt8](repeating: 0, count: setup.spec.observation.rowBytes)
    var rows: [[UInt8]] = []
    let width = setup.spec.action.width
    try? environment.reset(seed: 1)
    for step in 0...2 {
      row.withUnsafeMutableBytes { bytes in if let base = bytes.baseAddress { environment.observe(into: base) } }
      rows.append(row)
      _ = environment.frame()
      if step < 2 { _ = try? environment.step([Float](repeating: 0.5, count: width)) }
    }
    let action = Action.continuous([Float](repeating: 0.5, count: width))
    let steps = (0..<2).map { _ in EpisodeStep(action: action, reward: 0, value: 0, probabilities: []) }
    let lines = environment.interpreter.narrate(rows: rows, steps: steps, first: 0)
    try promise(lines.count == 2, "\(lines.count) lines for two steps")
    _ = environment.interpreter.key(row: row)
    let other = Locomotion(setup: setup)
    try? other.restore(environment.capture())
  }
}
