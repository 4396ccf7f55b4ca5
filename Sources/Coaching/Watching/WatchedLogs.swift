import Foundation

/// Another program's training as its logs tell of it while they grow: TensorBoard's event files, and tables as
/// Stable-Baselines3 writes them. Each folder with a log is a run.
package struct WatchedLogs: Sendable {
  /// What a look at the logs found.
  package struct News: Sendable {
    /// Records that are new, with the names of their runs.
    package var records: [(run: String, record: WatchedRecord)] = []
    /// Something is to be shown that was not known before.
    package var isNew = false
    /// More is there than is read in one go; look again at once.
    package var hasMore = false
  }

  /// A log that is followed.
  private struct Follower: Sendable {
    var file: FollowedFile
    var reader: any LogReader

    init(_ path: String, _ kind: LogKind) { (file, reader) = (FollowedFile(path), kind.reader) }
  }

  /// A run with its logs.
  private struct Followed: Sendable {
    var kind: LogKind
    var followers: [Follower]
    var run: WatchedRun
    /// Steps of the episodes of all of them, where there is a row for each episode.
    var steps = 0

    /// Records of logs of environments side by side in the order of their times, with the steps of all of them.
    mutating func merge(_ news: [WatchedNews]) -> [WatchedNews] {
      let records = news.compactMap { item -> WatchedRecord? in
        if case .record(let record) = item { record } else { nil }
      }
      let merged = records.sorted { $0.time < $1.time }.map { record -> WatchedNews in
        steps += record.step
        return .record(WatchedRecord(step: steps, time: record.time, values: record.values))
      }
      return news.filter { if case .record = $0 { false } else { true } } + merged
    }
  }

  /// Bytes that are read in one go.
  private static let mostBytes = 8 << 20

  /// What is watched.
  package let path: String
  /// More runs are there than are followed.
  package private(set) var isCut = false
  private var followed: [Followed] = []

  /// Watches the logs at `path`: a folder with what is below it, or a single log.
  ///
  /// - Throws: `WatchError.nothingThere` where there is neither. A folder may still be empty.
  package init(_ path: String) throws {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw WatchError.nothingThere(path)
    }
    guard isDirectory.boolValue || LogKind(file: URL(fileURLWithPath: path).lastPathComponent, isNamed: true) != nil
    else { throw WatchError.noLog(path) }
    self.path = path
  }

  /// The runs, by name.
  package var runs: [WatchedRun] { followed.map(\.run) }

  /// The place among the runs of the one that recorded something last; nil where none has.
  package var latest: Int? {
    let times = followed.indices.filter { followed[$0].run.records > 0 }
    return times.max { followed[$0].run.time < followed[$1].run.time }
  }

  /// What the logs are by now, in a sentence.
  package var words: String {
    guard !followed.isEmpty else {
      return "No log in \(path) yet: event files, progress.csv and monitor.csv are looked for every second."
    }
    var words = "\(followed.count) \(followed.count == 1 ? "run" : "runs")"
    let damaged = followed.reduce(0) { $0 + $1.run.damaged }
    if damaged > 0 { words += ", \(damaged) damaged \(damaged == 1 ? "record" : "records") passed over" }
    if isCut { words += ", and more that are not followed" }
    let others = Set(followed.flatMap(\.run.otherNames)).sorted()
    if let first = others.first {
      words += others.count == 1 ? "; \(first) has no chart" : "; \(first) and \(others.count - 1) more have no chart"
    }
    return words + "."
  }

  /// Looks at what is there now.
  package mutating func look() -> News {
    var news = News()
    list(&news)
    var room = Self.mostBytes
    for index in followed.indices { read(index, &room, &news) }
    return news
  }

  private mutating func list(_ news: inout News) {
    let listing = LogListing(path)
    if listing.isCut != isCut { (isCut, news.isNew) = (listing.isCut, true) }
    let known = Dictionary(followed.map { ($0.run.name, $0) }, uniquingKeysWith: { first, _ in first })
    followed = listing.groups.map { group in
      guard var run = known[group.name], run.kind == group.kind else {
        news.isNew = true
        return Followed(
          kind: group.kind, followers: group.files.map { Follower($0, group.kind) },
          run: WatchedRun(name: group.name, source: group.kind.words))
      }
      // What was read of a log that is gone stays.
      let added = Set(group.files).subtracting(run.followers.map(\.file.path))
      run.followers += added.sorted().map { Follower($0, group.kind) }
      return run
    }
    // A run stays as well, so that its curves do not vanish with its folder.
    let names = Set(listing.groups.map(\.name))
    followed += known.values.filter { !names.contains($0.run.name) }
    followed.sort { $0.run.name < $1.run.name }
  }

  /// Reads what the logs of a run have more, in the order of their names, as long as there is room.
  private mutating func read(_ index: Int, _ room: inout Int, _ news: inout News) {
    var found: [WatchedNews] = []
    guard room > 0 else {
      news.hasMore = true
      return
    }
    var place = 0
    while place < followed[index].followers.count {
      switch followed[index].followers[place].file.read(atMost: room) {
      case .none: break
      case .grown(let bytes, let more):
        room = max(0, room - bytes.count)
        if more { news.hasMore = true }
        followed[index].followers[place].reader.append(bytes)
        while let next = followed[index].followers[place].reader.next() { found.append(next) }
      case .replaced:
        // The run is read anew, all of it: what came from this log can no longer be told from the rest.
        restart(index)
        (news.isNew, news.hasMore) = (true, true)
        return
      }
      if room == 0, place + 1 < followed[index].followers.count {
        news.hasMore = true
        break
      }
      place += 1
    }
    if followed[index].kind == .monitor { found = followed[index].merge(found) }
    for item in found {
      followed[index].run.take(item)
      news.isNew = true
      if case .record(let record) = item { news.records.append((followed[index].run.name, record)) }
    }
  }

  private mutating func restart(_ index: Int) {
    let kind = followed[index].kind
    followed[index].followers = followed[index].followers.map { Follower($0.file.path, kind) }
    followed[index].run = WatchedRun(name: followed[index].run.name, source: kind.words)
    followed[index].steps = 0
  }
}

/// Why nothing can be watched, with what to do next.
package enum WatchError: Error, Equatable, CustomStringConvertible {
  /// Nothing is at that path.
  case nothingThere(String)
  /// A file that is no log.
  case noLog(String)

  package var description: String {
    switch self {
    case .nothingThere(let path):
      "there is nothing at \(path); name the folder that the other program writes its logs to, such as SB3's "
        + "tensorboard_log or CleanRL's runs"
    case .noLog(let path):
      "\(path) is neither a folder nor a log; TensorBoard's event files, progress.csv and monitor.csv are followed"
    }
  }
}
