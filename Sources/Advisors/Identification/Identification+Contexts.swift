internal import RLCore

/// What each prompt of an identification shows, kept within the prompt's size.
extension Identification {
  /// A window of an episode.
  struct Window: Sendable {
    var episode: NarratedEpisode
    /// Which of the episode's windows it is, from 0.
    var place: Int
    var shown: NarrationWindow
  }

  /// Characters that a narration may always have, however large the fixed part of a prompt is.
  static var leastNarration: Int { 1_000 }

  func windows(of episodes: [NarratedEpisode]) throws -> [Window] {
    try episodes.flatMap { episode in
      try windows(of: episode, within: options.maximumPromptCharacters).enumerated().map {
        Window(episode: episode, place: $0.offset, shown: $0.element)
      }
    }
  }

  /// The parts that share a window do not depend on the size; only what of them is shown does.
  private func windows(of episode: NarratedEpisode, within characters: Int) throws -> [NarrationWindow] {
    let room = try room(.identify, base(episode, first: 0, last: 0), characters)
    return NarrationWindows(interpreter.parts).split(
      episode.narration, first: episode.firstStep, count: options.windowsPerEpisode, maximumCharacters: room)
  }

  /// A window as a prompt of at most so many characters shows it; what does not fit is cut again, and stated.
  func context(_ window: Window, within characters: Int) throws -> AdviceContext {
    var shown = window.shown
    if characters < options.maximumPromptCharacters {
      let smaller = try windows(of: window.episode, within: characters)
      if smaller.indices.contains(window.place) { shown = smaller[window.place] }
    }
    var context = base(window.episode, first: shown.firstStep, last: shown.lastStep)
    context.narration = shown.lines
    context.cut = shown.cut
    return context
  }

  /// The lines around critical states, for a prompt that judges these.
  func excerpt(
    _ kind: AdviceKind, _ window: Window, _ critical: [CriticalState], _ caseAnalysis: String?, within characters: Int
  ) throws -> AdviceContext {
    let steps = critical.map(\.step)
    var context = base(window.episode, first: steps.min() ?? 0, last: steps.max() ?? 0)
    context.critical = critical
    context.caseAnalysis = caseAnalysis
    let excerpt = NarrationWindows.excerpt(
      window.episode.narration, first: window.episode.firstStep, around: steps,
      maximumCharacters: try room(kind, context, characters))
    context.narration = excerpt.lines
    context.cut = excerpt.cut
    return context
  }

  /// How the parts of all episodes ended: the last lines of each, evenly chosen where they do not all fit.
  func digest(
    _ episodes: [NarratedEpisode], _ critical: [CriticalState], within characters: Int
  ) throws -> AdviceContext {
    let mean = episodes.reduce(0) { $0 + $1.outcome } / Double(max(episodes.count, 1))
    var context = base(NarratedEpisode(id: 0, narration: [], outcome: mean), first: 0, last: 0)
    // A fifth of the room tells of states already found, so that the endings keep the rest.
    var listed = 0
    context.critical = Self.even(critical, 40).filter {
      listed += $0.why.count + 60
      return listed <= characters / 5
    }
    let parts = interpreter.parts
    let endings = episodes.flatMap { episode in
      NarrationWindows(parts).cut(episode.narration, first: episode.firstStep).map {
        Ending($0, called: parts.name, episode: episode.id)
      }
    }
    // Half of the room for what went wrong, so that the other half can show what went well.
    let room = try room(.caseAnalysis, context, characters)
    let lost = Self.fitting(endings.filter(\.isLost), room / 2)
    let other = Self.fitting(endings.filter { !$0.isLost }, room - lost.reduce(0) { $0 + $1.characters })
    context.narration = (lost + other).sorted { ($0.episode, $0.step) < ($1.episode, $1.step) }.flatMap(\.lines)
    context.cut = "all but the last lines of each \(parts.name)"
    if lost.count + other.count < endings.count {
      context.cut += ", and \(endings.count - lost.count - other.count) of \(endings.count) \(parts.plural)"
    }
    if context.critical.count < critical.count {
      context.cut += ", and \(critical.count - context.critical.count) of \(critical.count) critical states"
    }
    return context
  }

  /// The last lines of a part with a heading, quiet ones left out.
  private struct Ending {
    static let lines = 8

    var episode: Int
    var step: Int
    var isLost: Bool
    var lines: [String]
    var characters: Int

    init(_ part: NarrationWindows.Part, called name: String, episode: Int) {
      let word = part.ending == .lost ? "lost" : part.ending == .won ? "won" : "unfinished"
      self.episode = episode
      step = part.firstStep
      isLost = part.ending == .lost
      lines = ["episode \(episode), \(name) \(part.firstStep)-\(part.lastStep), \(word):"]
      lines += part.lines.filter { !$0.hasSuffix("(quiet)") && !$0.hasSuffix("quiet steps left out)") }.suffix(
        Self.lines)
      characters = lines.reduce(0) { $0 + $1.count + 1 }
    }
  }

  /// Evenly chosen endings that fit.
  private static func fitting(_ endings: [Ending], _ room: Int) -> [Ending] {
    let size = endings.reduce(0) { $0 + $1.characters }
    var used = 0
    return even(endings, size <= room ? endings.count : max(endings.count * room / max(size, 1), 1)).filter {
      guard used + $0.characters <= room else { return false }
      used += $0.characters
      return true
    }
  }

  private static func even<Element>(_ elements: [Element], _ count: Int) -> [Element] {
    guard elements.count > count else { return elements }
    return (0..<count).map { elements[$0 * elements.count / count] }
  }

  private func base(_ episode: NarratedEpisode, first: Int, last: Int) -> AdviceContext {
    var context = AdviceContext(
      environment: environment, interpreter: interpreter, actionSpace: actionSpace, episode: episode.id,
      firstStep: first, lastStep: last, narration: [], outcome: episode.outcome,
      maximumStates: options.statesPerWindow)
    context.recorded = episode.recorded
    return context
  }

  /// Characters left for the narration in a prompt of this kind that may have so many in all.
  private func room(_ kind: AdviceKind, _ context: AdviceContext, _ characters: Int) throws -> Int {
    let fixed = try library.render(kind, context).text.count
    return max(characters - fixed - 200, Self.leastNarration)
  }
}
