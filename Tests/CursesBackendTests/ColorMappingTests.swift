import Canvas
import Numerics
import Testing

@testable import CursesBackend

@Suite struct ColorMappingTests {
  @Test func levelFollowsTerminalChoiceAndNoColor() {
    #expect(ColorLevel(colors: 256, mode: .auto, noColor: false) == .twoHundredFiftySix)
    #expect(ColorLevel(colors: 256, mode: .auto, noColor: true) == .none)
    #expect(ColorLevel(colors: 256, mode: .sixteen, noColor: true) == .sixteen)
    #expect(ColorLevel(colors: 8, mode: .sixteen, noColor: false) == .eight)
    #expect(ColorLevel(colors: 8, mode: .twoHundredFiftySix, noColor: false) == .eight)
    #expect(ColorLevel(colors: 0, mode: .twoHundredFiftySix, noColor: false) == .none)
    #expect(ColorLevel(colors: 256, mode: .never, noColor: false) == .none)
  }

  @Test func everyColourOfTheCubeMapsToItself() {
    let mapping = ColorMapping(level: .twoHundredFiftySix)
    for index in 16...255 {
      let color = ColorMapping.color256(index)
      let found = Int(mapping.indices(foreground: color, background: .terminal).foreground)
      #expect(ColorMapping.color256(found) == color, "colour \(index)")
    }
  }

  @Test func theTerminalsOwnColoursStay() {
    for level in [ColorLevel.none, .eight, .sixteen, .twoHundredFiftySix] {
      let found = ColorMapping(level: level).indices(foreground: .terminal, background: .terminal)
      #expect(found == (-1, -1))
    }
  }

  @Test(arguments: [ColorLevel.eight, .sixteen])
  func unreadableColoursAreNeverChosen(level: ColorLevel) {
    let mapping = ColorMapping(level: level)
    for index in 16...255 {
      let found = mapping.indices(foreground: ColorMapping.color256(index), background: .terminal)
      #expect([-1, 1, 2, 3, 5, 6].contains(found.foreground), "colour \(index)")
      for back in [Color.rgb(0, 0, 0), .rgb(0, 95, 135), .rgb(255, 255, 255), .rgb(255, 255, 0)] {
        let painted = mapping.indices(foreground: ColorMapping.color256(index), background: back)
        #expect(painted.foreground != painted.background)
        #expect(painted.foreground != 8)
        #expect(!(painted.foreground == 4 && painted.background == 0))
        let contrast = contrastRatio(
          ColorMapping.nominal[Int(painted.foreground)], ColorMapping.nominal[Int(painted.background)])
        #expect(contrast >= 4.5, "colour \(index) on \(back)")
      }
    }
  }

  @Test func meaningsStayApartWithEightColours() {
    let mapping = ColorMapping(level: .eight)
    let index = { (red: UInt8, green: UInt8, blue: UInt8) in
      mapping.indices(foreground: .rgb(red, green, blue), background: .terminal).foreground
    }
    #expect(index(0, 135, 95) == 2)
    #expect(index(175, 0, 0) == 1)
    #expect(index(255, 215, 95) == 3)
    #expect(index(0, 0, 255) == 6)
    #expect(index(215, 0, 175) == 5)
    #expect(index(118, 118, 118) == -1)
  }

  @Test func contrastIsThatOfWCAG() {
    #expect(contrastRatio(.rgb(0, 0, 0), .rgb(255, 255, 255)).isApproximatelyEqual(to: 21, absoluteTolerance: 1e-9))
    #expect(
      contrastRatio(.rgb(0x76, 0x76, 0x76), .rgb(255, 255, 255)).isApproximatelyEqual(to: 4.54, absoluteTolerance: 0.01)
    )
    #expect(contrastRatio(.terminal, .rgb(0, 0, 0)) == 1)
  }
}
