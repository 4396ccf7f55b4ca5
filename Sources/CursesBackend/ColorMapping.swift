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
/// black), bright black (unreadable on either) and the bright ones (unreadable on white) are never chosen there. On a
/// background that a theme paints, what reads on it is known: of that a colour becomes the one that is nearest in hue, so that
/// what means different things stays apart, and greys stay greys.
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
    let front = foreground == .terminal ? nil : Self.alike(foreground, among: readable)
    return (front ?? candidates.max { contrast($0) < contrast($1) } ?? -1, back)
  }

  /// The small palette's colours from cool to warm: of hues that are as near, the first.
  private static let fromCoolToWarm: [Int32] = [6, 14, 5, 13, 4, 12, 2, 10, 3, 11, 1, 9]

  /// The one of the small palette that is most like a colour: by hue, and among shades of one hue by how it looks.
  private static func alike(_ color: Color, among indices: [Int32]) -> Int32? {
    guard let hue = hue(of: color) else {
      let greys = indices.filter { self.hue(of: nominal[Int($0)]) == nil }
      return nearest(to: color, among: greys.isEmpty ? indices : greys)
    }
    let distances = indices.compactMap { index in
      self.hue(of: nominal[Int(index)]).map { other in
        let apart = abs(hue - other)
        return (index: index, hue: other, apart: min(apart, 360 - apart))
      }
    }
    guard let least = distances.map(\.apart).min() else { return nearest(to: color, among: indices) }
    let near = distances.filter { $0.apart < least + 15 }
    let first = fromCoolToWarm.lazy.compactMap { index in near.first { $0.index == index } }.first
    return nearest(to: color, among: near.filter { $0.hue == first?.hue }.map(\.index))
  }

  private static func nearest(to color: Color, among indices: [Int32]) -> Int32? {
    indices.min { distance(color, nominal[Int($0)]) < distance(color, nominal[Int($1)]) }
  }

  /// The colour number that reads on a light and on a dark background and is nearest in hue; -1 for greys.
  private static func byHue(_ color: Color) -> Int32 {
    guard let hue = hue(of: color) else { return -1 }
    return switch hue {
    case 20..<75: 3
    case 75..<165: 2
    case 165..<255: 6
    case 255..<330: 5
    default: 1
    }
  }

  /// The hue of a colour in degrees; nil for greys and the terminal's own.
  private static func hue(of color: Color) -> Double? {
    guard case .rgb(let red, let green, let blue) = color else { return nil }
    let (r, g, b) = (Double(red), Double(green), Double(blue))
    let high = max(r, g, b)
    let chroma = high - min(r, g, b)
    guard chroma >= 48 else { return nil }
    let sector = high == r ? (g - b) / chroma : high == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma
    return sector < 0 ? sector * 60 + 360 : sector * 60
  }

  /// How different two colours look: squared differences weighted by how bright red, green and blue appear.
  private static func distance(_ one: Color, _ other: Color) -> Int {
    guard case .rgb(let r1, let g1, let b1) = one, case .rgb(let r2, let g2, let b2) = other else { return .max }
    let (r, g, b) = (Int(r1) - Int(r2), Int(g1) - Int(g2), Int(b1) - Int(b2))
    return 3 * r * r + 6 * g * g + 1 * b * b
  }
}
