import Testing

@testable import Experiments

@Suite struct AxisTests {
  private func labels(_ axis: Axis) -> [String] { axis.ticks.map(\.label) }

  @Test func ticksAreRound() {
    #expect(
      labels(.linear([0, 400_000], isTight: true)) == [
        "0", "50K", "100K", "150K", "200K", "250K", "300K", "350K", "400K",
      ])
    #expect(labels(.linear([0, 2_500_000], isTight: true)) == ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M"])
    #expect(labels(.linear([-0.3, 0.3])) == ["-0.3", "-0.2", "-0.1", "0", "0.1", "0.2", "0.3"])
    #expect(labels(.linear([0, 1], isTight: true, isShare: true)) == ["0 %", "20 %", "40 %", "60 %", "80 %", "100 %"])
    #expect(labels(.linear([0.001, 0.004], isShare: true)).contains("0.20 %"))
  }

  @Test func valuesLieWithinTheAxis() {
    for values in [[3.0], [0], [-7, -7], [1e-9, 2e-9], [1e99, -1e99], [-3, 17.5, 2]] {
      let axis = Axis.linear(values)
      #expect(values.allSatisfy { (0...1).contains(axis.share(of: $0)) }, "\(values)")
      #expect(!axis.ticks.isEmpty && axis.ticks.allSatisfy { (-1e-9...1 + 1e-9).contains(axis.share(of: $0.value)) })
    }
    #expect(Axis.linear([]).ticks.count > 1 && Axis.linear([.nan, 1e308]).ticks.count > 1)
  }

  @Test func settingsThatSpanMuchAreLogarithmic() {
    #expect(!Axis.settings([1, 30]).isLogarithmic && Axis.settings([1, 31]).isLogarithmic)
    #expect(!Axis.settings([-1, 1, 100]).isLogarithmic && !Axis.settings([0]).isLogarithmic)
    let axis = Axis.settings([0.01, 0.1, 1])
    #expect(labels(axis) == ["0.01", "0.1", "1"])
    #expect((axis.share(of: 1) - axis.share(of: 0.1)).isNear(axis.share(of: 0.1) - axis.share(of: 0.01)))
  }

  @Test func zeroHasAPlaceOnALogarithmicAxis() {
    let axis = Axis.settings([0, 0.01, 1])
    #expect(labels(axis) == ["0", "0.01", "1"])
    #expect((0..<axis.share(of: 0.01)).contains(axis.share(of: 0)))
  }

  @Test func settingsAreReadFromLabels() {
    #expect(SweptSetting("α 0.1") == SweptSetting("α=0.1") && SweptSetting("α 0.1")?.name == "α")
    #expect(SweptSetting("0.5")?.value == 0.5 && SweptSetting("0.5")?.name == "")
    #expect(SweptSetting("paper") == nil && SweptSetting("") == nil && SweptSetting("α nan") == nil)
  }
}
