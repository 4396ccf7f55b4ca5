import Foundation
import Testing

@testable import CursesBackend

/// Programs that are everywhere stand for an editor; they need no terminal.
@Suite struct TextEditorTests {
  /// Edits a line in a directory of its own, by `variables` in the place of the environment; nothing is left there.
  private func edit(_ variables: [String: String]) throws -> TextEditor.Outcome {
    let directory = NSTemporaryDirectory() + "it's an editor \(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let outcome = TextEditor(directory: directory) { variables[$0] }.edit("one\n")
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory).isEmpty)
    return outcome
  }

  private func reason(_ variables: [String: String]) throws -> String {
    guard case .failed(let reason) = try edit(variables) else { return "" }
    return reason
  }

  @Test func whatTheEditorLeavesComesBack() throws {
    #expect(try edit(["EDITOR": "printf 'two\\n' >>"]) == .written("one\ntwo\n"))
    #expect(try edit(["EDITOR": "true"]) == .written("one\n"))
    #expect(try edit(["EDITOR": "truncate -s 0"]) == .written(""))
    // As editors do that write another file and rename it.
    #expect(try edit(["EDITOR": "sed -i s/one/three/"]) == .written("three\n"))
  }

  @Test func nobodyElseMayReadTheFile() throws {
    #expect(try edit(["EDITOR": "sh -c 'mode=$(stat -c %a \"$0\"); echo $mode > \"$0\"'"]) == .written("600\n"))
  }

  @Test func backupsAreRemovedToo() throws {
    #expect(try edit(["EDITOR": "sh -c 'cp \"$0\" \"$0~\"'"]) == .written("one\n"))
  }

  @Test func visualComesFirst() throws {
    #expect(try edit(["VISUAL": "printf v >", "EDITOR": "printf e >"]) == .written("v"))
    #expect(TextEditor(directory: "") { _ in nil }.command == nil)
  }

  @Test func withoutAVariableTheSystemsEditorIsLookedFor() throws {
    let folder = NSTemporaryDirectory() + "editor-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    func command() -> String? { TextEditor(directory: "") { ["PATH": "/nowhere:\(folder)"][$0] }.command }
    #expect(command() == nil)
    let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
    #expect(FileManager.default.createFile(atPath: folder + "/editor", contents: Data(), attributes: attributes))
    #expect(command() == "editor")
  }

  @Test func aFailureSaysWhatToDo() throws {
    #expect(try reason([:]) == "no editor is known: set VISUAL or EDITOR to yours, for instance EDITOR=nano")
    #expect(try reason(["EDITOR": "false"]) == "the editor 'false' ended with status 1, so nothing is changed")
    #expect(try reason(["EDITOR": "no-such-editor 2>&-"]).contains("VISUAL or EDITOR says which one it is"))
    #expect(try reason(["EDITOR": "kill -KILL $$; :"]).contains("ended by signal 9"))
    #expect(try reason(["EDITOR": "rm"]).contains("left no file"))
    #expect(try reason(["EDITOR": "truncate -s 1M"]).contains("longer than 64 KiB"))
    #expect(try reason(["EDITOR": "printf '\\377' >"]).contains("no text in UTF-8"))
    guard case .failed(let reason) = TextEditor(directory: "/nowhere/at/all", variable: { _ in "true" }).edit("") else {
      Issue.record("a file was made where there is no directory")
      return
    }
    #expect(reason.contains("/nowhere/at/all"))
  }
}
