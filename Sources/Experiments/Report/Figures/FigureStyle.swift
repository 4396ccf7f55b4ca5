/// The looks of a method in all figures of a report: a colour and a pattern of dashes, so that colour is never all.
///
/// Colours: Okabe and Ito, 2008, "Color universal design", without the yellow, which a white ground swallows.
struct FigureStyle: Sendable, Equatable {
  /// The colour.
  let colour: String
  /// The dashes; empty for a solid line.
  let dashes: String

  /// The looks of the method in place `index`, no two alike among twenty-four.
  init(_ index: Int) {
    let (round, place) = max(0, index).quotientAndRemainder(dividingBy: Self.colours.count)
    colour = Self.colours[place]
    dashes = Self.patterns[(place + round) % Self.patterns.count]
  }

  private init(colour: String) {
    self.colour = colour
    dashes = ""
  }

  /// The baseline's look.
  static let baseline = FigureStyle(colour: "#000000")
  /// The noise floor's look.
  static let floor = FigureStyle(colour: "#777777")

  /// A stroke of this look.
  func stroke(width: Double = 2) -> SVG.Stroke { SVG.Stroke(colour: colour, width: width, dashes: dashes) }

  /// Lines of the grid.
  static let grid = SVG.Stroke(colour: "#e4e4e4")
  /// Axes and whiskers without a method.
  static let axis = SVG.Stroke(colour: "#555555")
  /// Words beside the data.
  static let muted = "#555555"

  private static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
  private static let patterns = ["", "8 3", "3 2", "9 3 2 3"]
}
