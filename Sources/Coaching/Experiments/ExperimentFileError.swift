import RLCore

/// Why an experiment's file was not taken, with what to do next.
package enum ExperimentFileError: Error, Equatable, CustomStringConvertible {
  /// A key that is none: where it stands, the key, those that are valid there.
  case unknownKey(String, String, [String])
  /// A key that is missing: where.
  case missing(String, String)
  /// A value that cannot be: where, the key, what is valid.
  case wrong(String, String, valid: String)
  /// Nothing would be run: what is missing.
  case empty(String)
  /// A name or value that something else refused: where, why.
  case refused(String, String)
  /// The folder holds another experiment: the folder, what differs.
  case changed(String, [String])

  /// A sentence.
  package var description: String {
    switch self {
    case .unknownKey(let place, let key, let valid):
      "\(place): \(UnknownNameError(kind: "key", name: key, valid: valid))"
    case .missing(let place, let key): "\(place): the key '\(key)' is missing"
    case .wrong(let place, let key, let valid): "\(place): '\(key)' has to be \(valid)"
    case .empty(let what): "the experiment is empty: \(what)"
    case .refused(let place, let reason): "\(place): \(reason)"
    case .changed(let folder, let differences):
      "\(folder) was begun with another file: \(differences.joined(separator: "; ")); cells can only be added to an "
        + "experiment that was begun, so give the changed file another name, or --out another folder"
    }
  }

  /// Does `work`, whose errors are about what stands at `place`.
  static func at<Value>(_ place: String, _ work: () throws -> Value) throws -> Value {
    do { return try work() } catch let error as ExperimentFileError { throw error } catch {
      throw ExperimentFileError.refused(place, "\(error)")
    }
  }
}
