package import Algorithms
import Foundation
package import RLCore
package import SessionStore

/// Policies and episodes of a session, as the stages need them.
extension SessionStore {
  /// The latest checkpoint of a run.
  package func policy(of run: RunName) throws -> PolicyCheckpoint {
    guard let found = try self.run(named: run) else { throw CoachError.noRun(run) }
    guard let file = found.checkpoint else { throw CoachError.noCheckpoint(run) }
    return try policy(in: file)
  }

  /// The checkpoint in a file of the session's checkpoint directory.
  package func policy(in file: String) throws -> PolicyCheckpoint {
    let path = checkpointDirectory + "/" + file
    guard let data = FileManager.default.contents(atPath: path) else { throw CoachError.unreadable(path) }
    do {
      return try PolicyCheckpoint(bytes: [UInt8](data))
    } catch {
      throw CoachError.badCheckpoint(path, "\(error)")
    }
  }

  /// Episodes by number.
  package func episodes(_ numbers: Set<Int>) throws -> [Int: Episode] {
    var found: [Int: Episode] = [:]
    for number in numbers { found[number] = try episode(number) }
    return found
  }
}
