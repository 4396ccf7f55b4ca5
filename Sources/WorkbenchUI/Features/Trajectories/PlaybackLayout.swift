import Canvas

/// Where the parts of the player stand: picture and step above, curves below, and the episode as a line at the bottom.
struct PlaybackLayout: Equatable {
  /// The picture of the episode; empty where curves have the room.
  var picture = Rect(x: 0, y: 0, width: 0, height: 0)
  /// What is said of the step, or the second episode where two are compared.
  var step = Rect(x: 0, y: 0, width: 0, height: 0)
  /// Curves along the episode; empty where there is no room for them.
  var curves = Rect(x: 0, y: 0, width: 0, height: 0)
  /// One row for each episode.
  var timeline: Rect

  init(width: Int, height: Int, isComparing: Bool, zoom: Playback.Zoom) {
    let rows = min(height, isComparing && height >= 12 ? 2 : 1)
    timeline = Rect(x: 0, y: height - rows, width: width, height: rows)
    let free = height - rows
    switch zoom {
    case .curves: curves = Rect(x: 0, y: 0, width: width, height: free)
    case .picture where !isComparing: picture = Rect(x: 0, y: 0, width: width, height: free)
    case .picture, .none:
      var below = 0
      if zoom == .none { below = free >= 48 ? free / 3 : free >= 30 ? 10 : free >= 17 ? 6 : 0 }
      let above = free - below
      let right = isComparing ? width / 2 : Self.stepWidth(width)
      picture = Rect(x: 0, y: 0, width: width - right, height: above)
      step = Rect(x: width - right, y: 0, width: right, height: above)
      curves = Rect(x: 0, y: above, width: width, height: below)
    }
  }

  private static func stepWidth(_ width: Int) -> Int {
    width >= 160 ? 68 : width >= 110 ? 52 : width >= 76 ? 42 : min(width, max(width / 2, 34))
  }
}
