import Glibc

extension SeededGenerator {
  /// A standard normal number, by the polar form of Box and Muller without keeping the second one: a draw depends on
  /// the words alone.
  public mutating func normal() -> Double {
    while true {
      let first = 2 * uniform() - 1
      let second = 2 * uniform() - 1
      let square = first * first + second * second
      if square > 0, square < 1 { return first * (-2 * log(square) / square).squareRoot() }
    }
  }
}
