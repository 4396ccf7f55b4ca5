public import RLCore

/// An episode in words, as the identification reads it.
public struct NarratedEpisode: Sendable, Equatable {
  /// The episode's number.
  public var id: Int
  /// The step of the first line.
  public var firstStep: Int
  /// One line a step.
  public var narration: [String]
  /// The episode's return.
  public var outcome: Double

  /// Makes a narrated episode.
  public init(id: Int, firstStep: Int = 0, narration: [String], outcome: Double) {
    self.id = id
    self.firstStep = firstStep
    self.narration = narration
    self.outcome = outcome
  }
}

/// One call to an advisor, for the record.
public struct AdviceCall: Sendable, Equatable {
  /// What was asked for.
  public var kind: AdviceKind
  /// The episode, or 0 for all.
  public var episode: Int
  /// The call's number within this identification, from 1.
  public var index: Int
  /// Calls that the identification expects to make.
  public var planned: Int
  /// What was sent.
  public var prompt: Prompt
  /// What came back, or nil when the call failed.
  public var reply: AdvisorReply?
  /// Why the call failed, in words.
  public var failure: String?
  /// The suggestions that hold.
  public var suggestions: [Suggestion]
  /// The case analysis, when that was asked for.
  public var caseAnalysis: String?
  /// What was dropped or changed on the way in.
  public var issues: [ReplyIssue]
}

/// How an identification goes about it.
public struct IdentificationOptions: Sendable, Equatable {
  /// Windows into which an episode is divided at most; each is one `identify` call.
  public var windowsPerEpisode = 6
  /// Critical states asked for in a window.
  public var statesPerWindow = 8
  /// Characters of a prompt at most.
  public var maximumPromptCharacters = 24_000
  /// Ask again for the action at each critical state, in a prompt of its own.
  public var asksActions = false
  /// Write a case analysis and score every suggestion again in its light, as ULTRA-R does.
  public var asksRewards = true
  /// Calls at most; when more windows are planned, they are thinned out evenly over the episodes.
  public var maximumCalls = 240
  /// Failed calls in a row after which the identification gives up.
  public var maximumFailures = 3
  /// Calls under way at the same time. Neither the suggestions nor the order of the records depend on it.
  public var parallelCalls = 1

  /// The defaults.
  public init() {}
}

/// What an identification found.
public struct IdentificationResult: Sendable, Equatable {
  /// The suggestions, in order of episode and step.
  public var suggestions: [Suggestion] = []
  /// The case analysis, where one was asked for and given.
  public var caseAnalysis: String?
  /// Calls made.
  public var calls = 0
  /// Windows left out to keep to `maximumCalls`.
  public var skippedWindows = 0

  /// Nothing found yet.
  public init() {}
}

/// ULTRA's first stage and the advisor's half of its second: critical states with actions for each window of every
/// episode, a case analysis over all of them, and rewards in its light.
///
/// Each kind of question is asked for all windows before the next kind begins, several at a time where the options say
/// so. A prompt that the advisor refuses as too long is sent once more in a shorter form; both calls are recorded.
///
/// The reward call changes a suggestion's reward and nothing else; a state that it does not mention keeps its first one.
public struct Identification: Sendable {
  /// The environment's id.
  public let environment: String
  /// The environment's words.
  public let interpreter: any Interpreter
  /// What the policy may do.
  public let actionSpace: ActionSpace
  /// The prompt templates.
  public let library: PromptLibrary
  /// How to go about it.
  public let options: IdentificationOptions

  /// Prepares an identification.
  public init(
    environment: String, interpreter: any Interpreter, actionSpace: ActionSpace, library: PromptLibrary,
    options: IdentificationOptions = IdentificationOptions()
  ) {
    self.environment = environment
    self.interpreter = interpreter
    self.actionSpace = actionSpace
    self.library = library
    self.options = options
  }

