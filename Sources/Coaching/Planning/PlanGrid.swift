package import Algorithms
import RLCore

/// Every combination of the values of `--sweep key=value,value,…`.
package struct PlanGrid {
  /// One combination.
  package struct Point {
    package var settings: PlanSettings
    /// What the sweep set, as `key=value`.
    var words: [String] = []
    /// The part of it that planners other than SLINVIT read.
    var baselineWords: [String] = []
    /// No point before it has the same settings for the other planners.
    var isFirstForBaselines = true
  }

  package let points: [Point]
  /// What is swept, in order.
  package let keys: [String]

  /// The names of the paper, and of this command's options, for settings.
  private static let otherNames = ["N": "depth", "M": "rollouts", "horizon-per-subgoal": "depth"]
  private static let most = 10_000

  /// Reads the sweeps; without one there is a single point, `base`.
  ///
  /// - Throws: `UnknownNameError` or `InvalidSettingError` that list what is valid.
  package init(_ sweeps: [String], base: PlanSettings) throws {
    var points = [Point(settings: base)]
    var keys: [String] = []
    let own = Set(SLINVITConfiguration.fields.map(\.key))
    for text in sweeps {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let values = parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : []
      guard !values.isEmpty else {
        throw InvalidSettingError(key: "sweep", value: text, valid: "key=value,value,... such as k=1,2,3")
      }
      let key = Self.otherNames[parts[0]] ?? parts[0]
      guard !keys.contains(key) else {
        throw InvalidSettingError(key: "sweep", value: text, valid: "each setting once; '\(key)' comes twice")
      }
      guard Set(values).count == values.count else {
        throw InvalidSettingError(key: "sweep", value: text, valid: "each value once")
      }
      keys.append(key)
      points = try points.flatMap { point in
        try values.enumerated().map { place, value in
          var next = point
          try PlanSettings.fields.apply(key, value, to: &next.settings)
          next.words.append("\(key)=\(value)")
          if own.contains(key) {
            next.isFirstForBaselines = next.isFirstForBaselines && place == 0
          } else {
            next.baselineWords.append("\(key)=\(value)")
          }
          return next
        }
      }
      guard points.count <= Self.most else {
        throw InvalidSettingError(key: "sweep", value: text, valid: "at most \(Self.most) combinations")
      }
    }
    self.points = points
    self.keys = keys
  }
}
