import Environments
import Foundation
import RLCore
import SessionStore
import Testing

@testable import Coaching

/// Episodes as they go to other programs.
@Suite struct TrajectoryLinesTests {
  private struct Line: Decodable {
    var id: Int
    var environment: String
    var observations: [[Double]]
    var rewards: [Double]
    var terminated: Bool
    var truncated: Bool
  }

  private func export(_ desk: Desk) throws -> [[UInt8]] {
    let path = desk.directory + "/episodes.jsonl"
    let written = try #require(
      try ExportedFiles("one", in: desk.directory, as: "trajectories", to: path) { Issue.record("\($0)") })
    #expect(written.remark == nil)
    return try Data(contentsOf: URL(fileURLWithPath: path)).split(separator: 0x0A).map { [UInt8]($0) }
  }

  @Test func everyCollectedEpisodeIsALine() throws {
    let desk = try Desk.played()
    let lines = try export(desk).map { try JSONDecoder().decode(Line.self, from: Data($0)) }
    let episodes = try desk.store.episodes(Set(try desk.store.collectedEpisodes()))
    #expect(lines.map(\.id) == [1, 2])
    for line in lines {
      let episode = try #require(episodes[line.id])
      #expect(line.environment == "Pong" && line.rewards == episode.steps.map { Double($0.reward) })
      #expect(line.observations.count == episode.steps.count + 1 && line.terminated == episode.terminated)
      #expect(line.truncated == !line.terminated)
      // Cells are counted from 1.
      let dimension = desk.coach.entry.spec.observation.dimension
      for cells in line.observations { #expect(cells.allSatisfy { (1...Double(dimension)).contains($0.magnitude) }) }
      #expect(Set(line.observations).count > 1)
    }
  }

  /// Rows by hand: numbers, and the cells of a sparse one, the top bit of which is the sign.
  @Test func rowsAreWrittenAsTheyAre() {
    let dense: [Float] = [0.5, -1e-7, 3]
    #expect(dense.withUnsafeBytes { TrajectoryLines.text($0, .dense(dimension: 3)) } == "[0.5,-1e-07,3.0]")
    let sparse: [UInt16] = [3, 0, 4 | sparseNegativeBit, 19, 0, 0, 0, 0]
    let space = ObservationSpace.sparse(dimension: 20, capacity: 4)
    #expect(sparse.withUnsafeBytes { TrajectoryLines.text($0, space) } == "[1,-5,20]")
    let none = [UInt16](repeating: 0, count: 8)
    #expect(none.withUnsafeBytes { TrajectoryLines.text($0, space) } == "[]")
  }

  @Test func aSessionWithoutEpisodesSaysHowToGetSome() throws {
    let desk = try Desk()
    let path = desk.directory + "/episodes.jsonl"
    let error = try #require(throws: ExportError.self) {
      try ExportedFiles("one", in: desk.directory, as: "trajectories", to: path) { Issue.record("\($0)") }
    }
    #expect("\(error)".contains("sidecoach collect") && !FileManager.default.fileExists(atPath: path))
  }
}
