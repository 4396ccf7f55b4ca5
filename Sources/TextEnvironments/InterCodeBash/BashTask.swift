import Foundation
import RLCore

/// One task of InterCode-Bash: a question and the command that answers it.
public struct BashTask: Sendable, Hashable {
  /// The task's name: of its list and its place there, from 0.
  public var name: String
  /// What is asked.
  public var query: String
  /// The command that is right.
  public var gold: String

  /// A task.
  public init(name: String, query: String, gold: String) {
    self.name = name
    self.query = query
    self.gold = gold
  }

  private struct Listed: Decodable {
    var query: String
    var gold: Gold
    /// The database that a task of InterCode-SQL is about; a task for a shell has none.
    var db: String?
  }

  /// The tasks are those of InterCode-SQL.
  private struct DatabaseTasks: Error {}

  /// A command, or several that are run one after the other.
  private enum Gold: Decodable {
    case one(String), several([String])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let text = try? value.decode(String.self) {
        self = .one(text)
      } else {
        self = .several(try value.decode([String].self))
      }
    }
  }

  /// The tasks of a list as InterCode publishes it: a JSON list of `query` and `gold`.
  static func read(_ bytes: [UInt8], list: String) throws -> [BashTask] {
    let listed = try JSONDecoder().decode([Listed].self, from: Data(bytes))
    guard listed.allSatisfy({ $0.db == nil }) else { throw DatabaseTasks() }
    return listed.enumerated().map { place, task in
      let gold =
        switch task.gold {
        case .one(let text): text
        case .several(let texts): texts.joined(separator: ";")
        }
      return BashTask(name: "\(list)/\(place)", query: task.query, gold: gold)
    }
  }

  /// The tasks of a list in a file; the list is called as the file.
  ///
  /// - Throws: `TextTaskError.unreadable`.
  static func read(file: String) throws -> [BashTask] {
    let bytes = try TaskFolder.bytes(file)
    let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
    do { return try read(bytes, list: name) } catch is DatabaseTasks {
      throw TextTaskError.unreadable(
        "\(file): its tasks name databases (db): it is a list of InterCode-SQL, whose queries are no commands; plan "
          + "InterCode-SQL --tasks takes it")
    } catch {
      throw TextTaskError.unreadable(
        "\(file): not a task list of InterCode-Bash, a JSON list of objects with query and gold")
    }
  }
}
