import Algorithms
import Foundation
import RLCore

/// `docs/settings.md`, from the fields that read the settings.
enum SettingsPage {
  static var text: String {
    """
    # Settings

    Generated from the fields that read them; a wrong key or value on the command line is answered with the valid ones. To write
    this page anew: \(GeneratedPages.command).

    ## Training

    `--set KEY=VALUE` of `train`, `demo`, `refine` and `bench`, and `--refine KEY=VALUE` of `demo` for the refinements. Defaults
    are those of a bare configuration.

    \(table(PPOConfiguration.fields.filter { !$0.key.hasPrefix("guidance.") }, PPOConfiguration()))

    ## Guidance

    How the table of accepted suggestions acts on refinement: `refine --set`, `demo --refine`. [ultra.md](ultra.md) says why each
    is a choice. `--alpha` of `refine`, and `+` and `-` on screen, set the weight of r_LLM.

    \(table(GuidanceConfiguration.fields, GuidanceConfiguration()))

    ## Evidence

    Options of `verify`, such as `--rollouts 16`.

    \(table(EvidenceConfiguration.fields, EvidenceConfiguration()))

    ## Planning

    `plan BlocksWorld --set KEY=VALUE`, and `--sweep KEY=VALUE,VALUE`; `--preset` names settings to begin with.

    \(table(PlanSettings.fields, PlanSettings()))

    | preset | what |
    |---|---|
    \(PlanPresetCatalog.presets.entries.map { "| `\($0.name)` | \(cell($0.summary)) |" }.joined(separator: "\n"))

    ## LINVIT

    `plan RiverSwim --set KEY=VALUE`, and the other tabular processes.

    \(table(LINVITConfiguration.fields, LINVITConfiguration()))
    """
  }

  private static func table<Root>(_ fields: [ConfigField<Root>], _ defaults: Root) -> String {
    let rows = fields.map { field in
      "| `\(field.key)` | \(field.read(defaults)) | \(cell(field.valid)) | \(cell(field.summary)) |"
    }
    return (["| key | default | valid | what |", "|---|---|---|---|"] + rows).joined(separator: "\n")
  }

  /// Text in a cell of a table.
  private static func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }
}
