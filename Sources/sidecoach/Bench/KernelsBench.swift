import ArgumentParser
import Coaching

/// How fast the kernels run on the shapes in use.
struct KernelsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Matrix kernels on one thread beside OpenBLAS and the processor's peak.",
    discussion: """
      The shapes are those of Pong's preset and one larger product. OpenBLAS is loaded for comparison only, where \
      libopenblas.so.0 is installed. JSON keys: \(KernelsMeasurement.keys).
      """)

  @OptionGroup var options: BenchOptions

  func run() throws { try Output.result(json: options.json) { try KernelsMeasurement() } }
}
