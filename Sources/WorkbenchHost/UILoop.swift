import Canvas
import CursesBackend
import Engine
import Foundation
import RLCore
import Threads
import WorkbenchUI

/// The only thread that touches the terminal: takes messages, updates the model, draws what changed.
struct UILoop {
  let terminal: CursesTerminal
  let messages: Mailbox<AppMessage>
  /// Pictures of which only the latest is worth showing; nil where there is no new one.
  let pictures: [@Sendable () -> AppMessage?]
  /// Gives the engine a command.
  var send: @Sendable (EngineCommand) -> Void = { _ in }
  /// Saves the screen.
  let save: @Sendable (ScreenPicture) -> Void
  /// Who serves what features ask for.
  let servers: [EffectServer]
  /// The person's own editor; nil where nothing is edited in one.
  var editor: TextEditor?
  /// Least time between drawings that no key asked for.
  private static let frameInterval = Duration.milliseconds(66)

  /// Runs until the person leaves; returns the signal that ended it, if one did.
  func run(_ model: inout AppModel) -> Int32? {
    let clock = ContinuousClock()
    let wall = WallClock.formatter()
    let start = clock.now
    var drawn = -1
    var lastDrawn = start - .seconds(1)
    var isUrgent = true
    handle(.resized(width: terminal.width, height: terminal.height), &model)
    while model.isRunning {
      let arrived = messages.takeAll()
      // The log says when things happened; what is recalled of an earlier time brings its own.
      if !arrived.isEmpty { handle(.clock(wall.string(from: Date())), &model) }
      for message in arrived { handle(message, &model) }
      for picture in pictures { if let message = picture() { handle(message, &model) } }
      if model.isAnimating { handle(.tick(seconds: (clock.now - start) / .seconds(1)), &model) }
      guard model.isRunning else { break }
      terminal.setMouse(model.usesMouse)
      let now = clock.now
      var wait: Int32 = model.isAnimating ? 33 : 1_000
      if model.generation != drawn {
        // Of keys that come faster than they can be shown, such as a paste without its marks, the last one counts.
        let isDue = now - lastDrawn >= Self.frameInterval
        if isDue || (isUrgent || model.isAnimating) && !terminal.hasKeysWaiting {
          terminal.present(view(model), theme: model.theme)
          drawn = model.generation
          lastDrawn = now
          isUrgent = false
        } else {
          wait = max(1, Int32((Self.frameInterval - (now - lastDrawn)) / .milliseconds(1)))
        }
      }
      switch terminal.next(timeoutMilliseconds: wait) {
      case .mouse(let mouse):
        handle(.mouse(mouse), &model)
        isUrgent = true
      case .key(let key):
        if key == .control("l") { terminal.repaint() }
        handle(.key(key), &model)
        isUrgent = true
      case .resized(let width, let height):
        handle(.resized(width: width, height: height), &model)
        isUrgent = true
      case .woken, .timedOut: break
      case .ended(let signal): return signal
      case .inputClosed: return 1
      }
    }
    return nil
  }

  private func handle(_ message: AppMessage, _ model: inout AppModel) {
    for effect in update(&model, message) {
      switch effect {
      case .send(let command): send(command)
      case .saveScreen(let file):
        save(ScreenPicture(grid: view(model), theme: model.theme, title: "sidecoach: \(model.title)", file: file))
      case .suspend: terminal.suspend()
      case .write(let draft): handle(.drafted(draft, write(draft.text)), &model)
      case .quit: break
      case .feature(let wanted): serve(wanted, ticket: nil, &model)
      case .keep(let ticket, let wanted): serve(wanted, ticket: ticket, &model)
      }
    }
  }

  /// Gives the terminal to the editor until it ends.
  private func write(_ text: String) -> DraftOutcome {
    guard let editor else { return .failed("nothing is edited in an editor here") }
    return switch terminal.released({ editor.edit(text) }) {
    case .written(let text): .written(text)
    case .failed(let reason): .failed(reason)
    }
  }

  private func serve(_ wanted: any FeatureEffect, ticket: Int?, _ model: inout AppModel) {
    guard !servers.contains(where: { $0.take(wanted, ticket: ticket) }) else { return }
    let problem = "nobody here can do that: \(wanted)"
    handle(ticket.map { .refused(ticket: $0, reason: problem) } ?? .notice(problem, isError: true), &model)
  }
}
