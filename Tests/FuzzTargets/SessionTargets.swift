import Algorithms
import Coaching
import Environments
import Foundation
import RLCore
import SessionStore

// What a session keeps, as a disk may have damaged it.
extension FuzzTarget {
  /// A checkpoint, and the network in it.
  static let checkpoint = FuzzTarget("checkpoint") { bytes in
    guard let checkpoint = try? PolicyCheckpoint(bytes: bytes) else { return }
    _ = try? checkpoint.makeNetwork()
  }

  /// A row of the database: an episode's steps, a captured state, settings.
  static let row = FuzzTarget("row") { bytes in
    guard let first = bytes.first else { return }
    let rest = Array(bytes.dropFirst())
    switch first % 4 {
    case 0:
      guard let steps = EpisodeCodec.decode(rest) else { return }
      try promise(EpisodeCodec.encode(steps) == rest, "steps that are written as other bytes")
      for step in steps { _ = step.action.name(in: .discrete(names: ["a"])) }
    case 1: FuzzTarget.restore(Pong(), rest)
    case 2: FuzzTarget.restore(Pendulum(), rest)
    default:
      guard let settings = try? SessionSettings(environment: "Pong", seed: 1),
        let found = try? decode(SessionSettings.self, from: Data(rest), over: settings)
      else { return }
      var own = found
      own.environment = "Pong"
      try? own.check()
    }
  }

  private static func restore<E: Restorable & Viewable & Narrated>(_ start: E, _ state: [UInt8]) {
    var environment = start
    var row = [UInt8](repeating: 0, count: environment.spec.observation.rowBytes)
    guard (try? environment.restore(state)) != nil else { return }
    for _ in 0..<3 {
      _ = try? environment.step([0])
      row.withUnsafeMutableBytes { bytes in if let base = bytes.baseAddress { environment.observe(into: base) } }
      _ = environment.frame()
      _ = environment.interpreter.key(row: row)
    }
  }
}
