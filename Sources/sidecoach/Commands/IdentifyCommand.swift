import Advisors
import ArgumentParser
import Coaching
import RLCore

/// Asking the advisor.
struct IdentifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify", abstract: "Ask an advisor for critical states and suggestions.",
    discussion: """
      A language model is named openai:MODEL, with its key in OPENAI_API_KEY and its address in OPENAI_BASE_URL where \
      that is not OpenAI's, or by a table [advisors.NAME] of config.toml in the configuration directory. Every request \
      is kept in the session; a second call goes on where the first was cut off and asks nothing twice, unless an \
      answer could not be read or the prompts are others. Where nothing at all could be used the command exits 1 and \
      says why. It may run while a workbench has the session open: \
      suggestions appear in its review queue as they come.

      Prompts are made from templates: those in the session's directory prompts count first, then those in prompts in \
      the configuration directory, then the built-in ones, which --write-prompts DIR writes out to be edited; 'sidecoach \
      doctor' says where each comes from.

      Where nothing that came could be used the exit status is 1, and reason says why. JSON keys: \(IdentifyReport.keys). \
      With --write-prompts: \(PromptsReport.keys).
      """)

  @Argument(help: "Session name or path; none is needed with --write-prompts.") var session: String?
  @Option(help: "Advisor; 'offline' and 'planner' are labelled stand-ins. Default: the environment's preset.")
  var advisor: String?
  @Option(
    help: "Who names the critical states: 'planner', 'random', 'rice-mask', … or a model. Default: the advisor itself.")
  var identifier: String?
  @Option(
    help: "Ask a model so many times about each stretch and keep the states that recur. Default: 1.",
    transform: wholeNumber)
  var samples = 1
  @Option(
    name: .customLong("set"),
    help:
      "How mask networks are trained, as mask.steps=100000, and what the planner searches for, as search.form=segments; the session keeps it."
  )
  var settings: [String] = []
  @Option(help: "File that requests to a model are recorded in; with --replay, answered from, without a network.")
  var cassette: String?
  @Option(
    help:
      "How episodes are told: 'told', 'lossless' (with every number observed), or, as a control, 'shuffled' (each step in the words of another)."
  )
  var narration = "told"
  @Flag(help: "Answer from the cassette alone.") var replay = false
  @Flag(help: "Ask about every episode, also where these two have answered already.") var again = false
  @Option(help: "Write the built-in prompt templates into this directory, to be edited there, and ask nothing.")
  var writePrompts: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard session != nil || writePrompts != nil else { throw ValidationError("Missing expected argument '<session>'") }
  }

  func run() throws {
    if let writePrompts {
      return try Output.result(json: common.json) {
        PromptsReport(prompts: try PromptFiles.writeBuiltIn(to: writePrompts))
      }
    }
    guard let session else { return }
    var reason: String?
    try Output.result(json: common.json) {
      let report = try identify(session)
      reason = report.reason
      return report
    }
    guard let reason else { return }
    Output.note("sidecoach: nothing could be used: \(reason); the same command asks again\n")
    throw ExitCode(1)
  }

  private func identify(_ session: String) throws -> IdentifyReport {
    guard (1...64).contains(samples) else {
      throw InvalidSettingError(key: "samples", value: "\(samples)", valid: "1 to 64")
    }
    guard !replay || cassette != nil else {
      throw InvalidSettingError(key: "replay", value: "true", valid: "--replay together with --cassette FILE")
    }
    let form = try NarrationForm(named: narration)
    let run = try HeadlessRun(session, common.opening(contributes: true))
    return try run.perform { coach in
      coach.narration = form
      try coach.setIdentifying(settings)
      var options = ModelOptions(samples: samples, cassette: cassette, isReplay: replay, reusesReplies: !again)
      let said = WaitAnnouncer()
      options.onProgress = { progress in
        if let words = said.news(in: progress) { Output.note(words + "\n") }
      }
      let asked = try coach.advice.consultation(
        advisor: advisor, identifier: identifier, pool: coach.pool, options: options)
      let found = try coach.identify(
        asked, again: again,
        onCall: { made, planned in
          run.progress.show("identify  call \(made) of \(planned)", isLast: made == planned)
        })
      return try IdentifyReport(session: session, asked: asked, found: found, coach: coach)
    }
  }
}
