public import RLCore

/// How episodes are told to whoever is asked, to find out what the telling is worth.
///
/// An advisor that advises as well by a shuffled narration as by the true one has not read it: what its advice is worth
/// then comes from elsewhere.
public enum NarrationForm: String, CaseIterable, Sendable {
  /// In the environment's own words.
  case told
  /// The same, and every number that the policy observes.
  case lossless
  /// Each step with the words of another step of its episode, drawn by chance; the control.
  case shuffled

  /// The form of that name. Throws `UnknownNameError`.
  public init(named name: String) throws {
    guard let form = Self(rawValue: name) else {
      throw UnknownNameError(kind: "narration", name: name, valid: Self.allCases.map(\.rawValue))
    }
    self = form
  }

  /// The interpreter whose words are told.
  ///
  /// - Throws: `InvalidSettingError` where the environment has no lossless narration.
  public func interpreter(of own: any Interpreter, environment: String) throws -> any Interpreter {
    guard self == .lossless else { return own }
    guard let lossless = own.lossless else {
      throw InvalidSettingError(
        key: "narration", value: rawValue, valid: "told or shuffled: \(environment) has no other words than its own")
    }
    return lossless
  }

  /// The lines as they are told; each begins with `t=` and its step, which stays where it is.
  public func lines(_ lines: [String], seed: UInt64, episode: Int) -> [String] {
    guard self == .shuffled else { return lines }
    var places = Array(lines.indices)
    var generator = SeededGenerator(seed: seed, stream: UInt64(truncatingIfNeeded: episode))
    for place in places.indices.dropLast() {
      places.swapAt(place, place + Int(generator.next() % UInt64(places.count - place)))
    }
    return zip(lines, places).map { line, place in String(Self.time(line)) + Self.words(lines[place]) }
  }

  private static func time(_ line: String) -> Substring {
    line.hasPrefix("t=") ? line.prefix { $0 != " " && $0 != ":" && $0 != "," } : ""
  }

  private static func words(_ line: String) -> Substring { line.dropFirst(time(line).count) }
}
