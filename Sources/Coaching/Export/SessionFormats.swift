package import RLCore
package import SessionStore

/// The forms in which a session comes out: those of its records, and those that take its results together.
package enum SessionFormats {
  /// Every format, one line each.
  package static let all = ExportCatalog.formats.adding([
    ExportFormat("markdown", "a page of what was collected, advised and decided, and of what each method came to") {
      SessionPage($0, leavingOut: $1).markdown
    },
    ExportFormat("svg", "the learning curves of its runs in one figure") {
      try SessionDrawing.svg(of: $0, leavingOut: $1)
    },
  ])
}
