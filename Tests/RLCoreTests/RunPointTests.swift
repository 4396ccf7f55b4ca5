import RLCore
import Testing

@Suite struct RunPointTests {
  @Test func aRunAtAStepIsReadAsItIsWritten() {
    #expect(RunPoint("ultra-ra@3072") == RunPoint(run: "ultra-ra", step: 3_072))
    #expect(RunPoint("ultra-ra~1@2e3") == RunPoint(run: "ultra-ra~1", step: 2_000))
    #expect(RunPoint("ppo") == RunPoint(run: "ppo"))
    #expect(RunPoint("a@b@7") == RunPoint(run: "a@b", step: 7))
    for point in [RunPoint(run: "ppo"), RunPoint(run: "ppo", step: 0)] { #expect(RunPoint("\(point)") == point) }
  }

  @Test(arguments: ["", "@5", "ppo@", "ppo@many", "ppo@-1", "ppo@1.5"])
  func whatIsNoneIsNotRead(text: String) {
    #expect(RunPoint(text) == nil)
  }
}
