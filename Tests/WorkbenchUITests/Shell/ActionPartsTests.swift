import Testing

@testable import WorkbenchUI

/// A vector in words: values and changes cannot be taken for each other.
@Suite struct ActionPartsTests {
  private let parts = ActionParts(names: ["hip", "knee", "left ankle"])

  private func change(_ old: [Double], _ new: [Double], _ width: Int) -> String? {
    parts.greatestChange(from: old, to: new, arrow: "→", within: width, ellipsis: "…")
  }

  @Test func valuesHaveNames() {
    #expect(parts.words([0.92, -0.05, 0, 1]) == "hip +0.92, knee -0.05, left ankle 0.00, part 4 +1.00")
    #expect(ActionParts(names: []).words([]).isEmpty)
  }

  @Test func aChangeSaysFromWhatToWhatAsFarAsThereIsRoom() {
    let (old, new) = ([0.9, 0, 0], [-0.9, 0.5, 0])
    #expect(change(old, new, 40) == "hip +0.90 → -0.90")
    #expect(change(old, new, 15) == "hip +0.90→-0.90")
    #expect(change(old, new, 13) == "hip 0.9→-0.9")
    #expect(change(old, new, 11) == "hip →-0.90")
    #expect(change([0, 0, 0.5], [0, 0, 1], 12) == "left… →+1.00", "the name is cut, the number is not")
    #expect(change([], [], 12) == nil)
  }

  @Test func ofManyPartsThoseThatChangeMostAreTold() {
    let (old, new) = ([0.0, 0, 0], [0.2, 0.004, -0.6])
    #expect(parts.changes(from: old, to: new, arrow: "->") == "hip 0.00 -> +0.20, left ankle 0.00 -> -0.60")
    #expect(parts.changes(from: old, to: new, arrow: "->", most: 1) == "left ankle 0.00 -> -0.60 and 1 more")
    #expect(parts.changes(from: old, to: old, arrow: "->") == "no change")
  }
}
