import Canvas
import TestSupport
import Testing

@testable import WorkbenchUI

/// A screen after some keys, to be compared with the golden file `Goldens/<feature>/<name>-<size>.txt`.
struct GoldenCase: Sendable, CustomTestStringConvertible {
  var name: String
  var keys: String
  var width = 80
  var height = 24
  var glyphs = GlyphSet.unicode
  var isReadOnly = false
  var testDescription: String { "\(name)-\(width)x\(height)" }

  /// The typical session after the keys, with everything stored.
  var model: AppModel {
    var model = Fixtures.typical(width: width, height: height, glyphs: glyphs, isReadOnly: isReadOnly)
    act(keys, &model)
    return model
  }

  /// Compares what is drawn of `model` with the golden of `feature`.
  func check(_ model: AppModel, _ feature: String) {
    let mismatch = goldenMismatch(view(model), named: "\(feature)/\(testDescription)")
    #expect(mismatch == nil, "\(mismatch ?? "")")
  }

  /// Compares the typical session after the keys with the golden of `feature`.
  func check(_ feature: String) { check(model, feature) }
}
