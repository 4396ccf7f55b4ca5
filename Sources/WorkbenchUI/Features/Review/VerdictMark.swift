import Canvas
import RLCore

/// The glyph, word and style of a verdict; never colour alone.
struct VerdictMark {
  let name: String
  let short: String
  let style: StyleToken

  static let all = [
    VerdictMark(name: "pending", short: "pend", style: .pending),
    VerdictMark(name: "accepted", short: "acc", style: .accepted),
    VerdictMark(name: "edited", short: "edit", style: .accepted),
    VerdictMark(name: "rejected", short: "rej", style: .rejected),
    VerdictMark(name: "skipped", short: "skip", style: .muted),
  ]

  /// Decided, and not stored yet: shown in the place of the verdict, which does not hold before.
  static let unstored = VerdictMark(name: "unstored", short: "unst", style: .critical)

  /// In guidance once, and left out by a run whose policy does not come there any more.
  static let retired = VerdictMark(name: "retired", short: "ret", style: .muted)

  /// An item's, as it counts.
  static func of(_ item: ReviewItem) -> VerdictMark {
    item.isRetired && item.verdict?.guides == true ? .retired : of(item.verdict)
  }

  static func of(_ verdict: Verdict?) -> VerdictMark {
    all.first { $0.name == (verdict?.name ?? "pending") } ?? all[0]
  }

  func glyph(_ glyphs: GlyphSet) -> String {
    switch name {
    case "accepted": glyphs.check
    case "edited": glyphs.pencil
    case "rejected": glyphs.cross
    case "skipped", "retired": glyphs.skip
    case "unstored": glyphs.ellipsis
    default: glyphs.dot
    }
  }
}
