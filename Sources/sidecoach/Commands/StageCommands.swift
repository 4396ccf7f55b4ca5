import Advisors
import Algorithms
import ArgumentParser
import Coaching
import RLCore
import SessionStore

/// Recording episodes.
struct CollectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Record episodes with the exact state before every step.",
    discussion: "JSON keys: session, episodes (list of id, length, environmentReturn, terminated), environmentSteps.")

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Episodes that the session should hold in all.") var episodes = 8
  @Option(help: "Run whose latest checkpoint plays.") var checkpoint = "base"
  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      guard (1...10_000).contains(episodes) else {
        throw InvalidSettingError(key: "episodes", value: "\(episodes)", valid: "1 to 10000")
      }
      let run = try HeadlessRun(session, common)
      let summaries = try run.perform { coach in
        try coach.collect(episodes, run: checkpoint)
        return try coach.store.episodeSummaries()
      }
      let steps = summaries.reduce(0) { $0 + $1.length }
      guard common.json else {
        for summary in summaries {
          print("episode \(summary.id): return \(summary.environmentReturn), \(summary.length) steps")
        }
        return
      }
      Output.json([
        "session": session, "environmentSteps": steps,
        "episodes": summaries.map {
          [
            "id": $0.id, "length": $0.length, "environmentReturn": $0.environmentReturn, "terminated": $0.terminated,
          ] as [String: Any]
        },
      ])
    } catch { throw Failure.exit(error) }
  }
}

/// Asking the advisor.
struct IdentifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "identify", abstract: "Ask an advisor for critical states and suggestions.",
    discussion: """
      A language model is named openai:MODEL, with its key in OPENAI_API_KEY and its address in OPENAI_BASE_URL where \
      that is not OpenAI's, or by a table [advisors.NAME] of config.toml in the configuration directory. Every request \
      is kept in the session; a second call goes on where the first was cut off and asks nothing twice. It may run \
      while a workbench has the session open: suggestions appear in its review queue as they come.

      Prompts are made from templates: those in the session's directory prompts count first, then those in prompts in \
      the configuration directory, then the built-in ones, which --write-prompts DIR writes out to be edited; 'sidecoach \
      doctor' says where each comes from.

      JSON keys: session, advisor, isStandIn, suggestions, droppedOrChanged, byAction, spent (calls, tokens, money), \
      quality (list of advisor, promptVersion, calls, valid, rejectedItems, accepted, positive, measured, \
      meanEvidence, commonestActionShare, tokens, cost, costPerAccepted). With --write-prompts: prompts (list of paths).
      """)

  @Argument(help: "Session name or path; none is needed with --write-prompts.") var session: String?
  @Option(help: "Advisor; 'offline' and 'planner' are labelled stand-ins. Default: the environment's preset.")
  var advisor: String?
  @Option(help: "Ask a model so many times about each stretch and keep the states that recur.") var samples = 1
  @Option(help: "File that requests to a model are recorded in; with --replay, answered from, without a network.")
  var cassette: String?
  @Flag(help: "Answer from the cassette alone.") var replay = false
  @Flag(help: "Ask about every episode, also where this advisor has answered already.") var again = false
  @Option(help: "Write the built-in prompt templates into this directory, to be edited there, and ask nothing.")
  var writePrompts: String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard session != nil || writePrompts != nil else { throw ValidationError("Missing expected argument '<session>'") }
  }

  func run() throws {
    do {
      if let writePrompts {
        let paths = try PromptFiles.writeBuiltIn(to: writePrompts)
        if common.json { Output.json(["prompts": paths]) } else { for path in paths { print(path) } }
        return
      }
      guard let session else { return }
      guard (1...64).contains(samples) else {
        throw InvalidSettingError(key: "samples", value: "\(samples)", valid: "1 to 64")
      }
      guard !replay || cassette != nil else {
        throw InvalidSettingError(key: "replay", value: "true", valid: "--replay together with --cassette FILE")
      }
      let run = try HeadlessRun(session, common, contributes: true)
      let (advisor, result, all, spent, quality) = try run.perform { coach in
        let line = run.progress
        var options = ModelOptions(samples: samples, cassette: cassette, isReplay: replay, reusesReplies: !again)
        let said = WaitAnnouncer()
        options.onProgress = { progress in
          if let words = said.news(in: progress) { Output.note(words + "\n") }
        }
        let name = self.advisor ?? coach.settings.advisor
        let advisor = try AdvisorChoice.advisor(name, for: coach.advice, pool: coach.pool, options: options)
        let result = try coach.identify(
          advisor: advisor, again: again,
          onCall: { made, planned in line.show("identify  call \(made) of \(planned)", isLast: made == planned) })
        return (
          advisor, result, try coach.store.suggestions().map { $0.action.name(in: coach.entry.spec.action) },
          try coach.store.callSpending(), try SessionReader(store: coach.store, entry: coach.entry).adviceQuality()
        )
      }
      let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
      guard common.json else {
        print("\(advisor.name): \(result.suggestions) suggestions, \(result.issues) reply items dropped or changed")
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) { print("  \(name): \(count)") }
        return
      }
      Output.json([
        "session": session, "advisor": advisor.name, "isStandIn": advisor.isStandIn,
        "suggestions": result.suggestions, "droppedOrChanged": result.issues, "byAction": counts,
        "spent": ["calls": spent.calls, "tokens": spent.tokens, "money": Output.number(spent.cost)] as [String: Any],
        "quality": quality.map(\.object),
      ])
    } catch { throw Failure.exit(error) }
  }
}

