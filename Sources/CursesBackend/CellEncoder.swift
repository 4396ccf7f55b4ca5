internal import CNcurses
internal import Canvas

/// Attributes and colour pair of a style token under one theme.
struct CellStyle: Equatable {
  var attributes: UInt32 = 0
  var pair: Int32 = 0
}

/// Turns cells of a grid into characters that curses can be trusted with.
///
/// A grid says how many columns each glyph takes; the C library and the terminal decide by the code point. Where they
/// disagree the rest of the row would shift, so such a glyph is replaced and the columns always add up to the grid's.
/// Control characters, which a terminal would obey, end up as question marks in the same way.
struct CellEncoder {
  /// Whether glyphs beyond ASCII may be sent.
  let allowsUnicode: Bool

  /// Appends what shows `glyph` in `columns` (1 or 2) columns.
  func append(_ glyph: String, columns: Int, style: CellStyle, to cells: inout [CNcurses_Cell]) {
    let scalars = glyph.unicodeScalars
    let base = scalars.first ?? " "
    var cell = CNcurses_Cell()
    cell.attributes = style.attributes
    cell.pair = style.pair
    cell.base = base.value
    var shown = 1
    if !allowsUnicode {
      cell.base = UInt32(AsciiGlyphs.replacement(for: base))
    } else if !(0x20..<0x7F).contains(base.value) {
      shown = Int(CNcurses_columns(base.value))
    }
    if shown < 1 || shown > columns {
      cell.base = 0x3F
      shown = 1
    } else if allowsUnicode {
      cell.marks = Self.marks(of: scalars)
    }
    cells.append(cell)
    if shown < columns {
      cell.base = 0x20
      cell.marks = (0, 0)
      cells.append(cell)
    }
  }

  /// The first two combining marks. Joiners and variation selectors are left out: they change widths behind our back.
  private static func marks(of scalars: String.UnicodeScalarView) -> (UInt32, UInt32) {
    var marks: (UInt32, UInt32) = (0, 0)
    for scalar in scalars.dropFirst() {
      guard CNcurses_columns(scalar.value) == 0 else { break }
      let properties = scalar.properties
      guard properties.generalCategory == .nonspacingMark, !properties.isVariationSelector else { continue }
      if marks.0 == 0 {
        marks.0 = scalar.value
      } else if marks.1 == 0 {
        marks.1 = scalar.value
      }
    }
    return marks
  }
}
