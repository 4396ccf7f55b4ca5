import Coaching
import WorkbenchUI

extension AppModel {
  /// Takes the keys of the person's own file; gives what of it is left out, and why.
  mutating func takeKeys() -> [String] {
    let file = KeyFile.load()
    let read = Keymap.reading(
      file.entries.map { Keymap.Change(context: $0.context, usual: $0.usual, own: $0.own) })
    keymap = read.map
    return [file.problem].compactMap(\.self) + read.problems
  }
}
