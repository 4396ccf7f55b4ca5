public import Canvas
public import RLCore

/// Everything that can happen to the workbench. Time arrives in messages, so that `update` reads no clock.
public enum AppMessage: Sendable {
  /// A key was pressed, or text was pasted.
  case key(Key)
  /// A click, or the wheel.
  case mouse(Mouse)
  /// The terminal has another size.
  case resized(width: Int, height: Int)
  /// Time passed; monotonic seconds, for playback only.
  case tick(seconds: Double)
  /// The engine's latest picture.
  case snapshot(EngineSnapshot)
  /// Something happened in the engine.
  case event(EngineEvent)
  /// How far every stage is.
  case stages([StageProgress])
  /// A line for the person, for instance why a file could not be written.
  case notice(String, isError: Bool)
  /// The screen of that name is to be in view.
  case show(String)
  /// Something that a feature is told.
  case feature(any FeatureMessage)
}

/// What a feature is told. Each feature has a type of its own and makes messages of it in an extension of `AppMessage`.
public protocol FeatureMessage: Sendable {}
