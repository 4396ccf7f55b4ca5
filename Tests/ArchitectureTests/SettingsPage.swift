import Algorithms
import Coaching
import Foundation
import RLCore

@testable import Environments
@testable import MuJoCoEnvironments

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

    \(table(PPOConfiguration.fields.filter { !isApart($0.key) }, PPOConfiguration()))

    ## Guidance

    How the table of accepted suggestions acts on refinement: `refine --set`, `demo --refine`. [ultra.md](ultra.md) says why each
    is a choice. `--alpha` of `refine`, and `+` and `-` on screen, set the weight of r_LLM.

    \(table(GuidanceConfiguration.fields, GuidanceConfiguration()))

    ## Identifying

    How mask networks are trained: `identify --set mask.steps=100000`, which the session keeps; `train --set` and `demo --set` for a
    new session, `fidelity --set` for one measurement, and `set` in `[[guidance]]` of an experiment.

    \(table(MaskConfiguration.fields, MaskConfiguration()))

    What the planner searches for, and how: `identify --set search.form=segments` and so on as above, but for `fidelity`.
    [coach.md](coach.md#search-where-it-pays) says why.

    \(table(SearchConfiguration.fields, SearchConfiguration()))

    ## Fidelity

    `fidelity --set KEY=VALUE`, and `set` of an experiment that measures it; `--episodes` is `episodes`.

    \(table(FidelityConfiguration.fields, FidelityConfiguration()))

    ## Oracles

    Whom the upper bounds ask, and how strongly they act: `refine --set`. [baselines.md](baselines.md#oracles) says what they are for.

    \(table(OracleConfiguration.fields, OracleConfiguration()))

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

    ## Environments

    `--set environment.KEY=VALUE` changes the environment of a session.

    **Pong**

    \(pong)

    **Pendulum-v1**

    \(table(PendulumConfiguration.fields, PendulumConfiguration()))

    **Locomotion**, with Hopper-v5's defaults:

    \(table(LocomotionTask.fields, Hopper.v5))

    ## Presets

    What a session starts from in each environment, over the defaults above. An environment that brings none of its own has those
    for its kind of actions.

    \(presets)
    """
  }

  /// Whether settings of training have a section of their own.
  private static func isApart(_ key: String) -> Bool { ["guidance.", "oracle."].contains { key.hasPrefix($0) } }

  /// Pong reads its settings one by one; what is valid it says when it refuses a value.
  private static var pong: String {
    let rows = PongConfiguration.summaries.map { key, summary in
      var valid: [String] = []
      do { _ = try PongConfiguration(settings: [key: "?"]) } catch { valid = (error as? UnknownNameError)?.valid ?? [] }
      return "| `\(key)` | \(valid.joined(separator: ", ")) | \(summary) |"
    }
    return (["| key | valid | what |", "|---|---|---|"] + rows).joined(separator: "\n")
  }

  /// The presets of every environment; those that are the same stand together.
  private static var presets: String {
    var groups: [(names: [String], presets: Presets)] = [
      (["general, discrete actions"], .discrete), (["general, continuous actions"], .continuous),
    ]
    for maker in Catalogs.standard.environments.entries {
      guard let presets = try? maker.entry().presets else { continue }
      if let index = groups.firstIndex(where: { $0.presets == presets }) {
        groups[index].names.append(maker.name)
      } else {
        groups.append(([maker.name], presets))
      }
    }
    return groups.map { group in
      let stages = [
        ("training", group.presets.training), ("refinement, over training", group.presets.refinement),
        ("evidence", group.presets.evidence), ("collecting and advice", group.presets.coaching),
        ("steps of the demo's base", ["steps": "\(group.presets.demoSteps)"]),
      ]
      let rows = stages.map { name, settings in
        let text = settings.sorted { $0.key < $1.key }.map { "`\($0.key)` \($0.value)" }.joined(separator: ", ")
        return "| \(name) | \(text.isEmpty ? "the defaults" : text) |"
      }
      let head = ["**\(group.names.joined(separator: ", "))**", "", "| stage | settings |", "|---|---|"]
      return (head + rows).joined(separator: "\n")
    }.joined(separator: "\n\n")
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
