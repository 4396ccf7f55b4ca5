import Environments
import RLCore
import Testing

@testable import Advisors

/// How episodes are told, and the control that tells nothing true.
@Suite struct NarrationFormTests {
  private let lines = (0..<50).map { "t=\($0) height \($0 * 7 % 50)" }

  @Test func shuffledLinesKeepTheirTimeAndLoseTheirPlace() {
    let shuffled = NarrationForm.shuffled.lines(lines, seed: 1, episode: 2)
    #expect(shuffled.enumerated().allSatisfy { $1.hasPrefix("t=\($0) height ") })
    #expect(Set(shuffled.map { $0.split(separator: " ").last }).count == 50, "no line is told twice")
    #expect(zip(lines, shuffled).count { $0 == $1 } < 10)
    #expect(shuffled == NarrationForm.shuffled.lines(lines, seed: 1, episode: 2))
    #expect(shuffled != NarrationForm.shuffled.lines(lines, seed: 1, episode: 3))
    #expect(shuffled != NarrationForm.shuffled.lines(lines, seed: 2, episode: 2))
  }

  @Test func theOtherFormsTellLinesAsTheyAre() {
    for form in [NarrationForm.told, .lossless] { #expect(form.lines(lines, seed: 1, episode: 2) == lines) }
    #expect(NarrationForm.shuffled.lines([], seed: 1, episode: 2) == [])
  }

  @Test func whoHasNothingMoreToTellSaysSo() throws {
    let error = try #require(throws: InvalidSettingError.self) {
      try NarrationForm.lossless.interpreter(of: PongInterpreter(), environment: "Pong")
    }
    #expect("\(error)".contains("Pong has no other words"))
    #expect(try NarrationForm.shuffled.interpreter(of: PongInterpreter(), environment: "Pong") is PongInterpreter)
    #expect(throws: UnknownNameError.self) { try NarrationForm(named: "loss") }
    #expect(try NarrationForm(named: "lossless") == .lossless)
  }
}
