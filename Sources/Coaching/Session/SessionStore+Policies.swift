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
    return try policy(in: file, digest: found.digest)
  }

  /// The policy of a checkpoint, latest or not, by the same rules.
  package func policy(of checkpoint: CheckpointRecord) throws -> PolicyCheckpoint {
    try policy(in: checkpoint.file, digest: checkpoint.digest.isEmpty ? nil : checkpoint.digest)
  }

  /// The checkpoint that the session has of a run at a step, or the one that it goes on from where no step is named.
  package func checkpoint(at point: RunPoint) throws -> CheckpointRecord {
    guard try run(named: point.run) != nil else { throw CoachError.noRun(point.run) }
    let all = try checkpoints(of: point.run)
    guard let latest = all.last else { throw CoachError.noCheckpoint(point.run) }
    guard let step = point.step else { return latest }
    guard let found = all.last(where: { $0.step == step }) else {
      throw CoachError.noCheckpointAt(point.run, step, all.map(\.step))
    }
    return found
  }

  private func policy(in file: String, digest: String?) throws -> PolicyCheckpoint {
    let path = checkpointDirectory + "/" + file
    guard let data = FileManager.default.contents(atPath: path) else { throw CoachError.unreadable(path) }
    let bytes = [UInt8](data)
    if let digest, sha256Hex(bytes) != digest {
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
