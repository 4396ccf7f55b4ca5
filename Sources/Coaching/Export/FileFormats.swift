package import RLCore
import SessionStore

/// A form in which a session comes out as files at a place that is named: one line of the catalog.
package struct FileFormat: CatalogEntry {
  /// The name on the command line.
  package let name: String
  /// One sentence for help.
  package let summary: String
  /// What `--out` names, such as a directory, as the end of a sentence.
  let place: String
  /// Writes a session there, tells what it leaves out because it cannot be read, and says what it wrote.
  let write: @Sendable (SessionStore, _ path: String, @escaping LeaveOut) throws -> String

  init(
    _ name: String, _ summary: String, place: String,
    write: @escaping @Sendable (SessionStore, _ path: String, @escaping LeaveOut) throws -> String
  ) {
    (self.name, self.summary, self.place, self.write) = (name, summary, place, write)
  }
}

/// The forms of a session that are files.
package enum FileFormats {
  /// Every format, one line each.
  package static let all = Catalog(
    "export format",
    [
      FileFormat("tensorboard", "TensorBoard's event files of every run, as SESSION/RUN", place: "a directory") {
        try TensorBoardExport(directory: $1).write($0, leavingOut: $2)
      },
      FileFormat(
        "trajectories", "every collected episode with what the policy saw, did and was paid, as JSON lines",
        place: "a file"
      ) {
        try TrajectoryLines(store: $0).write(to: $1, leavingOut: $2)
      },
      FileFormat(
        "archive",
        "the session as one file with digests of all that is in it, which 'import' takes up on another machine",
        place: "a file"
      ) {
        try SessionArchive(store: $0, path: $1).write(leavingOut: $2)
      },
    ])
}

/// What was written of a session as files.
package struct ExportedFiles {
  /// What was written, in a sentence.
  package let words: String
  /// What to say once it is out, where something could not be read; nil where nothing was left out.
  package let remark: String?

  /// Writes the session `name` as `format` to `path`; nil where that is no format of files. `note` is told of what is left
  /// out because it cannot be read.
  ///
  /// - Throws: `InvalidSettingError` where no path is given.
  package init?(
    _ name: String, in directory: String, as format: String, to path: String?, note: @escaping (String) -> Void
  ) throws {
    guard let found = FileFormats.all[format] else { return nil }
    guard let path, !path.isEmpty else {
      throw InvalidSettingError(key: "out", value: path ?? "", valid: "\(found.place) to write \(format) to")
    }
    let session = try SessionOpening.path(name, in: directory)
    guard SessionStore.exists(path: session) else { throw CoachError.noSession(session) }
    (words, remark) = try Exported.reading(session, note: note) { try found.write($0, path, $1) }
  }
}
