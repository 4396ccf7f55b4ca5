import RLCore
import Testing

@Suite struct DistinctTests {
  @Test func eachComesOnceInOrder() {
    #expect(["b", "a", "b", "c", "a"].distinct() == ["b", "a", "c"])
    #expect([Int]().distinct().isEmpty)
    #expect([11, 21, 12, 3].distinct { $0 % 10 } == [11, 12, 3], "of equal keys the first")
  }
}
