import RLCore
import Numerics
import Testing

/// Reference values were worked by an independent implementation of xoshiro256** and SplitMix64 in Python, which gives
/// the published first output of SplitMix64 for seed 1234567 and the published outputs for the state (1, 2, 3, 4).
@Suite struct SeededGeneratorTests {
  private func words(_ generator: SeededGenerator, _ count: Int) -> [UInt64] {
    var generator = generator
    return (0..<count).map { _ in generator.next() }
  }

  @Test func givesThePublishedSequence() {
    #expect(
      words(SeededGenerator(words: SIMD4(1, 2, 3, 4)), 10) == [
        11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
        16_172_922_978_634_559_625, 8_476_171_486_693_032_832, 10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
      ])
  }

  @Test(
    arguments: [
      (0, [0x99ec_5f36_cb75_f2b4, 0xbf6e_1f78_4956_452a, 0x1a5f_849d_4933_e6e0, 0x6aa5_94f1_262d_2d2c]),
      (42, [0x1578_0b2e_0c2e_c716, 0x6104_d986_6d11_3a7e, 0xae17_5332_39e4_99a1, 0xecb8_ad47_03b3_60a1]),
      (UInt64.max, [0x8f55_20d5_2a7e_ad08, 0xc476_a018_caa1_802d, 0x81de_31c0_d260_469e, 0xbf65_8d7e_065f_3c2f]),
    ] as [(UInt64, [UInt64])])
  func seedsLikeTheReference(seed: UInt64, expected: [UInt64]) {
    #expect(words(SeededGenerator(seed: seed), 4) == expected)
  }

  @Test func streamsLikeTheReference() {
    #expect(
      words(SeededGenerator(seed: 42, stream: 7), 3) == [
        0x0ce1_d922_e90f_9ac6, 0x1388_01f7_7a5c_91ec, 0x5024_b4c7_842a_86cc,
      ])
  }

  @Test func uniformNumbersAndBoundedIntegersLikeTheReference() {
    var generator = SeededGenerator(seed: 7)
    #expect(
      (0..<3).map { _ in generator.uniform() } == [0.7005764821796896, 0.2787512294737843, 0.8396274618764198])
    generator = SeededGenerator(seed: 7)
    #expect((0..<12).map { _ in generator.below(10) } == [7, 2, 8, 9, 9, 8, 0, 1, 4, 1, 5, 7])
  }

  @Test func boundedIntegersCoverTheRangeEvenly() {
    var generator = SeededGenerator(seed: 11)
    var counts = [Int](repeating: 0, count: 13)
    for _ in 0..<130_000 { counts[generator.below(13)] += 1 }
    // Four standard deviations of a count with mean 10,000 are about 385.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 385 })
    #expect((0..<100).allSatisfy { _ in generator.below(1) == 0 })
  }

  @Test func shuffleIsAPermutationThatDependsOnTheSeed() {
    func shuffled(_ count: Int32, seed: UInt64) -> [Int32] {
      var values = Array(0..<count)
      var generator = SeededGenerator(seed: seed)
      values.withUnsafeMutableBufferPointer { generator.shuffle($0) }
      return values
    }
    #expect(shuffled(10, seed: 7) == [1, 8, 3, 0, 4, 5, 9, 6, 2, 7])
    for seed in 0..<20 as Range<UInt64> {
      #expect(shuffled(257, seed: seed).sorted() == Array(0..<257))
    }
    #expect(Set((0..<50).map { shuffled(8, seed: $0) }).count == 50)
    #expect(shuffled(0, seed: 1).isEmpty)
    #expect(shuffled(1, seed: 1) == [0])
  }

  @Test func everyPlaceIsEquallyLikelyAfterAShuffle() {
    var generator = SeededGenerator(seed: 5)
    var places = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 {
      var values: [Int32] = [0, 1, 2, 3, 4, 5]
      values.withUnsafeMutableBufferPointer { generator.shuffle($0) }
      if let place = values.firstIndex(of: 0) { places[place] += 1 }
    }
    #expect(places.allSatisfy { abs($0 - 10_000) < 400 })
  }

  @Test func streamsOfASeedAreIndependent() {
    let streams = (0..<200).map { SeededGenerator(seed: 3, stream: $0) }
    #expect(Set(streams.map(\.words)).count == streams.count)
    #expect(SeededGenerator(seed: 3, stream: 0) != SeededGenerator(seed: 3))
    // The correlation of two streams of 20,000 uniform numbers has a standard deviation of 0.007.
    var first = SeededGenerator(seed: 9, stream: 1)
    var second = SeededGenerator(seed: 9, stream: 2)
    let product = (0..<20_000).reduce(0.0) { sum, _ in sum + (first.uniform() - 0.5) * (second.uniform() - 0.5) }
    #expect(abs(product / 20_000 * 12) < 0.03)
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    var generator = SeededGenerator(seed: 7)
    let reference = [0.9643618527255184, -0.3039301238656567, 0.30479435832638674, -1.7010190714940672]
    for expected in reference {
      #expect(generator.normal().isApproximatelyEqual(to: expected, absoluteTolerance: 1e-12))
    }
    let values = (0..<200_000).map { _ in generator.normal() }
    let moments = (1...4).map { power in
      values.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * value } } / 200_000
    }
    #expect(abs(moments[0]) < 0.01)
    #expect(moments[1].isApproximatelyEqual(to: 1, absoluteTolerance: 0.015))
    #expect(abs(moments[2]) < 0.03)
    #expect(moments[3].isApproximatelyEqual(to: 3, absoluteTolerance: 0.1))
  }

  @Test func uniformNumbersLieInTheHalfOpenUnitInterval() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<10_000 {
      #expect((0..<1).contains(generator.uniform()))
      #expect((0..<1).contains(generator.uniformFloat()))
    }
    // The greatest word still gives less than 1: with y = 0x1C71… the scrambler's output is all ones.
    let inverse5: UInt64 = 0xCCCC_CCCC_CCCC_CCCD
    let inverse9: UInt64 = 0x8E38_E38E_38E3_8E39
    let rotated = UInt64.max &* inverse9
    let y = ((rotated >> 7) | (rotated << 57)) &* inverse5
    generator = SeededGenerator(words: SIMD4(0, y, 0, 0))
    var copy = generator
    #expect(copy.next() == UInt64.max)
    copy = generator
    #expect(copy.uniform() < 1)
    copy = generator
    #expect(copy.uniformFloat() < 1)
    copy = generator
    #expect(copy.below(10) == 9)
  }
}
