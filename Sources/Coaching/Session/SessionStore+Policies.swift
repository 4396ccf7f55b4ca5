package import Algorithms
import Foundation
package import RLCore
package import SessionStore

/// Policies and episodes of a session, as the stages need them.
extension SessionStore {
  /// The latest checkpoint of a run. Only the very bytes that the session stored are taken, and only numbers that can be
  /// calculated with.
  package func policy(of run: RunName) throws -> PolicyCheckpoint {
    guard let found = try self.run(named: run) else { throw CoachError.noRun(run) }
    guard let file = found.checkpoint else { throw CoachError.noCheckpoint(run) }
    let path = checkpointDirectory + "/" + file
    guard let data = FileManager.default.contents(atPath: path) else { throw CoachError.unreadable(path) }
    let bytes = [UInt8](data)
    if let digest = found.digest, sha256Hex(bytes) != digest {
      throw CoachError.changedCheckpoint(path, info.path)
    }
    do {
      return try PolicyCheckpoint(bytes: bytes)
    } catch {
      throw CoachError.badCheckpoint(path, "\(error)")
    }
  }

  /// How many episodes of a run had failed at its latest checkpoint; nil before there is one that can be read.
  package func failures(of run: RunName) -> FailedEpisodes? { try? policy(of: run).failures }

  /// Episodes by number.
  package func episodes(_ numbers: Set<Int>) throws -> [Int: Episode] {
    var found: [Int: Episode] = [:]
    for number in numbers { found[number] = try episode(number) }
    return found
  }
}
