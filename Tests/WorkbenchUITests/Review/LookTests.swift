import Canvas
import Testing
@testable import WorkbenchUI
@Suite struct LookTests {
  @Test func look() {
    for (w, h) in [(60, 15), (80, 24), (120, 40), (200, 60)] {
      for body in [false, true] {
        let m = ReviewFixtures.model(width: w, height: h, isBody: body)
        let g = view(m)
        print("== \(w)x\(h) \(body)")
        for y in 0..<h { print(g.line(y)) }
      }
    }
  }
}
