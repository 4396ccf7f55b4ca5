import Canvas
import RLCore

/// A frame with its caption under it.
struct FramePane {
  let frame: Frame
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    let caption = sanitised(frame.caption)
    let captionRows = caption.isEmpty || grid.height < 4 ? 0 : 1
    grid.draw(in: Rect(x: 0, y: 0, width: grid.width, height: grid.height - captionRows)) { part in
      FrameView(frame: frame, glyphs: glyphs).draw(on: &part)
    }
    guard captionRows == 1 else { return }
    let text = truncated(caption, to: grid.width, ellipsis: glyphs.ellipsis)
    grid.write(text, x: (grid.width - columnWidth(of: text)) / 2, y: grid.height - 1, style: .muted)
  }
}
