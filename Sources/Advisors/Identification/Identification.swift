public import RLCore

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
  /// Episodes about which something was asked, and whose answers could all be read.
  public var readEpisodes: Set<Int> = []

  /// Nothing found yet.
  public init() {}
}

/// ULTRA's first stage and the advisor's half of its second: critical states for each window of every episode, what
/// should have been done there, a case analysis over all of them, and rewards in its light.
///
/// The identifier names the states. Where it proposes actions in the advisor's name, as a model does that is asked for
/// both at once, those are the advisor's suggestions; about all other states the advisor is asked.
///
/// Each kind of question is asked for all windows before the next kind begins, several at a time where the options say
/// so. A prompt that is refused as too long is sent once more in a shorter form; both calls are recorded.
///
/// The reward call changes a suggestion's reward and nothing else; a state that it does not mention keeps its first one.
public struct Identification: Sendable {
  /// The environment's id.
  public let environment: String
  /// The environment's words.
  public let interpreter: any Interpreter
  /// What the policy may do.
  public let actionSpace: ActionSpace
  /// The prompt templates; how much of an episode is shown at a time depends on their length.
  public private(set) var library: PromptLibrary
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

  /// Asks `identifier` and `advisor` about `episodes`.
  ///
  /// - Parameters:
  ///   - record: called for every call, failed ones too, in the order of their index, as soon as those before are
  ///     recorded; the number it returns becomes `Suggestion.call`.
  ///   - found: called with the suggestions of a window as soon as nothing can change them any more.
  /// - Throws: an `AdvisingPause` as soon as one is met, `AdvisorError.unreachable` after several failures in a row,
  ///   `PromptError`, `CancellationError`, or what `record` or `found` throws.
  nonisolated(nonsending) public func run(
    _ episodes: [NarratedEpisode], identifier: any Identifier, advisor: any Advisor,
    record: (AdviceCall) throws -> Int? = { _ in nil }, found report: ([Suggestion]) throws -> Void = { _ in }
  ) async throws -> IdentificationResult {
    guard !identifier.promptDigest.isEmpty || !advisor.promptDigest.isEmpty || library.isBuiltIn else {
      // Who is asked without words gets the same stretches whatever somebody's templates say.
      var plain = self
      plain.library = try PromptLibrary()
      return try await plain.run(episodes, identifier: identifier, advisor: advisor, record: record, found: report)
    }
    var result = IdentificationResult()
    let all = try windows(of: episodes)
    let asksActions = options.asksActions || identifier.name != advisor.name
    let asksRewards = options.asksRewards && advisor.judgesRewards
    let kept = thinned(all, actions: asksActions, rewards: asksRewards)
    result.skippedWindows = all.count - kept.count
    var caller = AdviceCaller(
      options: options, library: library,
      planned: kept.count * Self.callsPerWindow(asksActions, asksRewards) + (asksRewards ? 1 : 0))
    // What nothing can change any more is told at once.
    let isLast = !asksRewards
    var found = kept.map { Found(window: $0) }
    try await caller.ask(kept.map { identify($0, identifier) }, of: identifier, record) { place, answer in
      found[place].take(answer, advisor: advisor.name)
      if isLast, !asksActions, !found[place].suggestions.isEmpty { try report(found[place].suggestions) }
    }
    if asksActions {
      try await advise(&found, by: &caller, advisor, record) { if isLast { try report($0) } }
    }
    if asksRewards, !found.isEmpty {
      let critical = found.flatMap(\.suggestions).map(CriticalState.init)
      try await caller.ask([analyse(episodes, critical, advisor)], of: advisor, record) { _, answer in
        result.caseAnalysis = answer?.value
      }
      try await reward(&found, result.caseAnalysis, by: &caller, advisor, record, report)
    }
    result.suggestions = found.flatMap(\.suggestions).sorted { ($0.episode, $0.step) < ($1.episode, $1.step) }
    result.calls = caller.made
    let unread = Set(found.filter { !$0.isRead }.map(\.window.episode.id))
    result.readEpisodes = Set(found.map(\.window.episode.id)).subtracting(unread)
    return result
  }

