import Foundation
import RLCore

/// The runs on record of a data set, as plans for priors that propose what was done.
enum BashRecordings {
  private static let endings = [".json.gz", ".json"]

  /// The names of the runs, without the list that each log is about.
  static func names(in folder: TaskFolder) -> [String] {
    Set(logs(in: folder).map(\.run)).sorted()
  }

  /// What a run did with each task of all lists.
  ///
  /// - Throws: `UnknownNameError`, `TextTaskError`.
  static func plans(of run: String, in folder: TaskFolder) throws -> [RecordedPlan] {
    guard folder.isThere else { throw TextTaskError.noData(folder) }
    let own = logs(in: folder).filter { $0.run == run }
    guard !own.isEmpty else { throw UnknownNameError(kind: "recorded run", name: run, valid: names(in: folder)) }
    return try own.flatMap { log in
      try BashRecord.read(log.file).map { record in
        var actions = record.turns.compactMap(\.command)
        // What a run ended with is its answer, whether or not its agent had to say so.
        if let last = actions.last, last != BashEngine.submit { actions.append(BashEngine.submit) }
        return RecordedPlan(
          task: "\(log.list)/\(record.place)", prompt: run, actions: actions,
          isCorrect: record.turns.contains { $0.reward == 1 })
      }
    }
  }

  /// Every log whose list is there: RUN_SYSTEM beside nl2bash_SYSTEM.
  static func logs(in folder: TaskFolder) -> [(run: String, list: String, file: String)] {
    let place = folder.path + "/recorded"
    let files = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).sorted()
    return folder.lists.flatMap { list -> [(run: String, list: String, file: String)] in
      let system = list.hasPrefix("nl2bash_") ? String(list.dropFirst("nl2bash_".count)) : list
      return files.compactMap { file in
        guard let ending = endings.first(where: { file.hasSuffix("_" + system + $0) }) else { return nil }
        return (String(file.dropLast(system.count + 1 + ending.count)), list, place + "/" + file)
      }
    }
  }
}
