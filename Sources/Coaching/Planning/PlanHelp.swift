import Algorithms
import RLCore
import TextEnvironments

/// What `plan --help` says: the catalogs in sentences, so that a new line of one of them explains itself.
package struct PlanHelp {
  private let catalogs: PlanningCatalogs

  /// Help for what `catalogs` hold.
  package init(_ catalogs: PlanningCatalogs) { self.catalogs = catalogs }

  /// The text.
  package var text: String {
    """
    ENV is a text environment, one of its problems, or a tabular process: \
    \(catalogs.processes.names.joined(separator: ", ")). Text environments: \(environments) Their data sets are looked for \
    in $SIDECOACH_DATA, else in sidecoach/data of the user's data directory ($XDG_DATA_HOME, else ~/.local/share).

    Text environments: --problem plans one task and validates the plan; --set LIST (or several) compares planners on the \
    tasks of a list, with Wilson's 95 % intervals; --sweep tries settings on either. A budget that is used up leaves \
    the best plan so far, marked as partial. Planners: \(explained(catalogs.planners)).

    --prior is \(catalogs.priors.entries.map { "\($0.form), which \($0.summary)" }.joined(separator: "; ")); or \
    openai:MODEL or a name of the configuration file for a language model that is asked. Settings: \
    \(PlanSettings.fields.map { "\($0.key) (\($0.summary))" }.joined(separator: "; ")). In sweeps N and M may stand for \
    depth and rollouts.

    Tabular: every method with a prior of known divergence; or, with --study, \(explained(catalogs.studies)). Settings \
    there: \(LINVITConfiguration.fields.map(\.key).joined(separator: ", ")).

    With --screen one planner, slinvit or linvit unless --method names another, plans one task on a screen; proposals \
    can be vetoed and edited there, which is kept in plan-decisions.jsonl beside the sessions. ENV may then also be a \
    file that --out or the screen wrote.

    JSON keys: \(PlanResult.keys). Tabular processes: \(TabularResult.keys). Rows of one task go from task to \
    droppedProposals, those of a set or a sweep from group to outOfBudget with means over tasks; spent is there when a \
    language model was asked, with coverage, the share of its probability that was on legal answers (below one half the \
    plan says so); what is about a study is there when there is one.
    """
  }

  /// What may be begun with.
  package static let presets =
    "Settings to begin with: \(PlanPresetCatalog.presets.names.joined(separator: ", ")). Default: the environment's."

  /// Text environments with what a problem, a set and a setting are there.
  private var environments: String {
    catalogs.texts.entries.map { entry in
      let settings = entry.settings.map { "\($0.key) (\($0.summary))" }.joined(separator: ", ")
      return "\(entry.name), \(entry.summary). \(entry.usage)" + (settings.isEmpty ? "" : " Settings: \(settings).")
    }.joined(separator: " ")
  }

  private func explained(_ catalog: RLCore.Catalog<some CatalogEntry>) -> String {
    catalog.entries.map { "\($0.name) (\($0.summary))" }.joined(separator: "; ")
  }
}
