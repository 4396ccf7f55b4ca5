internal import Foundation
internal import LanguageModels
public import RLCore

/// The prompt templates: text resources with placeholders, which a directory of one's own can replace.
///
/// A template is `identify.txt`, `action.txt`, `case.txt` or `reward.txt`. Its first line is `version: …`, which is
/// recorded with every call and not sent. The fixed part (task, rules, format) comes first and what varies last, so that
/// providers can cache the prefix. Text that is filled in is never scanned for placeholders again.
///
/// | placeholder | value |
/// |---|---|
/// | `environment`, `background`, `rules`, `criteria` | the environment's words |
/// | `actions`, `action_example` | the action space, and an action as it is written in a reply |
/// | `maximum_states` | critical states a reply may hold |
/// | `episode`, `first_step`, `last_step`, `outcome` | the stretch and the episode's return |
/// | `narration`, `cut` | the narrated lines, and a line stating what was left out |
/// | `case_analysis`, `critical` | the case analysis, and the known critical states, one a line |
public struct PromptLibrary: Sendable {
  /// Where a template comes from.
  public struct Source: Sendable, Equatable {
    /// What the template asks for.
    public var kind: AdviceKind
    /// Its version, as records name it.
    public var version: String
    /// The file that replaces the built-in template; nil where none does.
    public var path: String?
    /// The SHA-256 of its text.
    public internal(set) var digest = ""
  }

  private struct Template: Sendable {
    var source: Source
    /// As it was read, its version left out.
    var text: String
    var pieces: [Piece]
  }

  private enum Piece: Sendable {
    case text(String)
    case value(String)
  }

  /// The placeholders that a template may use.
  public static let placeholders = [
    "action_example", "actions", "background", "case_analysis", "criteria", "critical", "cut", "environment", "episode",
    "first_step", "last_step", "maximum_states", "narration", "outcome", "rules",
  ]

  private let templates: [AdviceKind: Template]

  /// Reads the templates. A file in one of `overrideDirectories` replaces the built-in one; the first directory that
  /// has it counts. Throws `PromptError`.
  ///
  /// The version of a file whose text differs from the built-in one gets the beginning of its SHA-256 appended, such as
  /// `identify-1+3f2a9c01`: texts stay apart in the records, also where their author left the version as it was.
  public init(overrideDirectories: [String] = []) throws {
    var templates: [AdviceKind: Template] = [:]
    for kind in AdviceKind.allCases {
      let file = Self.file(of: kind)
      let builtIn = try Self.builtIn(kind)
      let own = overrideDirectories.map { $0 + "/" + file }.first { FileManager.default.fileExists(atPath: $0) }
      let text = try own.map(Self.read) ?? builtIn
      var template = try Self.parse(text, kind: kind, file: own ?? file)
      template.source.path = own
      template.source.digest = sha256Hex(Array(text.utf8))
      if text != builtIn { template.source.version += "+" + sha256Hex(Array(text.utf8)).prefix(8) }
      templates[kind] = template
    }
    self.templates = templates
  }

  /// The SHA-256 of all templates together, by which a session knows what it was asked with.
  public var digest: String {
    sha256Hex(
      Array(
        AdviceKind.allCases.compactMap { kind in templates[kind].map { kind.rawValue + "\n" + $0.text } }
          .joined(separator: "\n").utf8))
  }

  /// Whether no file replaces a built-in template.
  public var isBuiltIn: Bool { sources.allSatisfy { $0.path == nil } }

  /// Where each template comes from.
  public var sources: [Source] { AdviceKind.allCases.compactMap { templates[$0]?.source } }

  /// The name of a template's file.
  public static func file(of kind: AdviceKind) -> String { kind.rawValue + ".txt" }

  /// The text of the built-in template. Throws `PromptError`.
  public static func builtIn(_ kind: AdviceKind) throws -> String {
    guard let path = Bundle.module.url(forResource: kind.rawValue, withExtension: "txt")?.path else {
      throw PromptError.missing(file: file(of: kind))
    }
    return try read(path)
  }

