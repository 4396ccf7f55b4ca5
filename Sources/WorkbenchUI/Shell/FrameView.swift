import Canvas
import RLCore

/// Draws an environment's frame over all of the room that it has.
///
/// Without colour the inks still differ by their form and place: limbs and paddles are solid, a small object is a round
/// mark, what is fixed is a thin line, what would have been is shaded.
struct FrameView {
  let frame: Frame
  let glyphs: GlyphSet
  /// Frames of the steps before, the oldest first: the way that led here is dotted.
  var trail: [Frame] = []
  /// What another action would lead to, drawn behind.
  var ghost: Frame?

  /// Draws over the whole of `grid`.
  func draw(on grid: inout Grid) {
    guard frame.width > 0, frame.height > 0, grid.width > 0, grid.height > 0 else { return }
    let place = FramePlacement(frame, columns: grid.width, rows: grid.height)
    var scene = SceneCanvas(columns: grid.width, rows: grid.height, glyphs: glyphs)
    var labels: [TableCell] = []
    var labelPlaces: [(x: Int, y: Int)] = []
    for shape in shapes(of: frame) where shape.ink == .scene {
      if case .ground(let y, let unit, let zero, let name) = shape.form {
        let ticks = ground(y: y, unit: unit, zero: zero, name: name, place, on: &scene)
        labels += ticks.map { TableCell($0.text, .muted) }
        labelPlaces += ticks.map { ($0.x, $0.y) }
      } else {
        draw(shape, place, on: &scene)
      }
    }
    if let ghost { drawGhost(ghost, place, on: &scene) }
    for shape in shapes(of: frame) where shape.ink != .scene { draw(shape, place, on: &scene) }
    drawTrail(place, on: &scene)
    scene.draw(on: &grid)
    for (label, spot) in zip(labels, labelPlaces) where grid[spot.x, spot.y].glyph == " " {
      grid.write(label.text, x: spot.x, y: spot.y, style: label.style)
    }
  }

  /// The frame's shapes; pixels become rectangles, as long as they are alike.
  private func shapes(of frame: Frame) -> [FrameShape] {
    guard frame.pixels.count == frame.width * frame.height else { return frame.shapes.filter(\.isDrawable) }
    var shapes: [FrameShape] = []
    for y in 0..<frame.height {
      var x = 0
      while x < frame.width {
        let ink = frame[x, y]
        var end = x + 1
        while end < frame.width, frame[end, y] == ink { end += 1 }
        if ink != .empty {
          shapes.append(
            FrameShape(ink, .rectangle(corner: [Double(x), Double(y)], size: [Double(end - x), 1])))
        }
        x = end
      }
    }
    return shapes + frame.shapes.filter(\.isDrawable)
  }

  private func draw(_ shape: FrameShape, _ place: FramePlacement, on scene: inout SceneCanvas) {
    let style = shape.ink.style
    switch shape.form {
    case .rectangle(let corner, let size):
      let (start, extent) = (place.cell(corner), place.size(size))
      let middle = start + extent / 2
      // One character is a clearer thing than a corner of a cell.
      if shape.ink == .object, extent.x < 1.2, extent.y < 1.2 {
        scene.mark(middle, glyphs.pick("●", "o"), style: style)
        return
      }
      // Whole columns and half rows have sharp edges.
      let width = max(1, extent.x.rounded())
      let left = extent.x < 1 ? middle.x.rounded(.down) : start.x.rounded()
      let height = max(1, (2 * extent.y).rounded()) / 2
      scene.fill(x: left, y: (2 * start.y).rounded() / 2, width: width, height: height, style: style)
    case .limb(let from, let to, let thickness):
      let width = place.size([thickness, thickness]).x
      if shape.ink == .object, from == to, width < 1.5 {
        scene.mark(place.cell(from), glyphs.pick("●", "o"), style: style)
        return
      }
      scene.limb(
        from: place.cell(from), to: place.cell(to), thickness: max(width, 0.6), aspect: place.aspect, style: style)
    case .line(let from, let to, let isDashed):
      scene.line(from: place.cell(from), to: place.cell(to), style: style, isDashed: isDashed)
    case .point(let point):
      scene.mark(place.cell(point), glyphs.pick("•", "o"), style: style)
    case .ground: break
    }
  }