  /// The critical states that `identifier` names in `episode`, asked window by window.
  ///
  /// - Throws: what it throws, and `AdvisorError` for an answer that cannot be read.
  nonisolated(nonsending) public func criticalStates(
    of episode: NarratedEpisode, _ identifier: any Identifier
  ) async throws -> [CriticalState] {
    var states: [CriticalState] = []
    for window in try windows(of: [episode]) {
      let context = try context(window, within: options.maximumPromptCharacters)
      states += try await identifier.criticalStates(in: context).value
    }
    return states
  }

  /// A window and what was found in it.
  struct Found: Sendable {
    var window: Window
    var states: [CriticalState] = []
    var suggestions: [Suggestion] = []
    /// Whether every answer about its states and actions could be read.
    var isRead = true

    init(window: Window) {
      self.window = window
    }

    mutating func take(_ answer: Answer<[CriticalState]>?, advisor: String) {
      isRead = answer?.isReadable ?? false
      states = answer?.value ?? []
      suggestions = states.compactMap { $0.proposal?.advisor == advisor ? $0.suggestion : nil }
    }
  }

  /// Asks the advisor about the states of each window. What it says counts; where it says nothing, a proposal in its name
  /// stays.
  nonisolated(nonsending) private func advise(
    _ found: inout [Found], by caller: inout AdviceCaller, _ advisor: any Advisor,
    _ record: (AdviceCall) throws -> Int?, _ report: ([Suggestion]) throws -> Void
  ) async throws {
    let places = found.indices.filter { !found[$0].states.isEmpty }
    let questions = places.map { action(found[$0].window, found[$0].states, advisor) }
    try await caller.ask(questions, of: advisor, record) { number, answer in
      let place = places[number]
      if answer?.isReadable != true { found[place].isRead = false }
      let states = found[place].states
      let (given, own) = (answer?.value ?? [], found[place].suggestions)
      found[place].suggestions = states.compactMap { state in
        given.first { $0.step == state.step && $0.episode == state.episode }
          ?? own.first { $0.step == state.step && $0.episode == state.episode }
      }
      try report(found[place].suggestions)
    }
  }

  /// Asks for the rewards of each window's suggestions anew.
  nonisolated(nonsending) private func reward(
    _ found: inout [Found], _ analysis: String?, by caller: inout AdviceCaller, _ advisor: any Advisor,
    _ record: (AdviceCall) throws -> Int?, _ report: ([Suggestion]) throws -> Void
  ) async throws {
    let places = found.indices.filter { !found[$0].suggestions.isEmpty }
    let questions = places.map { reward(found[$0].window, found[$0].suggestions, analysis, advisor) }
    try await caller.ask(questions, of: advisor, record) { number, answer in
      let place = places[number]
      for later in answer?.value ?? [] {
        let same = found[place].suggestions.firstIndex { $0.step == later.step && $0.episode == later.episode }
        if let same { found[place].suggestions[same].reward = later.reward }
      }
      try report(found[place].suggestions)
    }
  }

  private static func callsPerWindow(_ asksActions: Bool, _ asksRewards: Bool) -> Int {
    1 + (asksActions ? 1 : 0) + (asksRewards ? 1 : 0)
  }

  /// As many windows as the calls allow, evenly spread.
  private func thinned(_ windows: [Window], actions: Bool, rewards: Bool) -> [Window] {
    let calls = options.maximumCalls - (rewards ? 1 : 0)
    let allowed = max(calls / Self.callsPerWindow(actions, rewards), 0)
    guard windows.count > allowed else { return windows }
    return (0..<allowed).map { windows[$0 * windows.count / allowed] }
  }
}
