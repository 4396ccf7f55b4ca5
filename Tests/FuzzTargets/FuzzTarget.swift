/// A reader of data from outside, held to promises that hold for whatever bytes it is given.
///
/// Reading may refuse; it may not trap, hang, or give what breaks a promise. `Scripts/fuzz` drives a target with libFuzzer,
/// and `FuzzTests` with the files of `Tests/Fixtures/fuzz` and mutations of them.
public struct FuzzTarget: Sendable {
  /// The name, also of its folder of files.
  public let name: String
  /// Reads bytes; throws `BrokenPromise` where what came out of it may not be.
  public let run: @Sendable ([UInt8]) throws -> Void

  /// A target.
  init(_ name: String, _ run: @escaping @Sendable ([UInt8]) throws -> Void) {
    self.name = name
    self.run = run
  }

  /// Every target.
  public static let all: [FuzzTarget] = [
    .reply, .stream, .toml, .task, .model, .pddl, .plan, .recorded, .dump, .game, .grammar, .checkpoint, .row, .zip,
    .pickle, .torch, .onnx, .log, .archive,
  ]
}

/// What may not come out of a reader.
public struct BrokenPromise: Error, CustomStringConvertible {
  /// Which promise.
  public let description: String
}

/// Throws where a promise does not hold.
func promise(_ holds: Bool, _ what: @autoclosure () -> String) throws(BrokenPromise) {
  if !holds { throw BrokenPromise(description: what()) }
}
