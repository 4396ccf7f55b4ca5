import Foundation
import RLCore
import Testing

@Suite struct SpacesTests {
  @Test func rowsAreWholeMultiplesOfSixteenBytes() {
    for dimension in 1...40 {
      let dense = ObservationSpace.dense(dimension: dimension).rowBytes
      #expect(dense % 16 == 0 && dense >= dimension * 4 && dense < dimension * 4 + 16)
      let sparse = ObservationSpace.sparse(dimension: 1_000, capacity: dimension).rowBytes
      #expect(sparse % 16 == 0 && sparse >= (dimension + 1) * 2 && sparse < (dimension + 1) * 2 + 16)
    }
  }

  @Test func actionsGoThroughBuffersAndBack() {
    let discrete = ActionSpace.discrete(names: ["a", "b", "c"])
    let box = ActionSpace.box(low: [-1, -2], high: [1, 2])
    #expect(discrete.width == 1 && discrete.count == 3 && box.width == 2 && box.count == 0)
    for (action, space) in [(Action.discrete(2), discrete), (.continuous([0.25, -1.5]), box)] {
      let read = action.values.withUnsafeBufferPointer { $0.baseAddress.map { Action(values: $0, space: space) } }
      #expect(read == action)
    }
  }

  @Test func actionsHaveNames() {
    let space = ActionSpace.discrete(names: ["stay", "up"])
    #expect(Action.discrete(1).name(in: space) == "up")
    #expect(Action.discrete(7).name(in: space) == "action 7")
    #expect(Action.discrete(-1).name(in: space) == "action -1")
    #expect(Action.continuous([0.256, -1]).name(in: .box(low: [0, 0], high: [1, 1])) == "[0.26, -1.0]")
  }

  @Test func framesAreEmptyOutsideAndKeepWhatIsDrawn() {
    var frame = Frame(width: 3, height: 2)
    frame[2, 1] = .object
    frame[3, 1] = .scene
    frame[0, -1] = .scene
    #expect(frame[2, 1] == .object && frame[3, 1] == .empty && frame[0, -1] == .empty)
    #expect(frame.pixels == [0, 0, 0, 0, 0, Frame.Ink.object.rawValue])
  }

  @Test func anEpisodeKnowsItsStates() {
    let steps = [1, -1].map { EpisodeStep(action: .discrete(0), reward: $0, value: 0, probabilities: []) }
    let episode = Episode(
      id: 1, environment: "x", seed: 1, steps: steps, stateBytes: 2, states: [0, 1, 2, 3, 4, 5], terminated: true)
    #expect(Array(episode.state(before: 0)) == [0, 1])
    #expect(Array(episode.state(before: 2)) == [4, 5])
    #expect(episode.environmentReturn == 0)
  }

  /// Policy files hold observation spaces in these forms.
  @Test(arguments: [
    (#"{"dense":{"dimension":11}}"#, ObservationSpace.dense(dimension: 11)),
    (#"{"sparse":{"capacity":144,"dimension":12800}}"#, .sparse(dimension: 12_800, capacity: 144)),
  ])
  func policyFilesOfEveryVersionAreRead(_ text: String, _ space: ObservationSpace) throws {
    #expect(try JSONDecoder().decode(ObservationSpace.self, from: Data(text.utf8)) == space)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(space), as: UTF8.self) == text, "and written as they were")
  }

  @Test func aLayoutIsKeptAndLeftOutOfWhatHasToFit() throws {
    let layout = SparseLayout(
      dimension: 32, capacity: 4, grid: SparseGrid(planes: 2, height: 4, width: 4),
      bars: [SparseBar(column: 1, width: 1, height: 2)])
    let space = ObservationSpace.sparse(layout)
    #expect(try JSONDecoder().decode(ObservationSpace.self, from: JSONEncoder().encode(space)) == space)
    #expect(space.layout == layout && space.plain == .sparse(dimension: 32, capacity: 4) && space != space.plain)
    #expect(space.rowBytes == space.plain.rowBytes && space.dimension == 32)
  }

  @Test(arguments: ["{}", #"{"dense":{}}"#, #"{"sparse":{"dimension":3}}"#, #"{"other":{"dimension":3}}"#])
  func aDamagedSpaceIsRefused(_ text: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(ObservationSpace.self, from: Data(text.utf8)) }
  }
}