/// Measuring evidence.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Measure the evidence of each suggestion in the simulator.",
    discussion: "JSON keys: session, measured, positive, meanDifference, environmentSteps.")

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "Paired rollouts per suggestion.") var rollouts: Int?
  @Option(help: "Steps of each rollout, at most.") var horizon: Int?
  @Option(help: "Steps for which the action under test is held.") var hold: Int?
  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      let run = try HeadlessRun(session, common, contributes: true)
      let evidence = try run.perform { coach in
        var configuration = coach.settings.evidence
        for (key, value) in [("rollouts", rollouts), ("horizon", horizon), ("hold", hold)] {
          if let value { try EvidenceConfiguration.fields.apply(key, "\(value)", to: &configuration) }
        }
        guard !(try coach.store.suggestions().isEmpty) else { throw CoachError.noSuggestions }
        try coach.verify(configuration)
        return try coach.store.evidence()
      }
      let positive = evidence.values.filter(\.isPositive).count
      let mean = evidence.values.reduce(0) { $0 + $1.difference } / Double(max(1, evidence.count))
      guard common.json else {
        print(
          "\(evidence.count) measured, \(positive) verified (interval above 0), mean difference "
            + Numerals.fixed(mean, 3))
        return
      }
      Output.json([
        "session": session, "measured": evidence.count, "positive": positive, "meanDifference": Output.number(mean),
        "environmentSteps": evidence.values.reduce(0) { $0 + $1.environmentSteps },
      ])
    } catch { throw Failure.exit(error) }
  }
}

/// Deciding.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Open the review queue, or decide by a stated policy.",
    discussion: "JSON keys with --accept: session, policy, accepted, rejected.")

  @Argument(help: "Session name or path.") var session: String
  @Option(help: "all, verified, or confidence=X: decides every pending suggestion.") var accept: String?
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func run() throws {
    do {
      guard let accept else {
        try Workbench(common: common, terminal: terminal, session: session, opensReview: true).run()
        return
      }
      let policy = try AcceptancePolicy(accept)
      let run = try HeadlessRun(session, common)
      let counts = try run.perform { try $0.accept(by: policy) }
      guard common.json else {
        print("\(counts.accepted) accepted, \(counts.rejected) rejected by '\(policy.name)'")
        return
      }
      Output.json([
        "session": session, "policy": policy.name, "accepted": counts.accepted, "rejected": counts.rejected,
      ])
    } catch { throw Failure.exit(error) }
  }
}
