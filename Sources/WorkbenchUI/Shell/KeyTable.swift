import RLCore
/// Every key of the workbench as a Markdown table, from the bindings that dispatch them.
public func keyTableMarkdown() -> String {
  let parts = WorkbenchParts.all
  let screens = parts.screens.entries
  let contexts =
    [.everywhere(tabs: screens.count, of: parts), .always] + parts.layers.entries.flatMap(\.contexts)
    + screens.flatMap(\.contexts)
  var lines = ["| where | keys | what |", "|---|---|---|"]
  for context in contexts {
    for binding in context.bindings {
      let keys = binding.label.replacing("|", with: "\\|")
      lines.append("| \(context.title) | `\(keys)` | \(binding.description) |")
    }
  }
  return lines.joined(separator: "\n")
}
