import Foundation
import Glibc
import Testing

extension EndToEnd {
  /// Figures that are printed and not judged: the machine is shared, and a limit would fail by its neighbours.
  @Suite struct Measurements {
    /// A demo with the settings that people have, which trains for longer than any test.
    private static let training = ["demo", "--session", "one", "--set", "steps=1000000000"]

    @Test func fromKeyToFrameWhileTraining() throws {
      let scratch = try Scratch()
      let terminal = try RawTerminal(Self.training, in: scratch)
      defer { terminal.end(by: SIGKILL) }
      #expect(terminal.time(until: "SPS") != nil)
      terminal.idle(for: .seconds(1))
      var times: [Double] = []
      for press in 0..<30 {
        terminal.type("?")
        let time = try #require(terminal.time(until: "Help"), "no help after key \(press)")
        times.append(time / .milliseconds(1))
        terminal.type("?")
        // Keys come at no particular time of a frame or of an update.
        terminal.idle(for: .milliseconds(40 + press * 37 % 61))
      }
      times.sort()
      print(
        "key to frame while training: median \(Self.text(times[15])) ms, p95 \(Self.text(times[28])) ms, "
          + "worst \(Self.text(times[29])) ms")
    }

    @Test func whatDrawingCostsTraining() throws {
      let drawn = try Scratch()
      let terminal = try RawTerminal(Self.training, in: drawn)
      terminal.idle(for: .seconds(2))
      terminal.end()
      let plain = try Scratch()
      let program = try plain.start(Self.training + ["--headless"])
      #expect(throws: Program.Failure.self) { _ = try program.end(timeout: .seconds(2)) }
      program.send(SIGTERM)
      #expect(try program.end().status == 130)
      let (screen, headless) = (try rate(drawn), try rate(plain))
      print(
        "training: \(Int(screen)) steps/s in the workbench, \(Int(headless)) headless, "
          + "loss \(Self.text(100 * (1 - screen / headless))) %")
    }

    /// The median rate of the updates of a session's base training.
    private func rate(_ scratch: Scratch) throws -> Double {
      let rows = try scratch.run("export", "one").output.split(separator: "\n").filter { $0.contains("charts/SPS") }
      let rates = rows.compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }.sorted()
      return try #require(rates.isEmpty ? nil : rates[rates.count / 2])
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
  }
}
