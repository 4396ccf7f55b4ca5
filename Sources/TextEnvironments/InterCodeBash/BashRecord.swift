import Foundation
import RLCore

/// What a model once did with one task, turn by turn.
public struct BashRecord: Sendable {
  /// One turn.
  public struct Turn: Sendable, Hashable {
    /// What was run, or `submit`; nil for a reply that held no command.
    public var command: String?
    /// What the model read.
    public var observation: String
    /// The reward on record; nil where none was worked out, as before a `submit` of ReAct.
    public var reward: Double?

    /// A turn as it was written. ReAct writes `execute[...]` and gets its reward from `submit` only; a run without it is
    /// rewarded at each turn with 0.01 at least, and with 0 for a reply that held no command.
    init(written action: String, observation: String, reward: Double?) {
      self.observation = observation
      let opening = "execute["
      if let start = action.range(of: opening), let end = action.lastIndex(of: "]"), start.upperBound <= end {
        command = String(action[start.upperBound..<end])
        self.reward = nil
      } else {
        command = (reward ?? 0) > 0 ? action : nil
        self.reward = command == nil ? nil : reward
      }
    }
  }

  /// The place of the task in its list.
  public var place: Int
  /// The turns.
  public var turns: [Turn]

  private struct Logged: Decodable {
    struct History: Decodable {
      var actions: [String?]
      var observations: [String?]
      var rewards: [Double?]
    }
    var turn_history: History
  }

  private struct Wrapped: Decodable { var logs: [String: Logged] }

  /// The records of a log as InterCode writes it: an object by the tasks' places, or one that has it as `logs`.
  static func read(json: [UInt8]) throws -> [BashRecord] {
    let (decoder, data) = (JSONDecoder(), Data(json))
    let logs =
      try (try? decoder.decode(Wrapped.self, from: data))?.logs ?? decoder.decode([String: Logged].self, from: data)
    return logs.compactMap { key, logged in
      guard let place = Int(key) else { return nil }
      let history = logged.turn_history
      let turns = zip(history.actions, zip(history.observations, history.rewards)).map { action, rest in
        Turn(written: action ?? "", observation: rest.0 ?? "", reward: rest.1)
      }
      return BashRecord(place: place, turns: turns)
    }.sorted { $0.place < $1.place }
  }

  /// The records of a file, unpacked where its name ends in `.gz`.
  ///
  /// - Throws: `TextTaskError.unreadable`.
  static func read(_ file: String) throws -> [BashRecord] {
    var bytes = try TaskFolder.bytes(file)
    if file.hasSuffix(".gz") {
      do { bytes = try Gzip.unpacked(bytes, atMost: 64 << 20) } catch let error as Gzip.Failure {
        throw TextTaskError.unreadable("\(file): not a file that gzip can unpack: \(error)")
      }
    }
    do { return try read(json: bytes) } catch {
      throw TextTaskError.unreadable(
        "\(file): not a log of InterCode, a JSON object by the tasks' places with turn_history (actions, observations, "
          + "rewards)")
    }
  }
}
