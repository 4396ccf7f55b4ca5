import Foundation
import Testing

/// What a module may import; the table of the design's layout.
struct ModuleRule: Sendable {
  /// The layer; a module of the project may be imported from higher layers only.
  let layer: Int
  /// Modules of this project.
  let modules: Set<String>
  /// What lies outside: the system's libraries and packages.
  let libraries: Set<String>

  init(_ layer: Int, _ modules: Set<String> = [], libraries: Set<String> = []) {
    self.layer = layer
    self.modules = modules
    self.libraries = libraries
  }

  /// Every module of the design, those that are yet to come included. Where no library stands, the module is pure
  /// Swift. Foundation appears only where files, dates or JSON need it.
  static let table: [String: ModuleRule] = [
    "CNcurses": ModuleRule(0),
    "CCurl": ModuleRule(0),
    "CMuJoCo": ModuleRule(0),
    "CKernels": ModuleRule(0),
    "RLCore": ModuleRule(1, libraries: ["Glibc"]),
    "Canvas": ModuleRule(1),
    "Threads": ModuleRule(1, libraries: ["Glibc", "Synchronization"]),
    "Networks": ModuleRule(
      2, ["RLCore", "Threads", "CKernels"], libraries: ["Glibc", "FoundationEssentials"]),
    "Environments": ModuleRule(2, ["RLCore"], libraries: ["Glibc"]),
    "MuJoCoEnvironments": ModuleRule(2, ["RLCore", "CMuJoCo"], libraries: ["Glibc", "Foundation"]),
    "TextEnvironments": ModuleRule(
      2, ["RLCore"], libraries: ["Glibc", "Synchronization", "Foundation", "GRDB", "GRDBSQLite", "Subprocess"]),
    "BridgedEnvironments": ModuleRule(2, ["RLCore"], libraries: ["Glibc", "Synchronization", "Foundation"]),
    "LanguageModels": ModuleRule(2, ["RLCore"], libraries: ["Synchronization", "Foundation"]),
    "SessionStore": ModuleRule(2, ["RLCore"], libraries: ["Glibc", "Synchronization", "Foundation", "GRDB"]),
    "Engine": ModuleRule(2, ["RLCore", "Threads"], libraries: ["Synchronization"]),
    "WorkbenchUI": ModuleRule(2, ["RLCore", "Canvas"], libraries: ["DequeModule"]),
    "CursesBackend": ModuleRule(2, ["Canvas", "CNcurses"], libraries: ["Glibc", "Synchronization"]),
    "Algorithms": ModuleRule(
      3, ["RLCore", "Networks", "Threads"],
      libraries: ["Glibc", "Synchronization", "FoundationEssentials", "DequeModule"]),
    "Advisors": ModuleRule(
      3, ["RLCore", "LanguageModels"], libraries: ["Glibc", "Synchronization", "Foundation"]),
    "CurlTransport": ModuleRule(
      3, ["LanguageModels", "Threads", "CCurl"], libraries: ["Glibc", "Synchronization"]),
    "Experiments": ModuleRule(3, ["RLCore", "SessionStore"], libraries: ["Glibc", "Synchronization", "Foundation"]),
    // The stages may not know the screen.
    "Coaching": ModuleRule(
      4,
      [
        "RLCore", "Canvas", "Threads", "Networks", "Environments", "MuJoCoEnvironments", "TextEnvironments",
        "BridgedEnvironments", "LanguageModels", "SessionStore", "Engine", "Algorithms", "Advisors", "CurlTransport",
        "Experiments",
      ],
      libraries: [
        "Glibc", "Synchronization", "Foundation", "Dispatch", "TOMLKit", "Logging", "Subprocess", "SystemPackage",
      ]),
    // A session on a terminal: the one place where screens meet what they show.
    "WorkbenchHost": ModuleRule(
      5,
      [
        "RLCore", "Canvas", "Threads", "Environments", "SessionStore", "Engine", "WorkbenchUI", "CursesBackend",
        "Algorithms", "Advisors", "Experiments", "Coaching",
      ], libraries: ["Glibc", "Synchronization", "Foundation", "Dispatch"]),
    // The composition root may import every module but the C seams, which belong to one module each.
    "sidecoach": ModuleRule(
      6,
      [
        "RLCore", "Canvas", "Threads", "Networks", "Environments", "MuJoCoEnvironments", "TextEnvironments",
        "BridgedEnvironments", "LanguageModels", "Advisors", "SessionStore", "Engine", "WorkbenchUI",
        "CursesBackend", "Algorithms", "CurlTransport", "Coaching", "Experiments", "WorkbenchHost",
      ],
      libraries: ["Glibc", "Synchronization", "Foundation", "Dispatch", "ArgumentParser", "TOMLKit", "Logging"]),
  ]
}

@Suite struct ImportTests {
  /// The module that an import line names, without attributes, access level and kind of declaration.
  static func imported(by line: String) -> String? {
    let words = line.split(whereSeparator: \.isWhitespace).filter { !$0.hasPrefix("@") }.map(String.init)
    let levels: Set = ["public", "package", "internal", "fileprivate", "private"]
    let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
    guard let first = words.first, let keyword = levels.contains(first) ? words.dropFirst().first : first,
      keyword == "import"
    else { return nil }
    let rest = words.drop { $0 != "import" }.dropFirst().drop { kinds.contains($0) }
    return rest.first.flatMap { $0.split(whereSeparator: { $0 == "." || $0 == ";" }).first }.map(String.init)
  }

  @Test func importLinesAreRead() {
    #expect(Self.imported(by: "public import RLCore") == "RLCore")
    #expect(Self.imported(by: "@preconcurrency internal import Glibc") == "Glibc")
    #expect(Self.imported(by: "import struct Foundation.Data") == "Foundation")
    #expect(Self.imported(by: "  import GRDB; import X") == "GRDB")
    #expect(Self.imported(by: "let importance = 1") == nil)
    #expect(Self.imported(by: "/// import nothing") == nil)
  }

  @Test func theTableIsLayered() {
    for (name, rule) in ModuleRule.table {
      for other in rule.modules {
        #expect((ModuleRule.table[other]?.layer ?? .max) < rule.layer, "\(name) may not import \(other)")
      }
    }
  }

  @Test func everyModuleIsInTheTable() {
    let modules = Repository.directories(in: "Sources")
    #expect(modules.contains("RLCore"))
    for module in modules { #expect(ModuleRule.table[module] != nil, "add \(module) to ModuleRule.table") }
  }

  @Test(arguments: Repository.sources)
  func importsKeepToTheTable(_ file: Repository.File) {
    guard let rule = ModuleRule.table[file.module] else { return }
    let allowed = rule.modules.union(rule.libraries)
    for (number, line) in file.code {
      guard let name = Self.imported(by: line), !allowed.contains(name) else { continue }
      Issue.record("\(file.path):\(number): \(file.module) may not import \(name)")
    }
  }

  @Test(arguments: Repository.files(in: "Sources", extensions: ["c", "h"]))
  func seamsIncludeTheirOwnHeadersOnly(_ file: Repository.File) {
    let own = ["\"\(file.module).h\"", "\"private.h\""]
    for line in file.lines where line.hasPrefix("#include \"") {
      #expect(own.contains(String(line.dropFirst("#include ".count))), "\(file.path): \(line)")
    }
  }
}
