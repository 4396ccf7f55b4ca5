import Testing

@testable import Experiments

@Suite struct MethodNamesTests {
  private func place(_ method: String, advisor: String = "", setting: String = "") -> ExperimentPlace {
    ExperimentPlace(environment: "Pong", advisor: advisor, method: method, setting: setting, seed: 1)
  }

  @Test func aNameHoldsWhatVaries() {
    let names = MethodNames([
      place("ppo"), place("ultra-r", advisor: "stand-in", setting: "α 0.1"),
      place("ultra-r", advisor: "stand-in", setting: "α 1"), place("ultra-a", advisor: "stand-in"),
      place("ultra-a", advisor: "random"),
    ])
    #expect(names.all == ["ppo", "ultra-r, α 0.1", "ultra-r, α 1", "ultra-a, stand-in", "ultra-a, random"])
  }

  @Test func oneWithoutTheSettingKeepsThePlainName() {
    let names = MethodNames([place("ppo"), place("ppo", setting: "rate 1e-4")])
    #expect(names.all == ["ppo", "ppo, rate 1e-4"])
    #expect(names.resolved("ppo") == "ppo")
  }

  @Test func peopleNameMethodsShortOrWhole() {
    let names = MethodNames([
      place("ultra-a", advisor: "stand-in", setting: "α 0.1"), place("ultra-r", setting: "1"),
      place("ultra-r", setting: "2"),
    ])
    #expect(names.all == ["ultra-a", "ultra-r, 1", "ultra-r, 2"])
    #expect(names.resolved("ultra-a, stand-in, α 0.1") == "ultra-a")
    // Two methods might be meant.
    #expect(names.resolved("ultra-r") == "ultra-r" && names.resolved("none\n") == "none ")
  }
}
