import Algorithms
import Logging
import RLCore
import SessionStore

/// Whom oracles ask.
extension Coach {
  /// What `method` is made from, where it is an oracle: the teacher that its settings name, and recorded episodes where it
  /// looks at some.
  func oracle(for method: RefinementMethod, _ configuration: PPOConfiguration) throws -> OracleMaterial {
    guard method.needsTeacher else { return .none }
    let path = configuration.oracle.teacher
    var material = OracleMaterial(teacher: path.isEmpty ? nil : try teacher(at: path))
    if method.needsEpisodes {
      let episodes = try store.episodes(Set(store.collectedEpisodes()))
      guard !episodes.isEmpty else { throw CoachError.noEpisodes }
      material.episodes = episodes.sorted { $0.key < $1.key }.map(\.value)
    }
    return material
  }

  /// The base policy of another session, as it was when its training had ended.
  private func teacher(at path: String) throws -> OracleTeacher {
    do {
      guard SessionStore.exists(path: path) else { throw CoachError.noSession(path) }
      let session = try SessionStore.open(path: path, readOnly: true)
      defer { session.close() }
      guard let run = try session.run(named: .base) else { throw CoachError.noRun(.base) }
      guard run.state == .finished else {
        throw CoachError.unusable("its base policy is still in training; let 'sidecoach train' end it")
      }
      let teacher = try OracleTeacher(session.policy(of: .base), digest: run.digest ?? "", for: entry)
      log.info("oracle", metadata: ["teacher": "\(path)", "step": "\(teacher.step)", "digest": "\(teacher.digest)"])
      return teacher
    } catch {
      throw CoachError.badTeacher(path, "\(error)")
    }
  }
}
