import Foundation

/// A household game as its file holds it: `game.tw-pddl`, a JSON object.
public struct GameFile: Codable, Sendable, Equatable {
  /// The rules, as a PDDL domain.
  public var domain: String
  /// The texts, in TextWorld's grammar.
  public var grammar: String
  /// Start and goal, as a PDDL problem.
  public var problem: String
  /// Whether somebody found a plan.
  public var solvable: Bool
  /// A plan, as commands; empty where none is given.
  public var walkthrough: [String]

  enum CodingKeys: String, CodingKey {
    case domain = "pddl_domain"
    case grammar
    case problem = "pddl_problem"
    case solvable, walkthrough
  }

  /// A file's content.
  public init(domain: String, grammar: String, problem: String, solvable: Bool, walkthrough: [String]) {
    self.domain = domain
    self.grammar = grammar
    self.problem = problem
    self.solvable = solvable
    self.walkthrough = walkthrough
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: `GameError.file` that names what is missing.
  public init(_ bytes: some Sequence<UInt8>) throws {
    do {
      self = try JSONDecoder().decode(GameFile.self, from: Data(bytes))
    } catch DecodingError.keyNotFound(let key, _) {
      throw GameError.file(
        "the key \(key.stringValue) is missing; a game has pddl_domain, grammar, pddl_problem, solvable and walkthrough"
      )
    } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
      throw GameError.file(
        "the value of \(context.codingPath.map(\.stringValue).joined(separator: ".")) has another type")
    } catch {
      throw GameError.file("not a game, which is a JSON object with pddl_domain, grammar and pddl_problem")
    }
  }

  /// Reads a file's content; one that says nothing about a plan counts as solvable.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    domain = try values.decode(String.self, forKey: .domain)
    grammar = try values.decode(String.self, forKey: .grammar)
    problem = try values.decode(String.self, forKey: .problem)
    solvable = try values.decodeIfPresent(Bool.self, forKey: .solvable) ?? true
    walkthrough = try values.decodeIfPresent([String].self, forKey: .walkthrough) ?? []
  }

  /// The file's text, one for each content.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
