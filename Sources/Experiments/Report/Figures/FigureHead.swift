/// What a figure shows, and of which task: two lines above it, one in its file.
struct FigureHead: Sendable {
  /// What it shows, for instance `hit rate`.
  let what: String
  /// The task.
  let task: String

  /// On one line.
  var text: String { "\(task): \(what)" }

  /// How far down it reaches.
  static let height = 64.0

  /// Writes it on a drawing of `width`.
  func write(on svg: inout SVG, width: Double) {
    let what = self.what.prefix(1).uppercased() + self.what.dropFirst()
    svg.write(SVG.fitted(what, size: 16, width: width - 32), 16, 25, size: 15, isBold: true)
    svg.write(SVG.fitted(task, size: 12, width: width - 32), 16, 44, colour: FigureStyle.muted)
  }
}
