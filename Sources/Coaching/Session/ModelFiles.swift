import Foundation
import RLCore

/// An MJCF file with everything that it names: files that it includes, meshes, textures and height fields.
struct ModelFiles: Equatable {
  /// A file by the place that it has beside the others.
  struct File: Equatable {
    /// Its path, relative to a folder that holds all of them.
    var name: String
    /// Its bytes; in MJCF, absolute paths have become relative ones.
    var content: [UInt8]
  }

  /// The model first, then what it names in the order in which it does.
  private(set) var files: [File] = []

  /// Reads the model at `path`. What it names and is not there is left out: MuJoCo then says so.
  ///
  /// MuJoCo looks for what is included beside the model, and for assets in the folders that `compiler` gives, as counted
  /// from the model.
  init(path: String) throws {
    let model = URL(fileURLWithPath: path).standardizedFileURL
    let folder = model.deletingLastPathComponent()
    var found: [(place: URL, content: Data)] = []
    var folders = [folder]
    var waiting = [model]
    var named: [String] = []
    while !waiting.isEmpty {
      let next = waiting.removeFirst()
      guard !found.contains(where: { $0.place == next }) else { continue }
      let content = Data(try PlainFile.bytes(next.path))
      found.append((next, content))
      for reference in Self.references(in: content) {
        if reference.isFolder {
          folders.append(Self.place(reference.path, in: folder))
        } else if reference.path.hasSuffix(".xml") {
          let place = Self.place(reference.path, in: folder)
          if FileManager.default.isReadableFile(atPath: place.path) { waiting.append(place) }
        } else {
          named.append(reference.path)
        }
      }
    }
    for file in named {
      let places = folders.map { Self.place(file, in: $0) }
      guard let place = places.first(where: { FileManager.default.isReadableFile(atPath: $0.path) }),
        !found.contains(where: { $0.place == place })
      else { continue }
      found.append((place, Data(try PlainFile.bytes(place.path))))
    }
    let root = Self.commonFolder(of: found.map(\.place))
    files = found.map { file in
      let isText = file.place.pathExtension == "xml"
      let bytes = isText ? Self.relative(file.content, to: folder) : [UInt8](file.content)
      return File(name: Self.path(from: root, to: file.place), content: bytes)
    }
  }

  /// What an MJCF file names: a file, or a folder in which files lie.
  private static func references(in content: Data) -> [(path: String, isFolder: Bool)] {
    attributes(in: String(decoding: content, as: UTF8.self)).map { ($0.path, $0.name.hasSuffix("dir")) }
  }

  /// The attributes that name files and folders, with where their values stand.
  private static func attributes(in text: String) -> [(name: Substring, path: String, range: Range<String.Index>)] {
    text.matches(of: #/\b(file\w*|meshdir|texturedir|assetdir)\s*=\s*["']([^"']*)["']/#).map { match in
      (match.output.1, String(match.output.2), match.output.2.startIndex..<match.output.2.endIndex)
    }.filter { !$0.path.isEmpty }
  }

  /// Puts paths from `folder` in the place of absolute ones, which mean nothing on another machine.
  private static func relative(_ content: Data, to folder: URL) -> [UInt8] {
    var text = String(decoding: content, as: UTF8.self)
    for attribute in attributes(in: text).reversed() where attribute.path.hasPrefix("/") {
      let place = URL(fileURLWithPath: attribute.path).standardizedFileURL
      text.replaceSubrange(attribute.range, with: path(from: folder, to: place))
    }
    return Array(text.utf8)
  }

  private static func place(_ path: String, in folder: URL) -> URL {
    (path.hasPrefix("/") ? URL(fileURLWithPath: path) : folder.appendingPathComponent(path)).standardizedFileURL
  }

  private static func commonFolder(of files: [URL]) -> URL {
    var common = files.first?.deletingLastPathComponent().pathComponents ?? ["/"]
    for file in files.dropFirst() {
      let parts = file.deletingLastPathComponent().pathComponents
      common = zip(common, parts).prefix { $0 == $1 }.map(\.0)
    }
    return common.dropFirst().reduce(URL(fileURLWithPath: "/")) { $0.appendingPathComponent($1) }
  }

  private static func path(from folder: URL, to file: URL) -> String {
    let (from, to) = (folder.pathComponents, file.pathComponents)
    let shared = zip(from, to).prefix { $0 == $1 }.count
    return (Array(repeating: "..", count: from.count - shared) + to.dropFirst(shared)).joined(separator: "/")
  }
}
