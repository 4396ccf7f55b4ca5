import RLCore

@testable import WorkbenchUI

extension Fixtures {
  static func run(
    _ name: String, _ state: RunItem.State = .finished, step: Int, mean: Double?, note: String = "", seed: String = "1"
  ) -> RunItem {
    var run = RunItem(
      name: name, method: name == "long-run" ? "ultra-ra" : name, seed: seed, state: state, step: step,
      totalSteps: state == .finished ? step : step * 2, changedAt: Double(step), changed: "11-26 14:03")
    run.evaluation = mean.map { MeasuredReturn(mean: $0, low: $0 - 1.9, high: $0 + 1.9, games: 100) }
    run.trainingReturn = (mean ?? -9) + 0.7
    run.curve = curve(0..<60, from: -20, to: mean ?? -9)
    run.configuration = [
      "steps": "\(step)", "learningRate": name == "ppo" ? "0.00025" : "0.0003", "epochs": "4", "alpha": "0.5",
      "guidance.credit": name.hasPrefix("ultra") ? "additive" : "method",
    ]
    run.note = note
    return run
  }

  static func sessionItem(_ name: String, _ environment: String = "Pong", changedAt: Double, runs: [RunItem])
    -> SessionItem
  {
    var item = SessionItem(
      path: "sessions/\(name)", name: name, environment: environment, seed: "1", bytes: 12_300_000,
      changedAt: changedAt,
      changed: "11-26 14:03")
    item.runs = runs
    item.episodes = 8
    item.suggestions = 256
    item.decisions = 156
    item.configuration = ["seed": "1", "advisor": "offline", "training.learningRate": "0.00025"]
    return item
  }

  /// One that is open, one that another process has, one that is damaged.
  static let sessionList: SessionList = {
    var open = sessionItem(
      "demo-Pong-1", changedAt: 900,
      runs: [
        run("base", step: 524_288, mean: -12.4), run("ppo", step: 400_000, mean: -6.1),
        run("ultra-ra", .running, step: 612_000, mean: nil, note: "alpha turned down by hand at 500K"),
      ])
    open.use = .here
    open.note = "the one for the talk"
    var hopper = sessionItem(
      "hopper-7", "Hopper-v5", changedAt: 800,
      runs: [
        run("base", step: 100_352, mean: 212.5, seed: "7"),
        run("long-run", .failed, step: 51_200, mean: nil, seed: "7"),
      ])
    hopper.seed = "7"
    hopper.use = .elsewhere("process 4711")
    hopper.configuration["advisor"] = "planner"
    hopper.configuration["mask.steps"] = "100000"
    var damaged = sessionItem("old", changedAt: 10, runs: [])
    damaged.problem = "sessions/old/session.sqlite: its description is missing; 'sidecoach doctor old' repairs it"
    damaged.bytes = 900
    let free = sessionItem(
      "first-try", "Pendulum-v1", changedAt: 700, runs: [run("base", .interrupted, step: 70_656, mean: nil)])
    return SessionList(directory: "sessions", sessions: [damaged, hopper, open, free])
  }()

  /// More than fit on any screen.
  static let manySessions = SessionList(
    directory: "sessions",
    sessions: (1...60).map { number in
      var item = sessionItem(
        "study-\(number)-with-a-name-that-is-longer-than-its-column", changedAt: Double(number),
        runs: [run("base", step: 100_000 * number, mean: Double(number) / 3), run("ultra-ra", step: 50_000, mean: nil)])
      item.note = "\(number) 東京で訓練した, notes in wide letters that go on and on"
      return item
    })
}
