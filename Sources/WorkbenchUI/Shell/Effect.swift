public import RLCore

/// What the workbench asks of the world; values, so that tests can compare them.
public enum Effect: Sendable, Equatable {
  /// Give the engine a command.
  case send(EngineCommand)
  /// Save the screen; where no file is named, as text beside the session.
  case saveScreen(file: String?)
  /// Stop the process as Ctrl-Z does; the screen is drawn anew afterwards.
  case suspend
  /// Have a person change a text in an editor of their own, which has the terminal meanwhile; `AppMessage.drafted` tells
  /// what came of it.
  case write(Draft)
  /// Leave the workbench.
  case quit
  /// Something that a feature asks for; whoever serves effects of its type carries it out.
  case feature(any FeatureEffect)
  /// Store what a person entered. It counts as not stored until a message with its ticket says that it is; see `Unstored`.
  case keep(ticket: Int, any FeatureEffect)

  /// It changes the session or steers the engine, so it is never asked for where the session is read-only.
  public var needsWrite: Bool {
    switch self {
    case .send, .write: true
    case .saveScreen, .suspend, .quit: false
    case .feature(let effect), .keep(_, let effect): effect.needsWrite
    }
  }

  /// Whether both ask for the same.
  public static func == (one: Effect, other: Effect) -> Bool {
    switch (one, other) {
    case (.send(let left), .send(let right)): left == right
    case (.saveScreen(let left), .saveScreen(let right)): left == right
    case (.suspend, .suspend), (.quit, .quit): true
    case (.write(let left), .write(let right)): left == right
    case (.feature(let left), .feature(let right)): left.equals(right)
    case (.keep(let one, let left), .keep(let other, let right)): one == other && left.equals(right)
    default: false
    }
  }
}

/// What a feature asks of the world. Each feature has a type of its own, which one server serves.
public protocol FeatureEffect: Sendable, Equatable {
  /// It changes the session, so it is never asked for where the session is read-only.
  var needsWrite: Bool { get }
}

extension FeatureEffect {
  fileprivate func equals(_ other: any FeatureEffect) -> Bool { (other as? Self) == self }
}

/// Carries out effects of one type, away from the screen's thread.
public struct EffectServer: Sendable {
  private let serve: @Sendable (any FeatureEffect, Int?) -> Bool

  /// Gives `run` the effects of its type.
  public init<Served: FeatureEffect>(_ run: @escaping @Sendable (Served) -> Void) {
    self.init { (effect: Served, _) in run(effect) }
  }

  /// Gives `run` the effects of its type, with the ticket of those that store what a person entered.
  public init<Served: FeatureEffect>(_ run: @escaping @Sendable (Served, _ ticket: Int?) -> Void) {
    serve = { effect, ticket in
      guard let effect = effect as? Served else { return false }
      run(effect, ticket)
      return true
    }
  }

  /// Carries `effect` out; false, and nothing happens, where it is of another type.
  public func take(_ effect: any FeatureEffect, ticket: Int? = nil) -> Bool { serve(effect, ticket) }
}
