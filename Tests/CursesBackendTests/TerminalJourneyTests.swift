import CursesBackend
import Foundation
import Glibc
import TestSupport
import Testing

/// The journey helper against programs that are everywhere; journeys of the workbench build on it.
@Suite(.enabled(if: TerminalJourney.isAvailable, Comment(rawValue: TerminalJourney.skipMessage)), .serialized)
struct TerminalJourneyTests {
  @Test func typedTextComesBack() throws {
    let journey = try TerminalJourney(["cat"])
    defer { journey.end() }
    try journey.type("grüße 漢\n")
    // Once echoed by the terminal, once by cat.
    try journey.wait(until: "two lines") { $0.components(separatedBy: "grüße 漢").count == 3 }
    #expect(try !journey.isDead)
    #expect(try journey.exitStatus == nil)
    try journey.press("C-d")
    try journey.waitForEnd()
    #expect(try journey.exitStatus == 0)
  }

  @Test func sizeAndEnvironmentReachTheProgram() throws {
    let journey = try TerminalJourney(
      ["sh", "-c", "stty size; echo \"[$TERM][$FIRST][${HOME-none}]\"; exit 7"], width: 100, height: 30,
      environment: ["TERM": "vt100", "FIRST": "it's \"so\"", "HOME": nil])
    defer { journey.end() }
    try journey.wait(for: "30 100")
    try journey.wait(for: "[vt100][it's \"so\"][none]")
    try journey.waitForEnd()
    #expect(try journey.exitStatus == 7)
  }

  @Test func aSignalThatEndsTheProgramIsSeen() throws {
    let journey = try TerminalJourney(["sh", "-c", "echo ready; sleep 100"])
    defer { journey.end() }
    try journey.wait(for: "ready")
    let process = try #require(try journey.processIdentifier)
    kill(process, SIGTERM)
    try journey.waitForEnd()
    #expect(try journey.endSignal == 15)
    #expect(try journey.exitStatus == nil)
  }

  @Test func resizesReachTheProgram() throws {
    let journey = try TerminalJourney(["sh", "-c", "trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done"])
    defer { journey.end() }
    try journey.wait(for: "ready")
    try journey.resize(width: 60, height: 15)
    try journey.wait(for: "15 60")
  }

  @Test func modesAndTheAlternateScreenAreSeen() throws {
    let journey = try TerminalJourney(["sh"], environment: ["PS1": "ready> "])
    defer { journey.end() }
    try journey.wait(for: "ready>")
    let before = try journey.terminalModes()
    try journey.type("stty -echo; tput smcup; tput civis; echo inside\n")
    try journey.wait(until: "the alternate screen") { _ in try journey.alternateOn }
    try journey.wait(for: "inside")
    #expect(try !journey.cursorShown)
    #expect(try journey.terminalModes() != before)
    try journey.type("stty echo; tput cnorm; tput rmcup\n")
    try journey.wait(until: "the normal screen") { _ in try !journey.alternateOn }
    try journey.wait(until: "the modes are back") { _ in try journey.terminalModes() == before }
  }

  @Test func aFailureShowsTheLastScreen() throws {
    let journey = try TerminalJourney(["sh", "-c", "echo what there is; cat"])
    defer { journey.end() }
    try journey.wait(for: "what there is")
    let failure = try #require(throws: TerminalJourney.Failure.self) {
      try journey.wait(for: "what there is not", timeout: .milliseconds(50))
    }
    #expect(failure.description.contains("what there is not"))
    #expect(failure.description.contains("what there is\n"))
  }

  @Test func pastesAndKeysArrive() throws {
    let journey = try TerminalJourney(["cat", "-v"])
    defer { journey.end() }
    try journey.paste("pasted text")
    try journey.press("Up", "Enter")
    try journey.wait(until: "the paste and an arrow") {
      $0.contains("pasted text^[[A") || $0.contains("pasted text^[OA")
    }
  }
}
