package import Algorithms
package import Canvas
package import RLCore
package import Threads

/// What a study of tabular processes is given.
package struct StudyOrder: Sendable {
  /// The process, the accuracy, the seeds and LINVIT's settings.
  package var settings: TabularStudySettings
  /// The methods that are compared, where a study compares them.
  package var methods: [TabularMethod]
  /// The prior's divergence from the optimal policy, where there is one.
  package var divergence: Double
  /// The divergences, where there are several.
  package var divergences: [Double]
}

/// A study of the catalog: how it is run, and the chart of what came out.
package struct StudyEntry: CatalogEntry {
  /// The name on the command line.
  package let name: String
  /// One sentence for help.
  package let summary: String
  /// What the axes of the chart are.
  let caption: String
  /// The settings that it tries itself, so that nobody else gives them.
  let varies: [String]
  private let study: @Sendable (_ order: StudyOrder, _ pool: WorkerPool) throws -> TabularStudy
  private let draw: @Sendable (_ study: TabularStudy) -> LineChart

  /// A study; `run` gives the same for any number of threads.
  package init(
    _ name: String, _ summary: String, caption: String, varies: [String] = ["lambda"],
    run: @escaping @Sendable (_ order: StudyOrder, _ pool: WorkerPool) throws -> TabularStudy,
    chart: @escaping @Sendable (_ study: TabularStudy) -> LineChart
  ) {
    self.name = name
    self.summary = summary
    self.caption = caption
    self.varies = varies
    study = run
    draw = chart
  }

  /// Runs it.
  func run(_ order: StudyOrder, pool: WorkerPool) throws -> TabularStudy { try study(order, pool) }

  /// The chart in braille with a line below that says what the axes are, as plain text.
  func figure(_ study: TabularStudy) -> String {
    var grid = Grid(width: 78, height: 18)
    draw(study).draw(on: &grid)
    return grid.text + "\n" + caption
  }
}

/// The studies of LINVIT.
package enum StudyCatalog {
  /// Every study, one line each.
  package static let studies = RLCore.Catalog<StudyEntry>(
    "study", [.divergence, .recovery, .weight, .exploration, .factor])
}
