import Testing

@testable import Canvas

@Suite("Bands of seeds")
struct SeedBandTests {
  private func line(_ heights: Double..., from: Double = 0, by step: Double = 1) -> [ChartPoint] {
    heights.enumerated().map { ChartPoint(x: from + Double($0.offset) * step, y: $0.element) }
  }

  @Test func interquartileMeansByHand() {
    #expect(SeedBand.interquartileMean([1, 2, 6]) == 3, "nothing is left out of three")
    #expect(SeedBand.interquartileMean([100, 2, 4, -50]) == 3)
    #expect(SeedBand.interquartileMean([7, 1, 2, 3, 4, 5, 6, 100]) == 4.5)
    #expect(SeedBand.interquartileMean([]) == 0)
    #expect(SeedBand.interquartileMean([5, 5, 5, 5, 5]) == 5 && SeedBand.interquartileMean([9, 1, 9, 1]) == 5)
  }

  @Test func percentilesLieBetweenNeighbours() {
    #expect(SeedBand.percentile([0, 10, 20, 30, 40], 0.025) == 1)
    #expect(SeedBand.percentile([0, 10, 20, 30, 40], 0.975) == 39)
    #expect(SeedBand.percentile([5], 0.5) == 5)
  }

  @Test func theBandIsThatOfAllDraws() throws {
    // Of the 27 ways to draw three of {0, 3, 6} one has the mean 0 and one 6: each 3.7 %, more than 2.5 %.
    let band = try #require(SeedBand([line(0, 0), line(3, 3), line(6, 6)], places: 2, resamples: 4_000))
    #expect(band.center == [ChartPoint(x: 0, y: 3), ChartPoint(x: 1, y: 3)])
    #expect(band.spans == [ChartSpan(x: 0, low: 0, high: 6), ChartSpan(x: 1, low: 0, high: 6)])
    // Of the 256 ways to draw four of {0, 0, 0, 8} those with at most two 8s of four keep a mean of 0 or 4.
    let four = try #require(SeedBand([line(0, 0), line(0, 0), line(0, 0), line(8, 8)], places: 2, resamples: 4_000))
    #expect(four.center.map(\.y) == [0, 0])
    // At least three 8s: 13 of 256, 5.1 %, so that the 97.5th percentile is 8; two: 4.
    #expect(four.spans.map(\.low) == [0, 0] && four.spans.map(\.high) == [8, 8])
  }

  @Test func curvesMeetWhereAllOfThemAre() throws {
    let curves = [line(0, 10, 20, 30), line(10, 20, 30, from: 1), line(5, 15, 25, from: 0.5)]
    let band = try #require(SeedBand(curves, places: 4))
    #expect(band.center.map(\.x) == [1, 1.5, 2, 2.5])
    // All three are the line 10 x.
    #expect(zip(band.center.map(\.y), [10.0, 15, 20, 25]).allSatisfy { ($0 - $1).magnitude < 1e-12 })
    #expect(band.spans.allSatisfy { $0.high - $0.low < 1e-12 })
  }

  @Test func theSameCurvesGiveTheSameBand() {
    let curves: [[ChartPoint]] = (0..<7).map { seed in
      (0..<50).map { place in ChartPoint(x: Double(place), y: Double((place * 31 + seed * 17) % 23)) }
    }
    #expect(SeedBand(curves) == SeedBand(curves))
    #expect(SeedBand(curves) != SeedBand(curves, seed: 2))
    #expect(SeedBand(curves)?.center.count == 128)
    let bare = SeedBand(curves, resamples: 0)
    #expect(bare?.center == SeedBand(curves)?.center && bare?.spans.isEmpty == true)
  }

  @Test func fewOrStrangeCurvesHaveNone() {
    #expect(SeedBand([line(1, 2), line(2, 3)]) == nil)
    #expect(SeedBand([line(1, 2), line(2, 3), []]) == nil)
    #expect(SeedBand([line(1, 2), line(2, 3), line(1, 2, from: 7)]) == nil, "nothing in common")
    #expect(SeedBand([line(.nan, 2), line(2, 3), line(2, 4)]) == nil)
  }
}
