import GRDB
public import RLCore

extension MemoryKey<[String: String]> {
  /// What a person noted: by the run's name, and under no name about the session itself.
  public static var notes: Self { Self(name: "notes") }

  /// Settings that were changed after the session was made, by group and key; what is begun later takes them.
  public static var changedSettings: Self { Self(name: "changedSettings") }
}

extension SessionStore {
  /// Everything that was noted: by the run's name, and under no name about the session itself.
  public func notes() throws -> [String: String] { try recall(.notes) ?? [:] }

  /// Notes `text` on a run, or on the session where `run` is nil; empty takes the note away.
  public func note(_ text: String, on run: RunName?) throws {
    var notes = try notes()
    notes[run?.rawValue ?? ""] = text.isEmpty ? nil : text
    try remember(notes, as: .notes)
  }

  /// How many events were stored. Events are numbered from 1 and none is ever removed, so that nothing is counted.
  public func eventCount() throws -> Int {
    try read { try Int.fetchOne($0, sql: "SELECT max(seq) FROM event") ?? 0 }
  }
}
