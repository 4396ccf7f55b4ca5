import Foundation

/// A task of InterCode-SQL: a question about a database, and the query whose answer is right.
public struct InterCodeTask: Sendable, Equatable, Decodable {
  /// The question.
  public var query: String
  /// The gold query. It is for those who judge, not for those who search.
  var gold: String
  /// The database.
  public var db: String
  /// `easy`, `medium`, `hard` or `extra`, where it is known.
  public var hardness: String?
  /// The columns of each table, where the list has them.
  public var db_tables: [String: [String]]?
  /// The place in the public list; nil where the list says nothing.
  public var index: Int?

  /// A task.
  init(query: String, gold: String, db: String, hardness: String? = nil, index: Int? = nil) {
    self.query = query
    self.gold = gold
    self.db = db
    self.hardness = hardness
    self.index = index
  }

  /// The tasks of a list in JSON; those without an index get their place.
  ///
  /// - Throws: `TextTaskError.unreadable`, which says what such a list holds.
  public static func list(_ bytes: [UInt8], file: String) throws -> [InterCodeTask] {
    do {
      var tasks = try JSONDecoder().decode([InterCodeTask].self, from: Data(bytes))
      for place in tasks.indices where tasks[place].index == nil { tasks[place].index = place }
      return tasks
    } catch {
      throw TextTaskError.unreadable(
        "\(file): not a task list of InterCode-SQL, a JSON list of objects with query, gold and db (data/sql/spider/"
          + "ic_spider_dev.json of InterCode is one)")
    }
  }
}

/// What a model did in one task, as InterCode records it.
public struct InterCodeRun: Sendable {
  /// One action, what came back, and the reward that was paid after it.
  public struct Turn: Sendable {
    /// The action as it was recorded.
    public var action: String
    /// The observation as text.
    public var observation: String
    /// The reward.
    public var reward: Double

    /// The statement without what a prompt put around it.
    public var statement: String { Self.statement(in: action) }

    /// The statement in an action: `execute[...]` is taken off, and blanks and semicolons around it.
    static func statement(in action: String) -> String {
      var text = action.trimmingCharacters(in: .whitespacesAndNewlines)
      if text.lowercased().hasPrefix("execute["), let end = text.lastIndex(of: "]") {
        text = String(text[..<end].dropFirst(8))
      }
      text = text.trimmingCharacters(in: .whitespacesAndNewlines)
      while text.hasSuffix(";") { text = String(text.dropLast()).trimmingCharacters(in: .whitespacesAndNewlines) }
      return text
    }

    /// The action was carried out: nothing in its place asked for another form.
    public var wasCarriedOut: Bool {
      observation.hasPrefix("[") || observation == "None"
        || observation.hasPrefix("Error executing query: ") && !observation.contains("did not contain sql code")
    }
  }

  /// The place of the task in the public list.
  public var task: Int
  /// The turns, in order.
  public var turns: [Turn]

  /// The largest reward that was paid.
  public var bestReward: Double { turns.map(\.reward).max() ?? 0 }

  /// Whether a statement hands in the last answer.
  static func isSubmission(_ statement: String) -> Bool { statement.lowercased().hasPrefix("submit") }

  private struct Log: Decodable {
    struct History: Decodable {
      var actions: [String]
      var observations: [AnyText]
      var rewards: [Double]
    }
    var turn_history: History
  }

  private struct Wrapped: Decodable { var logs: [String: Log] }

  /// A text, or whatever stands in its place as a text.
  private struct AnyText: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      text = container.decodeNil() ? "None" : (try? container.decode(String.self)) ?? "[]"
    }
  }

  /// The runs of a recording, packed or not, in the order of tasks.
  ///
  /// - Throws: `TextTaskError.unreadable`.
  public static func list(_ bytes: [UInt8], file: String) throws -> [InterCodeRun] {
    do {
      let plain = Gzip.isPacked(bytes) ? try Gzip.unpacked(bytes) : bytes
      let decoder = JSONDecoder()
      let logs =
        try (try? decoder.decode(Wrapped.self, from: Data(plain)))?.logs
        ?? decoder.decode([String: Log].self, from: Data(plain))
      return logs.compactMap { key, log in
        guard let task = Int(key) else { return nil }
        let history = log.turn_history
        let count = min(history.actions.count, history.observations.count, history.rewards.count)
        return InterCodeRun(
          task: task,
          turns: (0..<count).map {
            Turn(action: history.actions[$0], observation: history.observations[$0].text, reward: history.rewards[$0])
          })
      }.sorted { $0.task < $1.task }
    } catch let error as Gzip.Failure {
      throw TextTaskError.unreadable("\(file): cannot be unpacked: \(error)")
    } catch {
      throw TextTaskError.unreadable(
        "\(file): not a recording of InterCode, an object of tasks with turn_history {actions, observations, rewards}")
    }
  }
}
