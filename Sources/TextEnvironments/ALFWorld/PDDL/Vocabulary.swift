/// Numbers for the words of PDDL texts, which do not tell cases apart.
///
/// A game has some ten thousand words and a few hundred different ones, so they are compared once and are numbers from
/// then on.
struct Vocabulary {
  private var pool: [UInt8] = []
  /// Where each word ends in the pool.
  private var ends: [Int32] = []
  /// Numbers by hash, with open addressing; -1 is empty.
  private var slots = [Int32](repeating: -1, count: 2048)

  /// Words so far.
  var count: Int { ends.count }

  /// The word with that number, in lower case.
  func text(_ number: Int32) -> String { String(decoding: pool[range(Int(number))], as: UTF8.self) }

  /// The number of a word.
  mutating func number(_ word: String) -> Int32 { number(Array(word.utf8)[...]) }

  /// The number of the word that is written with these bytes.
  mutating func number(_ bytes: ArraySlice<UInt8>) -> Int32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(Self.lower(byte))) &* 0x100_0000_01b3 }
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
    while slots[place] >= 0 {
      if equals(Int(slots[place]), bytes) { return slots[place] }
      place = (place + 1) & mask
    }
    let number = Int32(ends.count)
    for byte in bytes { pool.append(Self.lower(byte)) }
    ends.append(Int32(pool.count))
    slots[place] = number
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : Int(ends[number - 1]))..<Int(ends[number]) }

  private func equals(_ number: Int, _ bytes: ArraySlice<UInt8>) -> Bool {
    let own = range(number)
    guard own.count == bytes.count else { return false }
    var place = own.lowerBound
    for byte in bytes {
      if pool[place] != Self.lower(byte) { return false }
      place += 1
    }
    return true
  }

  private static func lower(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte + 32 : byte }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    let mask = slots.count - 1
    for word in ends.indices {
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325
      for byte in pool[range(word)] { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      var place = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
      while slots[place] >= 0 { place = (place + 1) & mask }
      slots[place] = Int32(word)
    }
  }
}
