public import LanguageModels
public import RLCore

/// A short stretch of a made-up game, to find out whether a model can advise in the words of the prompt templates at all.
///
/// Small models follow neither the form nor the thought: they answer with the example or with prose. Such a model is
/// better asked by choice (`ChoiceAdvisor`).
public enum AdviceProbe {
  /// Asks `model` about the stretch and says whether anything in the answer, or in its one repair, counts as advice.
  ///
  /// - Throws: `CancellationError`, and errors that pause advising, such as a key that is refused.
  public static func result(of model: any LanguageModel, library: PromptLibrary) async throws -> ProbeResult {
    do {
      let answer = try await LanguageModelAdvisor(model, library: library).criticalStates(in: context)
      guard answer.value.isEmpty else { return .honoured }
      return .ignored(answer.trouble ?? answer.issues.first?.reason ?? "named no state")
    } catch let error as ProviderError where !error.pausesAdvising {
      return .failed("\(error)")
    }
  }

  /// The ball passes a paddle that waited too long; step 143, which the templates' example has, is not shown.
  private static let context = AdviceContext(
    environment: "Catch",
    background: "A ball flies towards a paddle that moves up or down by 4 a step. A ball that passes it is lost.",
    rules: "Each lost ball costs 1.",
    criteria: "For instance the last steps at which the paddle could still have reached the ball.",
    actionSpace: .discrete(names: ["stay", "up", "down"]), episode: 1, firstStep: 20, lastStep: 26,
    narration: [
      "t=20 ball (60,30) moving right-down (5,2)/step, paddle x=90 y=20, did stay",
      "t=21 ball (65,32) moving right-down (5,2)/step, paddle x=90 y=20, did stay",
      "t=22 ball (70,34) moving right-down (5,2)/step, paddle x=90 y=20, did up",
      "t=23 ball (75,36) moving right-down (5,2)/step, paddle x=90 y=16, did stay",
      "t=24 ball (80,38) moving right-down (5,2)/step, paddle x=90 y=16, did down",
      "t=25 ball (85,40) moving right-down (5,2)/step, paddle x=90 y=20, did down",
      "t=26 ball (90,42) passed the paddle at y=24 -> lost, reward -1",
    ], outcome: -1, maximumStates: 3)
}
