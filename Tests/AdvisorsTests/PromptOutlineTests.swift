import Advisors
import Environments
import RLCore
import Testing

@Suite struct PromptOutlineTests {
  private func context() throws -> PromptContext {
    let entry = try EnvironmentCatalog.entry("Pendulum-v1")
    return PromptContext(
      environment: "Pendulum-v1", interpreter: try #require(entry.interpreter), actionSpace: entry.spec.action,
      episode: 7,
      firstStep: 12, lastStep: 40, narration: ["t=12 leaning left", "t=13 falling"], outcome: -900, maximumStates: 5,
      critical: [
        Suggestion(
          id: 1, episode: 7, step: 13, action: .continuous([1.5]), reward: 0.5, rationale: "why", confidence: 0.5,
          advisor: "test")
      ])
  }

  @Test func readsWhatTheTemplatesSay() throws {
    let prompt = try PromptLibrary().render(.identify, context())
    let outline = PromptOutline(prompt.text)
    #expect(outline.kind == .identify)
    #expect(outline.episode == 7)
    #expect(outline.steps == 12...40)
    #expect(outline.maximumStates == 5)
    #expect(outline.lines == [12: "t=12 leaning left", 13: "t=13 falling"])
  }

  @Test func readsListedStates() throws {
    let outline = PromptOutline(try PromptLibrary().render(.reward, context()).text)
    #expect(outline.kind == .reward)
    #expect(outline.listed == [.init(episode: 7, step: 13)])
  }

  @Test func nonsenseIsEmpty() {
    let outline = PromptOutline("Steps: 9 to 3\nEpisode: x\nstate: episode=1\nt=?")
    #expect(outline.kind == nil && outline.listed.isEmpty && outline.lines.isEmpty && outline.steps == 0...0)
  }
}
