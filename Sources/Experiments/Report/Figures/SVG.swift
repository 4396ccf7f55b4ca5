import RLCore

/// A drawing, written element by element; equal drawings are equal bytes.
///
/// Coordinates are pixels from the upper left, rounded to hundredths. What is not finite is not drawn.
struct SVG {
  /// Where a text stands relative to its place.
  enum Anchor: String {
    case start, middle, end
  }

  /// What a line or an outline looks like.
  struct Stroke {
    var colour: String
    var width = 1.0
    /// Lengths of dashes and gaps; empty for a solid line.
    var dashes = ""

    fileprivate var attributes: String {
      "fill=\"none\" stroke=\"\(colour)\" stroke-width=\"\(SVG.number(width))\""
        + (dashes.isEmpty ? "" : " stroke-dasharray=\"\(dashes)\"")
    }
  }

  private let width: Double
  private let height: Double
  private let title: String
  private let description: String
  private var elements: [String] = []

  /// An empty drawing on a white ground, so that it reads alike on light and dark pages.
  init(width: Double, height: Double, title: String, description: String) {
    self.width = width
    self.height = height
    self.title = title
    self.description = description
    rectangle(0, 0, width, height, fill: "#ffffff")
  }

  /// The file.
  var text: String {
    let (width, height) = (Self.number(width), Self.number(height))
    let head =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height)\" "
      + "viewBox=\"0 0 \(width) \(height)\" role=\"img\" font-family=\"Helvetica, Arial, sans-serif\">"
    let names = ["<title>\(Self.escaped(title))</title>", "<desc>\(Self.escaped(description))</desc>"]
    return (["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", head] + names + elements + ["</svg>"])
      .joined(separator: "\n") + "\n"
  }

  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, fill: String, opacity: Double = 1
  ) {
    guard [x, y, width, height].allSatisfy(\.isFinite), width >= 0, height >= 0 else { return }
    elements.append(
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
        + "height=\"\(Self.number(height))\" fill=\"\(fill)\"\(Self.opacity(opacity))/>")
  }

  mutating func line(_ from: (x: Double, y: Double), _ to: (x: Double, y: Double), _ stroke: Stroke) {
    path([from, to], stroke)
  }

  /// A line through `points`.
  mutating func path(_ points: [(x: Double, y: Double)], _ stroke: Stroke) {
    guard points.count > 1, let places = Self.places(points) else { return }
    elements.append("<polyline points=\"\(places)\" stroke-linejoin=\"round\" \(stroke.attributes)/>")
  }

  /// The area within `points`.
  mutating func area(_ points: [(x: Double, y: Double)], fill: String, opacity: Double) {
    guard points.count > 2, let places = Self.places(points) else { return }
    elements.append("<polygon points=\"\(places)\" fill=\"\(fill)\"\(Self.opacity(opacity))/>")
  }

  mutating func dot(_ x: Double, _ y: Double, radius: Double, fill: String) {
    guard x.isFinite, y.isFinite else { return }
    elements.append(
      "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\" fill=\"\(fill)\" "
        + "stroke=\"#ffffff\"/>")
  }

  /// A text whose baseline is at `y`; `isUpright` turns it to read from below.
  mutating func write(
    _ text: String, _ x: Double, _ y: Double, size: Double = 12, anchor: Anchor = .start, colour: String = "#222222",
    isBold: Bool = false, isUpright: Bool = false
  ) {
    guard x.isFinite, y.isFinite, !text.isEmpty else { return }
    let (x, y) = (Self.number(x), Self.number(y))
    elements.append(
      "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(Self.number(size))\" text-anchor=\"\(anchor.rawValue)\" "
        + "fill=\"\(colour)\"" + (isBold ? " font-weight=\"bold\"" : "")
        + (isUpright ? " transform=\"rotate(-90 \(x) \(y))\"" : "") + ">\(Self.escaped(text))</text>")
  }

  /// A coordinate: at most two decimals, no needless zeros.
  static func number(_ value: Double) -> String {
    let text = Numerals.fixed(value, 2)
    guard text.contains(".") else { return text }
    let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(trimmed.reversed())
  }

  /// Text for XML 1.0: markup escaped, characters that it cannot hold left out.
  static func escaped(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
      default: result.unicodeScalars.append(scalar)
      }
    }
  }

  /// About how wide a text is, a little more rather than less.
  static func width(of text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) {
      $0 + ($1.value >= 0x1100 ? 1 : "ilj.,:;|'()[] ".unicodeScalars.contains($1) ? 0.34 : 0.6)
    }
      * size
  }

  /// A text cut to `width` in its middle, as names differ at their ends.
  static func fitted(_ text: String, size: Double, width: Double) -> String {
    guard Self.width(of: text, size: size) > width else { return text }
    let cuts = (0..<text.count).reversed().lazy.map { text.prefix($0 - $0 / 2) + "…" + text.suffix($0 / 2) }
    return cuts.map(String.init).first { Self.width(of: $0, size: size) <= width } ?? "…"
  }

  private static func places(_ points: [(x: Double, y: Double)]) -> String? {
    guard points.allSatisfy({ $0.x.isFinite && $0.y.isFinite }) else { return nil }
    return points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  private static func opacity(_ value: Double) -> String { value < 1 ? " fill-opacity=\"\(number(value))\"" : "" }
}
