import RLCore
import Testing

@Suite struct UnknownNameTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("same", "same", 0),
    ("ab", "ba", 2), ("Pong", "pong", 1), ("intention", "execution", 5),
  ])
  func countsEdits(first: String, second: String, expected: Int) {
    #expect(editDistance(first, second) == expected)
    #expect(editDistance(second, first) == expected)
  }

  @Test func keepsTheTriangleInequality() {
    let words = ["pong", "song", "longer", "", "hopper", "p"]
    for first in words {
      for second in words {
        for third in words {
          #expect(editDistance(first, third) <= editDistance(first, second) + editDistance(second, third))
        }
      }
    }
  }

  @Test(arguments: [("gamse", "games"), ("ppo", "ppo"), ("pop", "ppo"), ("foo", nil), ("hoper-v5", "Hopper-v5")])
  func twoThatChangedPlacesAreOneSlip(name: String, nearest: String?) {
    let error = UnknownNameError(kind: "key", name: name, valid: ["name", "games", "ppo", "Hopper-v5"])
    #expect(error.nearest == nearest)
    #expect(editDistance("gamse", "games", countsSwapsOnce: true) == 1 && editDistance("gamse", "games") == 2)
  }

  @Test func offersTheNearestNameWhateverItsCase() {
    let error = UnknownNameError(kind: "environment", name: "pnog", valid: ["Hopper-v5", "Pong", "Ant-v5"])
    #expect(error.nearest == "Pong")
    #expect(error.description.contains("unknown environment 'pnog'"))
    #expect(error.description.contains("did you mean 'Pong'?"))
    #expect(error.description.hasSuffix("Valid: Ant-v5, Hopper-v5, Pong"))
  }

  @Test func offersNothingWhenNothingIsNear() {
    let error = UnknownNameError(kind: "method", name: "zzzzzzzz", valid: ["ppo", "ultra-a"])
    #expect(error.nearest == nil)
    #expect(!error.description.contains("did you mean"))
    #expect(error.description == "unknown method 'zzzzzzzz'. Valid: ppo, ultra-a")
    #expect(UnknownNameError(kind: "method", name: "ppo", valid: []).nearest == nil)
  }
}
