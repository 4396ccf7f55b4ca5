import Algorithms
import Coaching
import RLCore
import SessionStore
import WorkbenchUI

/// Turns a session's settings into what the screen shows, from the fields that `--set` and the documentation are made from.
struct SettingsReader: Sendable {
  let store: SessionStore
  let entry: EnvironmentEntry

  /// Every setting, group by group.
  func items() throws -> [SettingItem] {
    let now = try SessionOpening.settings(of: store)
    let usual = try SessionSettings(environment: now.environment, presets: entry.presets, seed: now.seed)
    let hasBase = try store.run(named: .base)?.checkpoint != nil
    let trained = hasBase ? "the base policy was trained with it; a new session takes another value" : nil
    let later = "for what begins once the session is opened again"
    func table<Root: Sendable>(
      _ fields: [ConfigField<Root>], _ root: Root, _ usual: Root, _ group: SettingGroup, locked: String? = nil
    ) -> [SettingItem] {
      fields.map {
        SettingItem($0, of: root, usual: usual, group: group.rawValue, holds: later, locked: locked)
      }
    }
    let plain = PPOConfiguration.fields.filter { !$0.key.hasPrefix("guidance.") && !$0.key.hasPrefix("oracle.") }
    let guidance = PPOConfiguration.fields.filter { $0.key.hasPrefix("guidance.") }
    let oracle = PPOConfiguration.fields.filter { $0.key.hasPrefix("oracle.") }
    return table(SessionSettings.fields, now, usual, .session)
      + table(plain, now.training, usual.training, .training, locked: trained)
      + table(plain, now.refinement, usual.refinement, .refinement)
      + table(guidance, now.refinement, usual.refinement, .guidance)
      + table(oracle, now.refinement, usual.refinement, .oracle)
      + table(MaskConfiguration.fields, now.mask, usual.mask, .mask)
      + table(SearchConfiguration.fields, now.search, usual.search, .search)
      + table(EvidenceConfiguration.fields, now.evidence, usual.evidence, .evidence)
  }
}
