package import Threads

/// Makes the virtual environment of bridged environments.
package struct BridgeInstallation: Sendable {
  /// What it has, at the versions that the bridge was tried out with. AtariPreprocessing needs OpenCV.
  package static let packages = [
    "gymnasium[classic-control,box2d,mujoco,toy-text]==1.4.0", "ale-py==0.12.1", "opencv-python-headless",
  ]

  private let place: BridgePlace
  /// All steps, in order.
  package let steps: [PythonInstallation.Step]

  /// An installation in `place` by the interpreter `python`, with `more` packages as pip names them.
  package init(_ place: BridgePlace = BridgePlace(), python: String = "python3", with more: [String] = []) {
    self.place = place
    let pip = [place.python, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar", "off"]
    func imports(_ modules: String) -> [String] { [place.python, "-c", "import \(modules)"] }
    var steps = [
      PythonInstallation.Step(
        name: "virtual environment", about: "some seconds", command: [python, "-m", "venv", place.environment],
        check: imports("pip")),
      PythonInstallation.Step(
        name: "Gymnasium with MuJoCo, Box2D and Atari's games", about: "about 300 MB", command: pip + Self.packages,
        check: imports("gymnasium, mujoco, Box2D, pygame, ale_py, cv2")),
    ]
    if !more.isEmpty {
      steps.append(
        PythonInstallation.Step(
          name: more.joined(separator: ", "), about: "as large as it is", command: pip + more,
          // Whether a package is there says pip: its module may have another name.
          check: [place.python, "-m", "pip", "show", "--quiet"] + more.map(Self.bareName)))
    }
    self.steps = steps
  }

  /// A requirement without extras and versions.
  static func bareName(_ requirement: String) -> String {
    String(requirement.prefix { $0.isLetter || $0.isNumber || "-_.".contains($0) })
  }

  /// Does what is left to do.
  ///
  /// - Parameter tell: called with the step and the last line that it printed.
  /// - Throws: `BridgeInstallationError.step`, `EngineStopped`.
  package func run(
    stop: StopSignal = StopSignal(), tell: @escaping (PythonInstallation.Step, String) -> Void
  ) throws {
    let log = place.installLog
    try PythonInstallation(directory: place.path, log: log, steps: steps) {
      BridgeInstallationError.step($0, $1, log: log)
    }.run(stop: stop, tell: tell)
  }
}
