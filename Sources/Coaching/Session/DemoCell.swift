import Experiments
import RLCore

/// One seed of a demo, in its own session.
package struct DemoCell: Cell {
  private let name: String
  private let opening: HeadlessRun.Opening

  /// The demo in the session called `name`, which is made by the settings of `opening`.
  package init(_ name: String, _ opening: HeadlessRun.Opening) {
    self.name = name
    self.opening = opening
  }

  package var label: String { name }

  package func outcome() throws -> Comparison {
    let run = try HeadlessRun(name, opening)
    let line = run.progress
    return try run.perform { coach in
      let pipeline = Pipeline(coach: coach, reviewer: .policy(.verified), gate: run.gate)
      var announced: Set<Stage> = []
      pipeline.observer = { event in
        switch event {
        case .stages(let stages):
          for stage in stages where stage.state == .running && announced.insert(stage.stage).inserted {
            line.note("── \(stage.stage.rawValue)")
          }
        case .notice(let text, _): line.note(text)
        case .stored, .asking, .answered, .asked, .roundWaits: break
        }
      }
      try pipeline.run()
      return try Comparison(store: coach.store, settings: coach.settings)
    }
  }
}
