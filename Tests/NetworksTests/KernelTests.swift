import CKernels
import RLCore
import Testing

/// The C kernels against plain loops in double precision, on sizes that leave every kind of remainder.
@Suite struct KernelTests {
  private func random(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float(generator.normal()) }
  }

  /// A·B (+ C) by plain loops; `a` is read as A(i, j) = a[i * aRow + j * aColumn].
  private func product(
    _ m: Int, _ n: Int, _ k: Int, _ a: [Float], _ aRow: Int, _ aColumn: Int, _ b: [Float], _ start: [Float]
  ) -> [Double] {
    (0..<(m * n)).map { place in
      let (row, column) = place.quotientAndRemainder(dividingBy: n)
      return (0..<k).reduce(Double(start[place])) {
        $0 + Double(a[row * aRow + $1 * aColumn]) * Double(b[$1 * n + column])
      }
    }
  }

  @Test(arguments: 1...9, [16, 32, 48, 64, 80]) func gemmAgreesWithPlainLoops(m: Int, n: Int) {
    var generator = SeededGenerator(seed: UInt64(m * 1_000 + n))
    for k in [1, 2, 3, 7, 16, 31, 70] {
      let (a, b, start) = (random(m * k, &generator), random(k * n, &generator), random(m * n, &generator))
      for isTransposed in [false, true] {
        let (aRow, aColumn) = isTransposed ? (1, m) : (k, 1)
        for accumulates in [false, true] {
          var result = start
          CKernels_gemm(
            Int32(m), Int32(n), Int32(k), a, aRow, aColumn, b, n, &result, n, accumulates ? 1 : 0)
          let zero = [Float](repeating: 0, count: m * n)
          let expected = product(m, n, k, a, aRow, aColumn, b, accumulates ? start : zero)
          let error = zip(result, expected).map { abs(Double($0) - $1) }.max() ?? 0
          #expect(error < 2e-5, "k \(k), transposed \(isTransposed), accumulates \(accumulates)")
        }
      }
    }
  }

  @Test func gemmWritesOnlyItsOwnColumns() {
    let (m, n, k, stride) = (5, 16, 3, 40)
    let a = [Float](repeating: 1, count: m * k)
    let b = [Float](repeating: 2, count: k * n)
    var result = [Float](repeating: 7, count: m * stride)
    CKernels_gemm(Int32(m), Int32(n), Int32(k), a, k, 1, b, n, &result, stride, 0)
    for place in result.indices { #expect(result[place] == (place % stride < n ? 6 : 7)) }
  }

  @Test func gemmGivesTheSameBitsWhenRowsAreSplit() {
    var generator = SeededGenerator(seed: 3)
    let (m, n, k) = (23, 48, 37)
    let (a, b) = (random(m * k, &generator), random(k * n, &generator))
    var whole = [Float](repeating: 0, count: m * n)
    CKernels_gemm(Int32(m), Int32(n), Int32(k), a, k, 1, b, n, &whole, n, 0)
    for cut in 1..<m {
      var parts = [Float](repeating: 0, count: m * n)
      parts.withUnsafeMutableBufferPointer { parts in
        a.withUnsafeBufferPointer { a in
          guard let to = parts.baseAddress, let from = a.baseAddress else { return }
          CKernels_gemm(Int32(cut), Int32(n), Int32(k), from, k, 1, b, n, to, n, 0)
          CKernels_gemm(Int32(m - cut), Int32(n), Int32(k), from + cut * k, k, 1, b, n, to + cut * n, n, 0)
        }
      }
      #expect(parts == whole, "cut after row \(cut)")
    }
  }

  @Test func tanhIsAccurateToAFewUnitsInTheLastPlace() {
    var worst = 0.0
    for index in -60_000...60_000 {
      let x = Float(index) * 2.5e-4
      var value = [x]
      CKernels_tanh(&value, 1)
      let exact = tanhReference(Double(x))
      worst = max(worst, abs(Double(value[0]) - exact) / Double(Float(exact).ulp))
    }
    #expect(worst <= 5)
  }

  @Test func tanhTakesExtremeAndTinyNumbers() {
    let inputs: [Float] = [0, 1e-38, -1e-20, 9, -9, 50, -1e30, .infinity, -.infinity, .nan, 0.3, -0.3, 0.29999998]
    var values = inputs
    CKernels_tanh(&values, values.count)
    for (input, value) in zip(inputs, values) {
      if input.isNaN {
        #expect(value.isNaN)
      } else {
        #expect(abs(Double(value) - tanhReference(Double(input))) <= 3e-7 * max(1e-30, min(1, abs(Double(input)))))
      }
    }
  }

  /// tanh by the exponential's series in double precision, without the kernel's shortcuts.
  private func tanhReference(_ x: Double) -> Double {
    if abs(x) > 25 { return x < 0 ? -1 : 1 }
    // tanh x = (e^x - e^-x) / (e^x + e^-x) with both sums as Taylor series of x / 2^k, doubled k times.
    var scaled = x
    var doublings = 0
    while abs(scaled) > 0.01 {
      scaled /= 2
      doublings += 1
    }
    let square = scaled * scaled
    var value = scaled * (1 - square / 3 * (1 - square * 2 / 5 * (1 - square * 17 / 42)))
    for _ in 0..<doublings { value = 2 * value / (1 + value * value) }
    return value
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100, 1_003]) func sumsSquares(count: Int) {
    var generator = SeededGenerator(seed: 6)
    let values = random(count, &generator)
    let expected = values.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(CKernels_sum_of_squares(values, count) - expected) <= 1e-12 * max(1, expected))
  }

  @Test func findsWhatIsNotFinite() {
    var values = [Float](repeating: 1, count: 37)
    #expect(CKernels_all_finite(values, 37) == 1)
    #expect(CKernels_all_finite(values, 0) == 1)
    for place in [0, 15, 36] {
      for bad in [Float.nan, .infinity, -.infinity, .signalingNaN] {
        values[place] = bad
        #expect(CKernels_all_finite(values, 37) == 0)
        values[place] = .greatestFiniteMagnitude
      }
    }
    #expect(CKernels_all_finite(values, 37) == 1)
  }

  @Test func appliesActivationsAndTheirGradients() {
    var values: [Float] = [-2, -0.0, 0, 0.5, 3]
    CKernels_relu(&values, 5)
    #expect(values == [0, 0, 0, 0.5, 3])
    var delta: [Float] = [1, 2, 3, 4, 5]
    CKernels_relu_gradient(&delta, values, 5)
    #expect(delta == [0, 0, 0, 4, 5])
    delta = [1, 2, 3, 4, 5]
    CKernels_tanh_gradient(&delta, [0, 0.5, -0.5, 1, -1], 5)
    #expect(delta == [1, 1.5, 2.25, 0, 0])
  }
}
