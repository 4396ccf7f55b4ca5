/// α moving evenly from one value to another over environment steps.
struct AlphaRamp: Equatable {
  let from: Double
  let to: Double
  /// The step at which it was asked for.
  let start: Int
  /// Over how many steps.
  let steps: Int

  /// α after a step; the target itself from the end on.
  func alpha(at step: Int) -> Double {
    isOver(at: step) ? to : from + (to - from) * Double(max(0, step - start)) / Double(steps)
  }

  func isOver(at step: Int) -> Bool { step - start >= steps }
}
