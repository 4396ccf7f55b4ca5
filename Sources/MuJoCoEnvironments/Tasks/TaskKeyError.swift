internal import RLCore

/// A key of a task file that is not where it belongs, or nowhere.
public struct TaskKeyError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The key that was given.
  public var key: String
  /// The table in which it stands; empty at the top of the file.
  public var table: String
  /// The keys of that table.
  public var valid: [String]

  /// The key of the same table that was probably meant.
  public var nearest: String? { UnknownNameError(kind: "key", name: key, valid: valid).nearest }

  /// The tables that have such a key; an empty name stands for the top.
  public var homes: [String] { Self.tables.filter { $0.name != table && $0.keys.contains(key) }.map(\.name) }

  /// A sentence that says where it belongs, and what each table takes.
  public var description: String {
    var text = "unknown key '\(key)' \(Self.words(table))"
    if !homes.isEmpty {
      text += "; it belongs \(homes.map(Self.words).joined(separator: " or "))"
    } else if let nearest {
      text += "; did you mean '\(nearest)'?"
    }
    let lists = Self.tables.map {
      ($0.name.isEmpty ? "at the top" : "[\($0.name)]") + " " + $0.keys.joined(separator: ", ")
    }
    return text + ". Keys: " + lists.joined(separator: "; ")
  }

  private static func words(_ table: String) -> String {
    table.isEmpty ? "at the top, before any [table]" : "in [\(table)]"
  }

  /// Every table with its keys.
  static let tables: [(name: String, keys: [String])] = {
    func keys<Keys: CodingKey & CaseIterable>(_: Keys.Type) -> [String] { Keys.allCases.map(\.stringValue) }
    return [
      ("", keys(LocomotionTask.CodingKeys.self)), ("observation", keys(LocomotionTask.Observation.CodingKeys.self)),
      ("reward", keys(LocomotionTask.Reward.CodingKeys.self)), ("health", keys(LocomotionTask.Health.CodingKeys.self)),
      ("start", keys(LocomotionTask.Start.CodingKeys.self)), ("view", keys(LocomotionTask.View.CodingKeys.self)),
      ("words", keys(LocomotionTask.Words.CodingKeys.self)),
    ]
  }()
}
