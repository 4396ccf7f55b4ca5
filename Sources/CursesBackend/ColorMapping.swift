internal import Canvas

/// How many colours a screen uses.
enum ColorLevel: Equatable {
  case none
  case eight
  case sixteen
  case twoHundredFiftySix

  /// The level for a terminal with `colors` colours and what the person chose.
  init(colors: Int, mode: ColorMode, noColor: Bool) {
    let most: ColorLevel = colors >= 256 ? .twoHundredFiftySix : colors >= 16 ? .sixteen : colors >= 8 ? .eight : .none
    switch mode {
    case .never: self = .none
    case .auto: self = noColor ? .none : most
    case .twoHundredFiftySix: self = most
    case .sixteen: self = most == .twoHundredFiftySix ? .sixteen : most
    }
  }
}

/// Maps the RGB colours of a theme to the numbered colours of a terminal.
///
/// The first sixteen are whatever a person's palette says, so only rough meanings can be trusted: with 8 and 16 colours a
/// colour on the terminal's own background becomes red, green, yellow, magenta, cyan or the default. Blue (unreadable on
/// black), bright black (unreadable on either) and the bright ones (unreadable on white) are never chosen there.
struct ColorMapping {
  /// The level to map to; with `.none` everything is the terminal's default.
  let level: ColorLevel

  /// The numbers of a foreground and a background; -1 is the terminal's default.
  func indices(foreground: Color, background: Color) -> (foreground: Int32, background: Int32) {
    switch level {
    case .none: (-1, -1)
    case .twoHundredFiftySix: (Self.nearest256(foreground), Self.nearest256(background))
    case .eight, .sixteen: smallIndices(foreground: foreground, background: background)
    }
  }

  /// The colours of xterm with 256, from 16 on; those before are the person's palette and not to be relied on.
  static func color256(_ index: Int) -> Color {
    if index >= 232 {
      let gray = UInt8(8 + 10 * (min(index, 255) - 232))
      return .rgb(gray, gray, gray)
    }
    let cube = max(0, index - 16)
    return .rgb(cubeLevels[cube / 36], cubeLevels[cube / 6 % 6], cubeLevels[cube % 6])
  }

  /// The nominal colours of the small palette (xterm's); used to compare only.
  static let nominal: [Color] = [
    .rgb(0, 0, 0), .rgb(205, 0, 0), .rgb(0, 205, 0), .rgb(205, 205, 0), .rgb(0, 0, 238), .rgb(205, 0, 205),
    .rgb(0, 205, 205), .rgb(229, 229, 229), .rgb(127, 127, 127), .rgb(255, 0, 0), .rgb(0, 255, 0),
    .rgb(255, 255, 0), .rgb(92, 92, 255), .rgb(255, 0, 255), .rgb(0, 255, 255), .rgb(255, 255, 255),
  ]

  private static let cubeLevels: [UInt8] = [0, 95, 135, 175, 215, 255]
  private static let black: Int32 = 0
  private static let blue: Int32 = 4
  private static let brightBlack: Int32 = 8

  private static func nearest256(_ color: Color) -> Int32 {
    guard color != .terminal else { return -1 }
    return Int32((16...255).min { distance(color, color256($0)) < distance(color, color256($1)) } ?? -1)
  }

  private func smallIndices(foreground: Color, background: Color) -> (foreground: Int32, background: Int32) {
    guard background != .terminal else { return (Self.byHue(foreground), -1) }
    // Painted backgrounds are not trusted to the bright half: eight-colour terminals do not have it.
    let back = Self.nearest(to: background, among: Array(0..<8)) ?? Self.black
    let backColor = Self.nominal[Int(back)]
    let candidates = (0..<Int32(level == .eight ? 8 : 16)).filter { index in
      index != back && index != Self.brightBlack && !(index == Self.blue && back == Self.black)
    }
    let contrast = { (index: Int32) in contrastRatio(Self.nominal[Int(index)], backColor) }
    let readable = candidates.filter { contrast($0) >= 4.5 }
    // With the terminal's own foreground, which may be anything, the one that reads best.
    let front = foreground == .terminal ? nil : Self.nearest(to: foreground, among: readable)
    return (front ?? candidates.max { contrast($0) < contrast($1) } ?? -1, back)
  }

  private static func nearest(to color: Color, among indices: [Int32]) -> Int32? {
    indices.min { distance(color, nominal[Int($0)]) < distance(color, nominal[Int($1)]) }
  }

  /// The colour number that reads on a light and on a dark background and is nearest in hue; -1 for greys.
  private static func byHue(_ color: Color) -> Int32 {
    guard case .rgb(let red, let green, let blue) = color else { return -1 }
    let (r, g, b) = (Double(red), Double(green), Double(blue))
    let high = max(r, g, b)
    let chroma = high - min(r, g, b)
    guard chroma >= 48 else { return -1 }
    let sector = high == r ? (g - b) / chroma : high == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma
    let hue = sector < 0 ? sector * 60 + 360 : sector * 60
    return switch hue {
    case 20..<75: 3
    case 75..<165: 2
    case 165..<255: 6
    case 255..<330: 5
    default: 1
    }
  }

  /// How different two colours look: squared differences weighted by how bright red, green and blue appear.
  private static func distance(_ one: Color, _ other: Color) -> Int {
    guard case .rgb(let r1, let g1, let b1) = one, case .rgb(let r2, let g2, let b2) = other else { return .max }
    let (r, g, b) = (Int(r1) - Int(r2), Int(g1) - Int(g2), Int(b1) - Int(b2))
    return 3 * r * r + 6 * g * g + 1 * b * b
  }
}
