package import RLCore

/// What can stand in the way of a stage, with what to do next.
package enum CoachError: Error, CustomStringConvertible {
  case noRun(RunName)
  case noCheckpoint(RunName)
  /// The run, the step that was asked for, and those at which it has checkpoints.
  case noCheckpointAt(RunName, Int, [Int])
  case unreadable(String)
  case badCheckpoint(String, String)
  /// The file is not the one that the session stored: the file's path, the session's.
  case changedCheckpoint(String, String)
  case noEpisodes
  case noSuggestions
  case noGuidance
  case readOnly(String)
  case noSession(String)
  case noSessions(String)
  case unusable(String)
  case nothingUsable(String, String)
  case otherEnvironment(String, String, String)
  /// The policy that an oracle was to ask cannot be had: its session's path, why.
  case badTeacher(String, String)
  /// The policy that a plan was to go by cannot be had: its path, why.
  case badPolicy(String, String)
  /// Too few episodes ended to tell whether the base policy is on a plateau: in the window with the fewest.
  case plateauUnknown(Int)
  /// The base policy was to be on a plateau and is not.
  case notStuck(PlateauTest)

  package var description: String {
    switch self {
    case .noRun(.base): "the session has no base policy yet; run 'sidecoach train' first"
    case .noRun(let name): "the session has no run '\(name)'; 'sidecoach refine' makes one"
    case .noCheckpoint(let name): "run '\(name)' has no checkpoint yet; let it train for a moment"
    case .noCheckpointAt(let name, let step, let known):
      "run '\(name)' has no checkpoint at step \(step), only at \(known.map(String.init).joined(separator: ", ")); "
        + "'checkpoint.keep' says how many stay, and C on screen stores one that does"
    case .unreadable(let path):
      "cannot read \(path); restore it from a backup, or let 'sidecoach doctor --session S --repair' give it up, so that "
        + "the run can be trained again"
    case .changedCheckpoint(let path, let session):
      "\(path) is damaged or was replaced: its SHA-256 is not the one that was stored; restore it from a backup, or let "
        + "'sidecoach doctor --session \(session) --repair' set it aside, so that the run can be trained again"
    case .badCheckpoint(let path, let reason): "\(path): \(reason)"
    case .noEpisodes: "no episodes are recorded; run 'sidecoach collect' first"
    case .noSuggestions: "there are no suggestions; run 'sidecoach identify' first"
    case .noGuidance:
      "no suggestion is accepted or edited, so there is no guidance; review the queue ('sidecoach review') or accept "
        + "by a policy ('sidecoach review S --accept verified')"
    case .readOnly(let reason): "the session is open for reading only (\(reason)); close the other one first"
    case .unusable(let reason): reason
    case .noSessions(let directory): "no sessions in \(directory)/ yet; 'sidecoach demo' begins one"
    case .otherEnvironment(let path, let has, let asked):
      "\(path) is a session of \(has), not of \(asked); choose another --session"
    case .badTeacher(let path, let reason): "the teacher at \(path) (oracle.teacher) cannot be used: \(reason)"
    case .badPolicy(let path, let reason): "the policy at \(path) (--policy) cannot be used: \(reason)"
    case .plateauUnknown(let fewest):
      "whether the base policy is on a plateau cannot be told: a window saw \(fewest) episodes end, and two are the least; "
        + "make 'plateauWindow' longer"
    case .notStuck(let test): test.words
    case .nothingUsable(let advisor, let reason):
      "nothing that \(advisor) answered could be used: \(reason); asking again asks about the same episodes"
    case .noSession(let path): "there is no session at \(path); 'sidecoach train ENV --session S' makes one"
    }
  }
}
