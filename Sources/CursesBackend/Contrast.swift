internal import Canvas
internal import Glibc

/// The contrast of two colours after WCAG 2: 1 (the same) to 21 (black on white); 1 where one is the terminal's own,
/// which is not known.
func contrastRatio(_ one: Color, _ other: Color) -> Double {
  guard let first = relativeLuminance(one), let second = relativeLuminance(other) else { return 1 }
  return (max(first, second) + 0.05) / (min(first, second) + 0.05)
}

/// The relative luminance after WCAG 2: 0 for black, 1 for white; nil for the terminal's own colour.
func relativeLuminance(_ color: Color) -> Double? {
  guard case .rgb(let red, let green, let blue) = color else { return nil }
  func linear(_ value: UInt8) -> Double {
    let share = Double(value) / 255
    return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}
