import Algorithms
@testable import Coaching
import RLCore
import SessionStore
import Testing

/// The α that a refinement gets where nobody gives a number.
@Suite struct AlphaChoiceTests {
  private func alpha(_ change: (inout GuidanceConfiguration) -> Void) async throws -> Double {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    _ = try desk.coach.accept(by: .all)
    desk.coach.settings.refinement.totalSteps = try desk.store.guidanceSteps() + 1_024
    change(&desk.coach.settings.refinement.guidance)
    let run = try desk.coach.refine(try #require(MethodCatalog.methods["ultra-ra"]))
    return try #require(try desk.store.metrics(run: run.name, name: .alpha).first).value
  }

  @Test func itIsByDensityAndNeverMoreThanThePapers() async throws {
    let dense = try await alpha { AlphaSetting.density.apply(to: &$0) }
    #expect(dense > 0)
    for paper in [dense / 2, dense * 2] {
      let chosen = try await alpha { ($0.alpha, $0.alphaChoice) = (paper, .bounded) }
      #expect(abs(chosen - min(dense, paper)) < 1e-12 * dense, "\(chosen) of \(dense) and \(paper)")
      let named = try await alpha {
        $0.alpha = paper
        AlphaSetting.paper.apply(to: &$0)
      }
      #expect(named == paper)
    }
  }

  @Test func thatIsWhatPresetsHave() throws {
    for name in ["Pong", "Hopper-v5"] {
      let settings = try SessionSettings(environment: name, seed: 1)
      #expect(settings.refinement.guidance.alphaChoice == .bounded)
    }
  }

  @Test func namesAreReadAndWritten() throws {
    for text in ["0.5", "paper", "density"] { #expect("\(try AlphaSetting(text))" == text) }
    let error = #expect(throws: InvalidSettingError.self) { try AlphaSetting("dense") }
    #expect(error?.valid == "a number from 0 to 1000, paper or density")
  }
}