  /// Draws the ground's line and gives the numbers at its ticks.
  private func ground(
    y: Double, unit: Double, zero: Double, name: String, _ place: FramePlacement, on scene: inout SceneCanvas
  ) -> [(text: String, x: Int, y: Int)] {
    let row = min(Double(scene.rows) - 1, max(0, place.cell([0, y]).y.rounded(.down)))
    scene.line(from: [0, row + 0.01], to: [Double(scene.columns), row + 0.01], style: .muted)
    let gap = place.size([unit, 0]).x
    guard gap > 0.5, gap.isFinite else { return [] }
    // Numbers stand clear of each other: every one, every second, every fifth or every tenth.
    let every = [1, 2, 5, 10].first { Double($0) * gap >= 9 } ?? 20
    var ticks: [(text: String, x: Int, y: Int)] = []
    let first = place.cell([zero, 0]).x
    var number = Int((-first / gap).rounded(.up))
    while first + Double(number) * gap < Double(scene.columns), ticks.count < 1000 {
      let x = first + Double(number) * gap
      let isNumbered = number % every == 0
      scene.line(from: [x, row], to: [x, row + (isNumbered ? 0.6 : 0.3)], style: .muted)
      let text = "\(number) \(name)"
      let left = Int(x) - text.count / 2
      if isNumbered, left >= 0, left + text.count <= scene.columns, Int(row) + 1 < scene.rows {
        ticks.append((text, left, Int(row) + 1))
      }
      number += 1
    }
    return ticks
  }

  /// What would have been: the agent of `ghost`, shaded, where the camera would show it now.
  private func drawGhost(_ ghost: Frame, _ place: FramePlacement, on scene: inout SceneCanvas) {
    let shift = ghost.origin - frame.origin
    for shape in shapes(of: ghost) where shape.ink == .agent {
      switch shape.form {
      case .rectangle(let corner, let size):
        let (start, extent) = (place.cell(corner + shift), place.size(size))
        let left = extent.x < 1 ? (start.x + extent.x / 2).rounded(.down) : start.x.rounded()
        scene.fill(
          x: left, y: start.y, width: max(1, extent.x.rounded()), height: max(extent.y, 1), style: .pending,
          fill: glyphs.pick("▒", ":"))
      case .limb(let from, let to, let thickness):
        scene.limb(
          from: place.cell(from + shift), to: place.cell(to + shift),
          thickness: max(place.size([thickness, 0]).x, 1), aspect: place.aspect, style: .pending,
          fill: glyphs.pick("▒", ":"))
      case .line, .point, .ground: break
      }
    }
  }

  /// Marks where what a viewer follows was in the steps before.
  private func drawTrail(_ place: FramePlacement, on scene: inout SceneCanvas) {
    guard let now = frame.focus else { return }
    let here = place.cell(now)
    for past in trail {
      guard let focus = past.focus else { continue }
      let spot = place.cell(focus + past.origin - frame.origin)
      guard Int(spot.x.rounded(.down)) != Int(here.x) || Int(spot.y.rounded(.down)) != Int(here.y) else { continue }
      scene.mark(spot, glyphs.pick("·", "."), style: .text)
    }
  }
}

/// Where a frame's canvas lies in a room of cells.
struct FramePlacement {
  /// Columns of a unit, and rows of a unit.
  private let scale: SIMD2<Double>
  /// The canvas's top left corner, in cells.
  private let corner: SIMD2<Double>

  /// Cells are about twice as high as they are wide.
  static let cellRatio = 2.0

  init(_ frame: Frame, columns: Int, rows: Int) {
    let room = SIMD2(Double(columns), Double(rows))
    let size = SIMD2(Double(frame.width), Double(frame.height))
    let whole = min(room.x / size.x, Self.cellRatio * room.y / size.y)
    switch frame.fit {
    case .stretched:
      scale = room / size
      corner = [0, 0]
    case .whole:
      scale = [whole, whole / Self.cellRatio]
      corner = (room - size * scale) / 2
    case .extended:
      // A narrow room may lose some of the sides: what is followed is in the middle.
      let large = min(Self.cellRatio * room.y / size.y, room.x / (0.6 * size.x))
      scale = [large, large / Self.cellRatio]
      corner = [(room.x - size.x * scale.x) / 2, room.y - size.y * scale.y]
    }
  }

  /// Columns as long as a row.
  var aspect: Double { scale.y > 0 ? scale.x / scale.y : Self.cellRatio }

  /// A place of the canvas, in cells.
  func cell(_ place: SIMD2<Double>) -> SIMD2<Double> { corner + place * scale }

  /// A size of the canvas, in cells.
  func size(_ size: SIMD2<Double>) -> SIMD2<Double> { size * scale }
}

extension Frame.Ink {
  fileprivate var style: StyleToken {
    switch self {
    case .empty, .scene: .muted
    case .agent: .agent
    case .far: .muted
    case .other: .opponent
    case .object: .ball
    }
  }
}
