import Glibc
import RLCore

/// Where event files lie: a directory for each run, which is how TensorBoard tells them apart.
enum TensorBoardDirectory {
  /// Where the files of a run of a session belong below `directory`.
  static func path(_ directory: String, session: String, run: String) -> String {
    "\(directory)/\(name(session))/\(name(run))"
  }

  /// What tells event files from others in their names.
  static let mark = "tfevents"

  /// The name of a file that is written while a run trains. TensorBoard reads the files of a run in the order of their names.
  ///
  /// - Parameter number: tells the files of one process apart.
  static func fileName(time: Double, number: Int) -> String {
    "events.out.\(mark).\(seconds(time)).\(getpid()).\(number)"
  }

  /// The name of the file that an export makes of a run that began at `time`: the same each time.
  static func exportName(time: Double, part: Int = 1) -> String {
    "events.out.\(mark).\(seconds(time)).export\(part)"
  }

  /// Whether a file of that name holds events, and no export made it.
  static func isOfTraining(_ name: String) -> Bool { name.contains(mark) && !name.contains(".export") }

  /// Throws `TensorBoardError.cannotWrite` where nothing can be written below a directory, which is made where it is not there.
  static func check(_ path: String) throws {
    try make(path)
    guard access(path, W_OK) == 0 else {
      throw TensorBoardError.cannotWrite(path, String(cString: strerror(errno)))
    }
  }

  /// Whole seconds with as many digits each time, so that names order as times do.
  private static func seconds(_ time: Double) -> String {
    let whole = "\(Int(min(max(0, time), 9_999_999_999)))"
    return String(repeating: "0", count: 10 - whole.count) + whole
  }

  /// Makes a directory with those above it.
  ///
  /// - Throws: `TensorBoardError.cannotWrite`.
  static func make(_ path: String) throws {
    // Part by part, since the system's own words say best what stands in the way.
    var place = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      place += (place.isEmpty || place == "/" ? "" : "/") + part
      guard mkdir(place, 0o755) == 0 || errno == EEXIST else {
        throw TensorBoardError.cannotWrite(path, String(cString: strerror(errno)))
      }
    }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
      throw TensorBoardError.cannotWrite(path, "there is a file of that name")
    }
  }

  /// A name as one part of a path, whatever is in it.
  private static func name(_ text: String) -> String {
    let plain = String(text.plainLine.map { $0 == "/" ? "_" : $0 })
    return ["", ".", ".."].contains(plain) ? "_" : plain
  }
}

/// What can stand in the way of event files, with what to do next.
package enum TensorBoardError: Error, Equatable, CustomStringConvertible {
  /// A path, and why nothing can be written there.
  case cannotWrite(String, String)
  /// A directory of a run holds event files that are no export's.
  case holdsOthers(String)

  package var description: String {
    switch self {
    case .cannotWrite(let path, let reason):
      "cannot write \(path): \(reason); free some space or give another directory"
    case .holdsOthers(let path):
      "\(path) holds event files that were written while it was trained, and TensorBoard would show both as one run; give "
        + "another directory with --out"
    }
  }
}
