import GRDB
public import RLCore

/// One value of one metric.
public struct MetricRecord: Sendable, Equatable, Codable {
  /// The run's name.
  public var run: RunName
  /// The metric's name; `MetricName` has most of them.
  public var name: String
  /// Environment steps done.
  public var step: Int
  /// The value.
  @StoredNumber public var value: Double
  /// When it was recorded, in seconds since 1970.
  public var time: Double

  /// Makes a record.
  public init(run: RunName, name: String, step: Int, value: Double, time: Double) {
    self.run = run
    self.name = name
    self.step = step
    self.value = value
    self.time = time
  }
}

/// One stored event.
public struct EventRecord: Sendable, Equatable, Codable {
  /// The event's number in the session, from 1.
  public var seq: Int
  /// The run's name as it is now.
  public var run: RunName
  /// The event's kind: the name of the `EngineEvent` case.
  public var kind: String
  /// The event as JSON.
  public var json: String
  /// When it was recorded, in seconds since 1970.
  public var time: Double

  /// The event as a value; nil when a newer version wrote a kind that this one does not know.
  public var event: EngineEvent? {
    try? JSONText.decode(EngineEvent.self, json)
  }
}

extension SessionStore {
  /// Stores a batch in one transaction: metrics in their own table, everything else in the event log.
  ///
  /// A metric that the run recorded at the same step before is replaced: a run that is taken up from its last checkpoint
  /// goes over the steps after it a second time.
  public func append(events: [EngineEvent], now: Double) throws {
    guard !events.isEmpty else { return }
    try write { database in
      for event in events {
        if case .metrics(let run, let step, let values) = event {
          for (name, value) in values {
            let record = MetricRecord(run: RunName(run), name: name, step: step, value: value, time: now)
            try Stored(record).insert(database, onConflict: .replace)
          }
        } else {
          try Self.insert(event, now: now, database)
        }
      }
    }
  }

  /// Stores an event in the transaction of something else.
  static func insert(_ event: EngineEvent, now: Double, _ database: Database) throws {
    let (run, kind) = event.label
    let json = try JSONText.encode(event, what: "an event")
    let record = EventRecord(seq: 0, run: RunName(run), kind: kind, json: json, time: now)
    try Stored(record, ["seq": nil]).insert(database)
  }

  /// The metrics of a run in the order of their steps; with a name, that one only.
  public func metrics(run: RunName, name: MetricName? = nil) throws -> [MetricRecord] {
    try read { database in
      try Stored<MetricRecord>.fetchAll(
        database, sql: "SELECT * FROM metric WHERE run = ?1 AND (?2 IS NULL OR name = ?2) ORDER BY step, name",
        arguments: [run.rawValue, name?.rawValue]
      ).map(\.value)
    }
  }

  /// The runs whose α was changed meanwhile.
  public func turnedRuns() throws -> Set<RunName> {
    try read { database in
      let names = try String.fetchAll(database, sql: "SELECT DISTINCT run FROM event WHERE kind = 'alphaChanged'")
      return Set(names.map(RunName.init(_:)))
    }
  }

  /// The latest `limit` events, oldest first.
  public func events(limit: Int = 1000) throws -> [EventRecord] {
    try read { database in
      try Stored<EventRecord>.fetchAll(
        database, sql: "SELECT * FROM (SELECT * FROM event ORDER BY seq DESC LIMIT ?) ORDER BY seq",
        arguments: [max(0, limit)]
      ).map(\.value)
    }
  }
}

extension MetricRecord: Tabled {
  static var table: String { "metric" }
}

extension EventRecord: Tabled {
  static var table: String { "event" }
}

extension EngineEvent {
  /// The run it belongs to and the name of its case.
  fileprivate var label: (run: String, kind: String) {
    switch self {
    case .started(let run, _): (run, "started")
    case .metrics(let run, _, _): (run, "metrics")
    case .alphaChanged(let run, _, _, _, _): (run, "alphaChanged")
    case .paused(let run, _, _): (run, "paused")
    case .checkpointed(let run, _, _, _): (run, "checkpointed")
    case .alert(let run, _, _, _): (run, "alert")
    case .finished(let run, _): (run, "finished")
    case .failed(let run, _, _): (run, "failed")
    case .rolledBack(let run, _, _, _, _): (run, "rolledBack")
    }
  }
}
