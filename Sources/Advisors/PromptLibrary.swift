internal import Foundation
internal import RLCore

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
  private struct Template: Sendable {
    var version: String
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
  public init(overrideDirectories: [String] = []) throws {
    var templates: [AdviceKind: Template] = [:]
    for kind in AdviceKind.allCases {
      let file = kind.rawValue + ".txt"
      let own = overrideDirectories.map { $0 + "/" + file }.first { FileManager.default.fileExists(atPath: $0) }
      let builtIn = Bundle.module.url(forResource: kind.rawValue, withExtension: "txt")?.path
      guard let path = own ?? builtIn, let data = FileManager.default.contents(atPath: path) else {
        throw PromptError.missing(file: file)
      }
      guard let text = String(data: data, encoding: .utf8) else { throw PromptError.notText(file: path) }
      templates[kind] = try Self.parse(text, file: own == nil ? file : path)
    }
    self.templates = templates
  }

  /// Fills in the template of `kind`.
  public func render(_ kind: AdviceKind, _ context: PromptContext) throws -> Prompt {
    guard let template = templates[kind] else { throw PromptError.missing(file: kind.rawValue + ".txt") }
    let text = template.pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .value(let name): context.value(of: name)
      }
    }.joined()
    return Prompt(kind: kind, version: template.version, text: text, context: context)
  }

  private static func parse(_ source: String, file: String) throws -> Template {
    let lines = source.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = lines.first, first.hasPrefix("version: "), lines.count == 2 else {
      throw PromptError.noVersion(file: file)
    }
    var pieces: [Piece] = []
    var rest = lines[1]
    while let open = rest.firstRange(of: "{{") {
      pieces.append(.text(String(rest[..<open.lowerBound])))
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
        throw PromptError.unknownPlaceholder(file: file, name: String(rest[open.upperBound...].prefix(20)))
      }
      let name = String(rest[open.upperBound..<close.lowerBound])
      guard placeholders.contains(name) else { throw PromptError.unknownPlaceholder(file: file, name: name) }
      pieces.append(.value(name))
      rest = rest[close.upperBound...]
    }
    pieces.append(.text(String(rest)))
    return Template(version: String(first.dropFirst("version: ".count)), pieces: pieces)
  }
}

/// What can be wrong with a prompt template, with what to do next.
public enum PromptError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The file is neither among the resources nor in a directory of one's own.
  case missing(file: String)
  /// The file is not UTF-8.
  case notText(file: String)
  /// The first line does not name a version.
  case noVersion(file: String)
  /// A placeholder that nothing fills in.
  case unknownPlaceholder(file: String, name: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .missing(let file): "prompt template \(file) is missing; reinstall Sidecoach or add the file to your prompts"
    case .notText(let file): "prompt template \(file) is not UTF-8 text; save it as UTF-8"
    case .noVersion(let file): "prompt template \(file) must begin with a line 'version: NAME'"
    case .unknownPlaceholder(let file, let name):
      "prompt template \(file) uses {{\(name)}}, which is unknown; valid: "
        + PromptLibrary.placeholders.joined(separator: ", ")
    }
  }
}

extension PromptContext {
  /// The text of a placeholder.
  func value(of placeholder: String) -> String {
    switch placeholder {
    case "action_example": actionExample
    case "actions": actionText
    case "background": background
    case "case_analysis": caseAnalysis ?? "(none yet)"
    case "criteria": criteria
    case "critical": critical.isEmpty ? "(none)" : critical.map(describe).joined(separator: "\n")
    case "cut": cut.isEmpty ? "Nothing was left out." : cut
    case "environment": environment
    case "episode": episode == 0 ? "all" : "\(episode)"
    case "first_step": "\(firstStep)"
    case "last_step": "\(lastStep)"
    case "maximum_states": "\(maximumStates)"
    case "narration": narration.joined(separator: "\n")
    case "outcome": "\((outcome * 100).rounded() / 100)"
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

  private func describe(_ suggestion: Suggestion) -> String {
    "state: episode=\(suggestion.episode) step=\(suggestion.step) action=\(suggestion.action.name(in: actionSpace)) "
      + "because: \(suggestion.rationale)"
  }
}
