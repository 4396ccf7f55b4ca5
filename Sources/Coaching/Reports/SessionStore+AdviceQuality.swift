package import RLCore
package import SessionStore

extension SessionStore {
  /// How good the advice was, by advisor and version of the prompt, and over all versions of each advisor.
  package func adviceQuality() throws -> [AdviceQuality] {
    let calls = try calls(matching: "", limit: .max, preview: 0)
    let versions = Dictionary(calls.map { ($0.id, $0.promptVersion) }, uniquingKeysWith: { first, _ in first })
    let counted = try calls.map { call in
      CountedCall(
        advisor: call.advisor, promptVersion: call.promptVersion,
        rejectedItems: try call.service?.rejected ?? rejectedItems(call.id),
        tokens: call.service?.tokens ?? 0, cost: call.service?.cost)
    }
    return AdviceQuality.table(
      suggestions: try suggestions(), decisions: try decisions().map(\.decision), evidence: try evidence(),
      versions: versions, calls: counted)
  }

  private func rejectedItems(_ call: Int) throws -> Int {
    try issues(call: call).count { $0.kind == .rejected && $0.item != nil }
  }
}
