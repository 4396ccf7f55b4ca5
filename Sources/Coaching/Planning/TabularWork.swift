package import Algorithms
package import RLCore

/// LINVIT or one of its learning baselines in a tabular process, with its bounds while they come together.
package struct TabularWork: PlanWork {
  private let process: TabularMDP
  private let prior: TabularPolicy
  private let source: String
  private let method: TabularMethod
  private let configuration: LINVITConfiguration
  /// ε.
  private let accuracy: Double
  private let seed: UInt64

  /// One method of an order, linvit where it names all.
  ///
  /// - Throws: `UnknownNameError` and `InvalidSettingError` that list what is valid, `PlanWorkError` for methods that
  ///   learn nothing.
  package init(_ order: TabularOrder, in catalogs: PlanningCatalogs = PlanningCatalogs()) throws {
    process = try catalogs.processes.entry(order.process).process(seed: order.seed)
    method = try catalogs.methods.entry(order.methods == "all" ? "linvit" : order.methods)
    guard method.learns else { throw PlanWorkError.learnsNothing(method.name) }
    var settings = LINVITConfiguration()
    accuracy = order.accuracy ?? 0.1 * DynamicProgramming.optimal(process).startValue
    settings.priorWeight = LINVITConfiguration.weight(accuracy: accuracy, divergence: order.divergence)
    for (key, value) in order.settings { try LINVITConfiguration.fields.apply(key, value, to: &settings) }
    method.configure(&settings)
    configuration = settings
    prior = TabularPriors.diverging(process, by: order.divergence)
    source = "synthetic, divergence \(Numerals.fixed(order.divergence, 2))"
    seed = order.seed
  }

  /// The process's name.
  package var title: String { process.name }
  /// The process's name.
  package var task: String { process.name }

  /// Learns.
  package func plan(
    _ run: Int, _ amendments: PlanAmendments, show: @escaping Show
  ) throws -> (picture: PlanPicture, report: PlanReport?) {
    var recorder: ValueBoundsRecorder?
    var failure: (any Error)?
    func picture(_ learner: LINVIT, _ state: PlanPicture.State) -> PlanPicture {
      var picture = PlanPicture(
        run: run, state: state, task: process.name, goal: "", method: method.name, source: source, canReplan: true)
      picture.bounds = recorder?.picture(learner)
      return picture
    }
    let result = try LINVIT.run(process, prior: prior, configuration: configuration, seed: seed) { learner in
      recorder == nil ? recorder = ValueBoundsRecorder(learner) : recorder?.note(learner)
      do { try show { picture(learner, .running) } } catch { failure = error }
      return failure != nil
    }
    if let failure { throw failure }
    if recorder == nil { recorder = ValueBoundsRecorder(result.learner) }
    recorder?.note(result.learner)
    let reason = result.learner.hasConverged ? "the bounds have met" : "learnt"
    var last = picture(result.learner, .finished(reason))
    last.alerts = PlanAlert.alerts(result, method: method, accuracy: accuracy)
    return (last, nil)
  }
}
