import RLCore
import Testing

@Suite("Frames of shapes")
struct FrameTests {
  @Test func whatIsFollowedIsTheObjectElseTheAgent() {
    let paddle = FrameShape(.agent, .rectangle(corner: [70, 40], size: [2, 8]))
    let ball = FrameShape(.object, .rectangle(corner: [10, 20], size: [1, 2]))
    func frame(_ shapes: [FrameShape]) -> Frame { Frame(width: 80, height: 80, fit: .stretched, shapes: shapes) }
    #expect(frame([paddle, ball]).focus == [10.5, 21])
    #expect(frame([paddle]).focus == [71, 44])
    #expect(frame([FrameShape(.scene, .point([1, 1]))]).focus == nil)
    var painted = Frame(width: 4, height: 4)
    #expect(painted.focus == nil)
    painted[1, 2] = .agent
    painted[2, 2] = .agent
    #expect(painted.focus == [2, 2.5])
  }

  @Test func aFrameOfShapesHasNoPixels() {
    var frame = Frame(width: 3, height: 2, fit: .whole, shapes: [])
    frame[1, 1] = .agent
    #expect(frame.pixels.isEmpty && frame[1, 1] == .empty)
  }

  @Test func numbersThatAreNoneAreNotDrawn() {
    #expect(FrameShape(.agent, .limb(from: [0, 0], to: [1, 1], thickness: 2)).isDrawable)
    for form: FrameShape.Form in [
      .limb(from: [.nan, 0], to: [1, 1], thickness: 2), .limb(from: [0, 0], to: [1, 1], thickness: .infinity),
      .rectangle(corner: [0, 1e9], size: [1, 1]), .line(from: [0, 0], to: [0, -.infinity], isDashed: true),
      .point([.nan, .nan]), .ground(y: .nan, unit: 1, zero: 0, name: "m"),
    ] { #expect(!FrameShape(.agent, form).isDrawable) }
  }

  @Test func effortsAreSharesOfWhatIsPossible() {
    let space = ActionSpace.box(low: [-2, -1, 0], high: [2, 4, 0])
    let efforts = space.efforts(of: [1, -1, 3], names: ["hip", "knee"])
    #expect(efforts.map(\.name) == ["hip", "knee", "part 3"])
    #expect(efforts.map(\.share) == [0.5, -0.25, 0])
    #expect(space.efforts(of: [.nan, 100, 0], names: []).map(\.share) == [0, 1, 0])
    #expect(space.efforts(of: [1], names: []).isEmpty)
    #expect(ActionSpace.discrete(names: ["a"]).efforts(of: [0], names: []).isEmpty)
  }
}