  /// Asks `advisor` about `episodes`.
  ///
  /// - Parameters:
  ///   - record: called for every call, failed ones too, in the order of their index, as soon as those before are
  ///     recorded; the number it returns becomes `Suggestion.call`.
  ///   - found: called with the suggestions of a window as soon as nothing can change them any more.
  /// - Throws: an `AdvisingPause` as soon as one is met, `AdvisorError.unreachable` after several failures in a row,
  ///   `PromptError`, `CancellationError`, or what `record` or `found` throws.
  nonisolated(nonsending) public func run(
    _ episodes: [NarratedEpisode], advisor: any Advisor, record: (AdviceCall) throws -> Int? = { _ in nil },
    found report: ([Suggestion]) throws -> Void = { _ in }
  ) async throws -> IdentificationResult {
    var result = IdentificationResult()
    let all = try windows(of: episodes)
    let kept = thinned(all)
    result.skippedWindows = all.count - kept.count
    var caller = AdvisorCaller(advisor: advisor, options: options, library: library, planned: plannedCalls(kept.count))
    // What nothing can change any more is told at once.
    let (isLast, revises) = (!options.asksRewards, options.asksActions)
    var found = kept.map { Found(window: $0, suggestions: []) }
    _ = try await caller.ask(kept.map { identify($0) }, record) { place, call in
      found[place].suggestions = call.suggestions
      if isLast, !revises, !call.suggestions.isEmpty { try report(call.suggestions) }
    }
    if revises {
      try await revise(&found, by: &caller, .action, nil, record, { if isLast { try report($0) } }) { $0 = $1 }
    }
    if options.asksRewards, !found.isEmpty {
      let critical = found.flatMap(\.suggestions)
      let question = AdvisorCaller.Question(kind: .caseAnalysis) { try digest(episodes, critical, within: $0) }
      let analysis = try await caller.ask([question], record).first?.caseAnalysis
      result.caseAnalysis = analysis
      try await revise(&found, by: &caller, .reward, analysis, record, report) { $0.reward = $1.reward }
    }
    result.suggestions = found.flatMap(\.suggestions).sorted { ($0.episode, $0.step) < ($1.episode, $1.step) }
    result.calls = caller.made
    return result
  }

  /// A window and what was found in it.
  private struct Found: Sendable {
    var window: Window
    var suggestions: [Suggestion]
  }

  private func identify(_ window: Window) -> AdvisorCaller.Question {
    AdvisorCaller.Question(kind: .identify) { try context(window, within: $0) }
  }

  /// Asks about the critical states of each window once more, merges what comes back and reports it.
  nonisolated(nonsending) private func revise(
    _ found: inout [Found], by caller: inout AdvisorCaller, _ kind: AdviceKind, _ analysis: String?,
    _ record: (AdviceCall) throws -> Int?, _ report: ([Suggestion]) throws -> Void,
    _ change: (inout Suggestion, Suggestion) -> Void
  ) async throws {
    let places = found.indices.filter { !found[$0].suggestions.isEmpty }
    let questions = places.map { [found] place in
      AdvisorCaller.Question(kind: kind) {
        try excerpt(kind, found[place].window, found[place].suggestions, analysis, within: $0)
      }
    }
    _ = try await caller.ask(questions, record) { number, call in
      let place = places[number]
      found[place].suggestions = Self.merged(found[place].suggestions, with: call.suggestions, change)
      try report(found[place].suggestions)
    }
  }

  private func plannedCalls(_ windows: Int) -> Int {
    windows * callsPerWindow + (options.asksRewards ? 1 : 0)
  }

  private var callsPerWindow: Int { 1 + (options.asksActions ? 1 : 0) + (options.asksRewards ? 1 : 0) }

  /// As many windows as the calls allow, evenly spread.
  private func thinned(_ windows: [Window]) -> [Window] {
    let allowed = max((options.maximumCalls - (options.asksRewards ? 1 : 0)) / callsPerWindow, 0)
    guard windows.count > allowed else { return windows }
    return (0..<allowed).map { windows[$0 * windows.count / allowed] }
  }

  private static func merged(
    _ suggestions: [Suggestion], with later: [Suggestion], _ change: (inout Suggestion, Suggestion) -> Void
  ) -> [Suggestion] {
    suggestions.map { suggestion in
      var changed = suggestion
      if let other = later.first(where: { $0.step == suggestion.step && $0.episode == suggestion.episode }) {
        change(&changed, other)
      }
      return changed
    }
  }
}
