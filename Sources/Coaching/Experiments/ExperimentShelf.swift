package import Experiments
import Foundation

/// The experiments that stand beside a directory of sessions, for whoever wants to look at them.
package struct ExperimentShelf: Sendable {
  /// One experiment.
  package struct Item: Sendable, Equatable {
    /// Its folder's name.
    package var name: String
    /// Its folder.
    package var path: String
    /// When something of it last ended, in seconds since 1970.
    package var changedAt: Double
  }

  /// The directory that they are in.
  package let directory: String

  /// The shelf beside the directory `sessions`.
  package init(sessions: String) {
    let beside = URL(fileURLWithPath: sessions).deletingLastPathComponent().relativePath
    directory = (sessions.contains("/") ? beside + "/" : "") + "experiments"
  }

  /// The experiments of which a cell ended, the latest first; none where there is no such directory.
  package var items: [Item] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    let items = names.sorted().compactMap { name -> Item? in
      let path = directory + "/" + name
      guard let folder = ExperimentFolder.found(at: path), let time = folder.changedAt else { return nil }
      return Item(name: name, path: path, changedAt: time)
    }
    return items.sorted { $0.changedAt > $1.changedAt }
  }

  /// The tasks of an experiment, with what its cells came to so far; nothing is made or changed.
  ///
  /// - Parameter experiment: its name on the shelf, or the path of its folder.
  /// - Throws: `ExportError.noSuchExperiment`, `noExperiment`, `noLedger`, or why a file cannot be read.
  package func tasks(of experiment: String) throws -> [ComparedTask] {
    let place = experiment.contains("/") ? experiment : directory + "/" + experiment
    guard let folder = ExperimentFolder.found(at: place) else {
      throw ExportError.noSuchExperiment(place, known: items.map(\.name))
    }
    return try folder.pages().comparedTasks
  }
}
