internal import RLCore

/// What can go wrong with an environment in a child process, with what to do next.
public enum BridgeError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The interpreter cannot be started: its path and why.
  case noPython(String, String)
  /// The interpreter lacks a package: its path, what pip calls it (empty where that is not known), and a sentence.
  case noPackage(python: String, requirement: String, sentence: String)
  /// No environment has this id; what Gymnasium says.
  case noEnvironment(String, String)
  /// A space has no form here, or a wrapper cannot be had.
  case unfit(String, String)
  /// The environment raised: what it was doing, and the traceback.
  case raised(String, String)
  /// The child ended: what it was doing, how it ended, and the last that it printed.
  case ended(String, how: String, said: String)
  /// The child did not answer: what it was doing, the seconds waited, and the last that it printed.
  case late(String, seconds: Double, said: String)
  /// The child speaks another protocol, or bytes that are none.
  case garbled(String)
  /// The environment shared a child with another one that brought it down.
  case lost
  /// A setting cannot be read.
  case setting(String)

  /// A sentence for a person, with a traceback behind it where there is one.
  public var description: String {
    switch self {
    case .noPython(let path, let reason):
      "Python cannot be started as \(path): \(reason); 'sidecoach bridge install' makes one, or name yours with --python"
    case .noPackage(let python, let requirement, let sentence):
      "\(python) cannot make the environment: \(sentence)"
        + (requirement.isEmpty ? "" : "; '\(python) -m pip install \"\(requirement)\"' installs what it needs")
    case .noEnvironment(let id, let said): "Gymnasium has no environment '\(id)': \(said)"
    case .unfit(let id, let said): "\(id) cannot be bridged: \(said)"
    case .raised(let doing, let traceback): "the environment raised in \(doing): \(Self.cause(traceback))\n\(traceback)"
    case .ended(let doing, let how, let said):
      "the environment's process \(how) in \(doing); it is started anew\(Self.tail(said))"
    case .late(let doing, let seconds, let said):
      "the environment did not answer in \(doing) for \(Numerals.significant(seconds)) s and was ended; it is started "
        + "anew, and 'environment.timeout' gives it longer\(Self.tail(said))"
    case .garbled(let what):
      "the environment's process sent \(what), which is no message of the bridge; it is started anew"
    case .lost: "the process that this environment shares with others ended"
    case .setting(let text): text
    }
  }

  /// The last line of a traceback, which says what was raised.
  private static func cause(_ traceback: String) -> String {
    traceback.split(whereSeparator: \.isNewline).last.map(String.init) ?? "no reason given"
  }

  private static func tail(_ said: String) -> String { said.isEmpty ? "" : "; the last it printed:\n\(said)" }
}
