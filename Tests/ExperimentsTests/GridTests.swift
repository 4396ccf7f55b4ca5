import Experiments
import Synchronization
import Testing

@Suite struct GridTests {
  private struct Square: Cell, Sendable {
    struct TooLarge: Error, Equatable { var number: Int }
    var number: Int
    var label: String { "number \(number)" }
    func outcome() throws -> Int {
      if number > 9 { throw TooLarge(number: number) }
      return number * number
    }
  }

  private func grid(_ numbers: [Int]) -> Grid<Square> { Grid(numbers.map { Square(number: $0) }) }

  @Test func outcomesComeInTheOrderOfTheCells() throws {
    #expect(try grid([3, 1, 2]).outcomes() == [9, 1, 4])
    let seen = Mutex([String]())
    let backwards = try grid([3, 1, 2]).outcomes(
      sharedBy: { count, body in for index in (0..<count).reversed() { body(index) } },
      onOutcome: { cell, outcome in seen.withLock { $0.append("\(cell.label): \(outcome)") } })
    #expect(backwards == [9, 1, 4])
    #expect(seen.withLock { $0 } == ["number 2: 4", "number 1: 1", "number 3: 9"])
  }

  @Test func theFirstErrorInOrderIsThrown() {
    #expect(throws: Square.TooLarge(number: 20)) {
      try grid([1, 20, 2, 30]).outcomes(
        sharedBy: { count, body in for index in (0..<count).reversed() { body(index) } })
    }
    #expect(throws: Square.TooLarge(number: 20)) { try grid([20, 1]).outcomes() }
  }
}
