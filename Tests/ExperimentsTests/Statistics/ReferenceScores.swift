import Experiments
import Numerics
import RLCore

/// Scores of two methods, eight runs on three tasks each, that reference values were worked for.
enum ReferenceScores {
  /// The first method, a column a task.
  static let x = RunMatrix([
    [0.2, 0.4, 0.9, 0.3, 0.7, 0.5, 0.1, 0.6], [1.1, 0.9, 1.5, 2.0, 1.2, 0.8, 1.0, 1.4],
    [0.5, 0.7, 0.1, 0.6, 0.4, 0.9, 0.3, 0.8],
  ])
  /// The second.
  static let y = RunMatrix([
    [0.1, 0.5, 0.3, 0.2, 0.8, 0.4, 0.2, 0.3], [1.0, 0.7, 1.5, 1.1, 0.9, 0.6, 1.3, 0.9],
    [0.5, 0.6, 0.2, 0.3, 0.4, 0.5, 0.1, 0.7],
  ])

  /// The columns of a matrix.
  static func columns(_ matrix: RunMatrix) -> [[Double]] { matrix.tasks.map { Array(matrix.scores[$0]) } }

  /// Both as scores of `x` and `y` on tasks of one environment, seeds from 1.
  static var scores: Scores {
    Scores(
      [("x", x), ("y", y)].flatMap { method, matrix in
        columns(matrix).enumerated().flatMap { place, column in
          column.enumerated().map { run, value in
            Scores.Score(
              method: method, task: .init(environment: "Hopper-v5", base: "\(place)"), seed: UInt64(run + 1),
              value: value)
          }
        }
      })
  }

  /// Scores on one task, by method, seeds from 1.
  static func scores(_ methods: KeyValuePairs<String, [Double]>) -> Scores {
    Scores(
      methods.flatMap { method, values in
        values.enumerated().map { run, value in
          Scores.Score(method: method, task: .init(environment: "Pong"), seed: UInt64(run + 1), value: value)
        }
      })
  }

  /// Normal numbers, for laws.
  static func normal(_ count: Int, mean: Double = 0, deviation: Double = 1, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in mean + deviation * generator.normal() }
  }
}

extension Double? {
  /// Whether the number is known and near `expected`.
  func isNear(_ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    map { $0.isApproximatelyEqual(to: expected, absoluteTolerance: tolerance) } ?? false
  }
}

extension Double {
  /// Whether the number is near `expected`.
  func isNear(_ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
    isApproximatelyEqual(to: expected, absoluteTolerance: tolerance)
  }
}
