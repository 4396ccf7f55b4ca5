import Foundation

/// Reads tables of comma-separated values with a row for each record, such as Stable-Baselines3's `progress.csv`.
struct ProgressReader: LogReader {
  /// Names of the column of steps, the first that there is counts.
  private static let steps = ["time/total_timesteps", "global_step", "total_timesteps", "timesteps", "step", "steps"]
  /// Names of the column of seconds.
  private static let seconds = ["time/time_elapsed", "wall_time", "time"]
  /// Columns that are read at most.
  static let mostColumns = 1_024

  private var lines = TextLines()
  private var heads: [String] = []
  private var stepColumn: Int?
  private var timeColumn: Int?
  private var count = 0

  mutating func append(_ bytes: [UInt8]) { lines.append(bytes) }

  mutating func next() -> WatchedNews? {
    while let found = lines.next() {
      guard case .line(let text) = found else { return .damaged }
      guard !text.isEmpty else { continue }
      let fields = TextLines.fields(text)
      guard !heads.isEmpty else {
        heads = Array(fields.prefix(Self.mostColumns))
        stepColumn = Self.first(of: Self.steps, in: heads)
        timeColumn = Self.first(of: Self.seconds, in: heads)
        continue
      }
      return record(fields).map { .record($0) } ?? .damaged
    }
    return nil
  }

  private static func first(of names: [String], in heads: [String]) -> Int? {
    names.compactMap { heads.firstIndex(of: $0) }.first
  }

  private mutating func record(_ fields: [String]) -> WatchedRecord? {
    guard fields.count == heads.count else { return nil }
    count += 1
    var step = count
    if let stepColumn {
      guard let number = Double(fields[stepColumn]), let whole = Int(exactly: number.rounded()) else { return nil }
      step = whole
    }
    let values = zip(heads, fields).enumerated().compactMap { index, pair -> TensorBoardEvent.Scalar? in
      guard index != stepColumn, index != timeColumn, let value = Double(pair.1) else { return nil }
      return TensorBoardEvent.Scalar(tag: pair.0, value: value)
    }
    let time = timeColumn.flatMap { Double(fields[$0]) } ?? 0
    return WatchedRecord(step: step, time: time, values: values)
  }
}

/// Reads the `monitor.csv` that Stable-Baselines3 and Gymnasium's older wrappers write: a row for each episode, with return,
/// length and seconds.
///
/// The step of a record is the length of its episode alone: whoever knows what else was played adds them up.
struct MonitorReader: LogReader {
  /// Names of what is read of it.
  static let (episodeReturn, episodeLength) = ("monitor/r", "monitor/l")

  private struct Head: Decodable { var t_start: Double? }

  private var lines = TextLines()
  private var start = 0.0
  private var columns: (reward: Int, length: Int, time: Int?)?

  mutating func append(_ bytes: [UInt8]) { lines.append(bytes) }

  mutating func next() -> WatchedNews? {
    while let found = lines.next() {
      guard case .line(let text) = found else { return .damaged }
      if text.isEmpty { continue }
      if text.hasPrefix("#") {
        start = (try? JSONDecoder().decode(Head.self, from: Data(text.dropFirst().utf8)))?.t_start ?? 0
        continue
      }
      let fields = TextLines.fields(text)
      guard let columns else {
        guard let reward = fields.firstIndex(of: "r"), let length = fields.firstIndex(of: "l") else { return .damaged }
        self.columns = (reward, length, fields.firstIndex(of: "t"))
        continue
      }
      guard fields.count > max(columns.reward, columns.length, columns.time ?? 0),
        let reward = Double(fields[columns.reward]), let length = Int(fields[columns.length]), length > 0,
        length < 1 << 32
      else { return .damaged }
      let values = [
        TensorBoardEvent.Scalar(tag: Self.episodeReturn, value: reward),
        TensorBoardEvent.Scalar(tag: Self.episodeLength, value: Double(length)),
      ]
      let time = start + (columns.time.flatMap { Double(fields[$0]) } ?? 0)
      return .record(WatchedRecord(step: length, time: time, values: values))
    }
    return nil
  }
}
