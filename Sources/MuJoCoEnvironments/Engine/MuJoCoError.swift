/// What can go wrong with a model or a simulation, with what to do next.
public enum MuJoCoError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The library that was found is not the release the program was built for.
  case wrongLibrary(found: String)
  /// No built-in model has that name, or its resource is missing.
  case missingModel(name: String)
  /// An MJCF file does not compile.
  case model(path: String, reason: String)
  /// A model compiles but does not fit its task.
  case mismatch(model: String, reason: String)
  /// A task has a constant that makes no sense.
  case task(id: String, reason: String)
  /// There was no memory for a simulation.
  case simulation(reason: String)
  /// A number of the simulation went bad, or MuJoCo gave up.
  case diverged(step: Int, reason: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .wrongLibrary(let found):
      "MuJoCo \(found) is installed, another release than the program was built for; build it again"
    case .missingModel(let name) where MuJoCoCatalog.models.contains(name):
      "the model '\(name)' is missing from the program's resources; build it again, or give the path of an MJCF file"
    case .missingModel(let name):
      "there is no built-in model '\(name)'; valid: \(MuJoCoCatalog.models.joined(separator: ", ")), or the path of an "
        + "MJCF file, with a slash in it or .xml at its end"
    case .model(let path, let reason): "\(path) is not a model that MuJoCo can compile: \(reason)"
    case .mismatch(let model, let reason): "the model \(model) does not fit its task: \(reason)"
    case .task(let id, let reason): "the task \(id) cannot be used: \(reason)"
    case .simulation(let reason): "MuJoCo could not set up a simulation: \(reason)"
    case .diverged(let step, let reason):
      "the simulation failed at step \(step) of its episode: \(reason); start another episode, and if that happens "
        + "again give gentler actions or a smaller time step"
    }
  }
}
