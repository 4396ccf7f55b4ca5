import Foundation
import RLCore
import SessionStore

/// The collected episodes of a session as JSON lines, one for each, with what the policy saw before every step and at the end.
///
/// Sessions keep states and no observations: each is taken from the environment, which is brought to every moment again.
struct TrajectoryLines {
  let store: SessionStore

  /// Writes them to the file at `path`, one after the other, and says how many.
  ///
  /// - Parameter leaveOut: told of episodes that cannot be read.
  /// - Throws: `MissingCapabilityError` where the environment cannot be brought to a moment again, `ExportError`, and what
  ///   writing throws.
  func write(to path: String, leavingOut leaveOut: LeaveOut) throws -> String {
    let settings = try SessionOpening.settings(of: store)
    let entry = try Catalogs.standard.environment(of: store, settings: settings.environmentSettings)
    let shard = entry.makeShard(1)
    let ids = try store.collectedEpisodes()
    guard !ids.isEmpty else { throw ExportError.nothingCollected(store.info.path) }
    let file = try PartialFile(path)
    var steps = 0
    do {
      for id in ids {
        let episode: Episode
        do {
          guard let found = try store.episode(id) else { continue }
          episode = found
        } catch let error as SessionStoreError {
          guard case .corrupt(_, let reason) = error else { throw error }
          leaveOut("episode \(id): \(reason)")
          continue
        }
        try file.write(Array(try line(of: episode, entry, shard).utf8))
        steps += episode.steps.count
      }
      try file.finish()
    } catch {
      file.abandon()
      throw error
    }
    return "wrote \(path): \(ids.count) \(ids.count == 1 ? "episode" : "episodes"), \(steps) steps"
  }

  /// An episode as one JSON object.
  private func line(of episode: Episode, _ entry: EnvironmentEntry, _ shard: any EnvironmentShard) throws -> String {
    let space = entry.spec.observation
    var observations: [String] = []
    let row = UnsafeMutableRawPointer.allocate(byteCount: space.rowBytes, alignment: 16)
    defer { row.deallocate() }
    try shard.walk(0, through: episode, 0...episode.steps.count, for: "writing trajectories") { _ in
      row.initializeMemory(as: UInt8.self, repeating: 0, count: space.rowBytes)
      shard.observe(0, into: row)
      observations.append(Self.text(UnsafeRawBufferPointer(start: row, count: space.rowBytes), space))
    }
    let actions = episode.steps.map { Self.text($0.action) }
    let rewards = episode.steps.map { "\($0.reward)" }
    let fields = [
      "\"id\":\(episode.id)", "\"environment\":\(try Self.json(episode.environment))", "\"seed\":\(episode.seed)",
      "\"observationSpace\":\(try Self.json(space.plain))", "\"actionSpace\":\(try Self.json(entry.spec.action))",
      "\"observations\":[\(observations.joined(separator: ","))]", "\"actions\":[\(actions.joined(separator: ","))]",
      "\"rewards\":[\(rewards.joined(separator: ","))]", "\"terminated\":\(episode.terminated)",
      "\"truncated\":\(!episode.terminated)",
    ]
    return "{" + fields.joined(separator: ",") + "}\n"
  }

  /// A row: its numbers, or of a sparse one the numbers of the cells that are not zero, counted from 1 and negative for -1.
  static func text(_ row: UnsafeRawBufferPointer, _ space: ObservationSpace) -> String {
    let numbers: [String]
    switch space {
    case .dense(let dimension):
      numbers = (0..<dimension).map { "\(row.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self))" }
    case .sparse(let layout):
      let count = min(Int(row.loadUnaligned(as: UInt16.self)), layout.capacity)
      numbers = (0..<count).map { place in
        let word = row.loadUnaligned(fromByteOffset: 2 + 2 * place, as: UInt16.self)
        return "\((word & 0x8000 == 0 ? 1 : -1) * (Int(word & 0x7FFF) + 1))"
      }
    }
    return "[\(numbers.joined(separator: ","))]"
  }

  private static func text(_ action: Action) -> String {
    switch action {
    case .discrete(let index): "\(index)"
    case .continuous(let values): "[\(values.map { "\($0)" }.joined(separator: ","))]"
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Bounds may be infinite.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