  /// Fills in the template of `kind`.
  public func render(_ kind: AdviceKind, _ context: AdviceContext) throws -> Prompt {
    guard let template = templates[kind] else { throw PromptError.missing(file: Self.file(of: kind)) }
    let text = template.pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .value(let name): context.value(of: name)
      }
    }.joined()
    return Prompt(kind: kind, version: template.source.version, text: text)
  }

  /// What the template of `kind` shows as an answer.
  func examples(_ kind: AdviceKind, _ context: AdviceContext) -> ReplyExamples {
    ReplyExamples(
      in: (templates[kind]?.pieces ?? []).map { piece in
        switch piece {
        case .text(let text): text
        case .value(let name): name == "action_example" ? context.value(of: name) : ""
        }
      }.joined())
  }

  /// The text of a file, with line ends and without a mark at its beginning, as editors on other systems leave them.
  private static func read(_ path: String) throws -> String {
    let text: String
    do { text = try PlainFile.text(path, atMost: 1 << 20) } catch {
      if case .notText = error { throw PromptError.notText(file: path) }
      throw PromptError.unreadable(file: path)
    }
    return text.replacing("\r\n", with: "\n")
  }

  private static func parse(_ source: String, kind: AdviceKind, file: String) throws -> Template {
    let lines = source.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = lines.first, first.hasPrefix("version:"), lines.count == 2 else {
      throw PromptError.noVersion(file: file)
    }
    let version = AdviceText.clean(String(first.dropFirst("version:".count)), limit: 60).text
    guard !version.isEmpty else { throw PromptError.noVersion(file: file) }
    var pieces: [Piece] = []
    var rest = lines[1]
    func line(_ place: String.Index) -> Int { source[..<place].count { $0 == "\n" } + 1 }
    while let open = rest.firstRange(of: "{{") {
      pieces.append(.text(String(rest[..<open.lowerBound])))
      let end = rest[open.upperBound...].prefix { $0 != "\n" }
      guard let close = end.firstRange(of: "}}") else {
        throw PromptError.openPlaceholder(file: file, line: line(open.lowerBound))
      }
      let name = String(end[..<close.lowerBound])
      guard placeholders.contains(name) else {
        throw PromptError.unknownPlaceholder(file: file, line: line(open.lowerBound), name: name)
      }
      pieces.append(.value(name))
      rest = rest[close.upperBound...]
    }
    pieces.append(.text(String(rest)))
    return Template(source: Source(kind: kind, version: version), text: String(lines[1]), pieces: pieces)
  }
}

/// What can be wrong with a prompt template, with what to do next.
public enum PromptError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The file is neither among the resources nor in a directory of one's own.
  case missing(file: String)
  /// The file is there and cannot be read.
  case unreadable(file: String)
  /// The file is not UTF-8.
  case notText(file: String)
  /// The first line does not name a version.
  case noVersion(file: String)
  /// A placeholder that nothing fills in.
  case unknownPlaceholder(file: String, line: Int, name: String)
  /// A placeholder without its end.
  case openPlaceholder(file: String, line: Int)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .missing(let file): "prompt template \(file) is missing; reinstall Sidecoach or add the file to your prompts"
    case .unreadable(let file): "prompt template \(file) cannot be read; check what it is and who may read it"
    case .notText(let file): "prompt template \(file) is not UTF-8 text; save it as UTF-8"
    case .noVersion(let file): "prompt template \(file), line 1: it must be 'version: NAME', with the text below it"
    case .unknownPlaceholder(let file, let line, let name):
      "prompt template \(file), line \(line): {{\(Self.shown(name))}} is unknown; valid: "
        + PromptLibrary.placeholders.joined(separator: ", ")
    case .openPlaceholder(let file, let line):
      "prompt template \(file), line \(line): {{ without }} on the same line; valid placeholders: "
        + PromptLibrary.placeholders.joined(separator: ", ")
    }
  }

  /// With its spaces, which may be what is wrong with it, and without what a terminal would act on.
  private static func shown(_ name: String) -> String {
    String(String.UnicodeScalarView(name.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }).prefix(40))
  }
}

extension AdviceContext {
  /// The text of a placeholder.
  func value(of placeholder: String) -> String {
    switch placeholder {
    case "action_example": actionExample
    case "actions": actionText
    case "background": background
    case "case_analysis": caseAnalysis ?? "(none yet)"
    case "criteria": criteria
    case "critical": criticalText
    case "cut": cut.isEmpty ? "Nothing was left out." : cut
    case "environment": environment
    case "episode": episode == 0 ? "all" : "\(episode)"
    case "first_step": "\(firstStep)"
    case "last_step": "\(lastStep)"
    case "maximum_states": "\(maximumStates)"
    case "narration": narration.joined(separator: "\n")
    case "outcome": "\(Numerals.rounded(outcome, 2))"
    case "rules": rules
    default: ""
    }
  }

  private var actionText: String {
    switch actionSpace {
    case .discrete(let names): names.joined(separator: ", ")
    case .box(let low, let high):
      "an array of \(low.count) numbers, each within "
        + zip(low, high).map { "[\($0), \($1)]" }.joined(separator: ", ")
    }
  }

  private var actionExample: String {
    switch actionSpace {
    case .discrete(let names): "\"\(names.last ?? "")\""
    case .box(let low, _): "[" + low.map { _ in "0.25" }.joined(separator: ", ") + "]"
    }
  }

  /// One line a state, with the action that was proposed there, else with the one that was played.
  private var criticalText: String {
    guard !critical.isEmpty else { return "(none)" }
    let steps = critical.contains { $0.proposal == nil } ? (try? recorded?())?.steps ?? [] : []
    return critical.map { state in
      let played = steps.indices.contains(state.step) ? steps[state.step].action : nil
      let action = (state.proposal?.action ?? played).map { " action=\($0.name(in: actionSpace))" } ?? ""
      return "state: episode=\(state.episode) step=\(state.step)\(action) because: \(state.why)"
    }.joined(separator: "\n")
  }
}
