import ArgumentParser
import Coaching

/// Where commands that train write their metrics besides the session.
struct TensorBoardOption: ParsableArguments {
  @Option(
    name: .customLong("tensorboard"),
    help: "Also write the metrics as TensorBoard's event files below this directory, as SESSION/RUN, while it trains.")
  var directory: String?

  /// The same opening with that directory.
  func added(to opening: HeadlessRun.Opening) -> HeadlessRun.Opening {
    var opening = opening
    opening.tensorBoard = directory
    return opening
  }
}
