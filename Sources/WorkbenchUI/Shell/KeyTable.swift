/// Every key of the workbench as a Markdown table, from the bindings that dispatch them: what the README shows.
public func keyTableMarkdown() -> String {
  var lines = ["| where | keys | what |", "|---|---|---|"]
  var seen: Set<String> = []
  let contexts = BindingContext.shared + ScreenCatalog.screens.flatMap(\.contexts)
  for context in contexts where seen.insert(context.title).inserted {
    for binding in context.bindings {
      let keys = binding.label.replacing("|", with: "\\|")
      lines.append("| \(context.title) | `\(keys)` | \(binding.description) |")
    }
  }
  return lines.joined(separator: "\n")
}
