import RLCore
import Testing

@testable import TextEnvironments

/// The reward and its parts, against cases worked out by hand.
@Suite struct BashRewardTests {
  private func tree(_ files: [TreePath: String]) -> FileTree {
    var tree = FileTree()
    for (path, text) in files { tree.write(text, at: path) }
    return tree
  }

  private func reward(
    _ agent: [TreePath: String], _ gold: [TreePath: String], from start: [TreePath: String] = ["t/a.txt": "a\n"],
    answers: (String?, String?) = ("same words", "same words")
  ) -> BashReward {
    BashReward(
      agent: .init(tree: tree(agent), answer: answers.0), gold: .init(tree: tree(gold), answer: answers.1),
      start: tree(start))
  }

  @Test func theSameIsWorthOneExactly() {
    #expect(reward(["t/a.txt": "b"], ["t/a.txt": "b"]).total == 1)
    #expect(reward(["t/a.txt": "a\n", "n/x.c": "1"], ["t/a.txt": "a\n", "n/x.c": "1"]).total == 1)
  }

  @Test func eachChangeTooManyOrTooFewCounts() {
    let start: [TreePath: String] = ["t/a.txt": "a\n"]
    #expect(reward(start, ["t/a.txt": "b"]).changes == 0.05)
    #expect(reward(["t/a.txt": "a\n", "x": ""], ["t/a.txt": "b"]).changes == 0)
    // What is changed and tracked is not compared by its content.
    #expect(reward(["t/a.txt": "b"], ["t/a.txt": "c"]).total == 1)
  }

  @Test func newFilesAreComparedByTheirContent() {
    let start: [TreePath: String] = ["t/a.txt": "a\n"]
    let (one, other) = (
      start.merging(["t/n.txt": "1", "t/m.txt": "2"]) { $1 }, start.merging(["t/n.txt": "1", "t/m.txt": "3"]) { $1 }
    )
    #expect(reward(one, other).contents == 0.17, "0.165 is a little more than it says")
    #expect(reward(start.merging(["t/plain": "1"]) { $1 }, start.merging(["t/plain": "2"]) { $1 }).contents == 0.33)
    #expect(reward(start.merging(["t/n.txt": "1"]) { $1 }, start.merging(["t/n.txt": "2"]) { $1 }).contents == 0)
  }

  @Test func outputsAreComparedByTheirWords() throws {
    // One common word of two in each text: cos = 1 / (1 + (ln(3/2) + 1)²).
    #expect(abs(try #require(TextSimilarity.cosine("red car", "red bus")) - 0.33609692727625745) < 1e-12)
    // Counts 2 and 1 beside one word alone.
    #expect(abs(try #require(TextSimilarity.cosine("aa aa bb", "aa")) - 0.8181802073667197) < 1e-12)
    #expect(TextSimilarity.cosine("a b 1", "- +") == nil, "single letters are no words")
    #expect(TextSimilarity.cosine("Éa_1", "éA_1") == 1 && TextSimilarity.cosine("ab", "cd") == 0)
    #expect(reward([:], [:], from: [:], answers: ("7\n", "7\n")).output == 0.33)
    #expect(reward([:], [:], from: [:], answers: ("7\n", "7")).output == 0)
    #expect(reward([:], [:], from: [:], answers: ("7", nil)).output == 0)
    #expect(reward([:], [:], from: [:], answers: ("red car", "red bus")).output == 0.11)
  }

  @Test func statusIsWhatGitPrints() {
    var (start, now) = (tree(["t/a.txt": "a", "t/b.txt": "b", "t/c": "c", "s/only": "1", "etc/x": "1"]), FileTree())
    start["t/l"] = .link(Array("a".utf8))
    now = start
    now["t/b.txt"] = nil
    now.write("new", at: "t/a.txt")
    now["t/c"] = .file(FileContent(Array("c".utf8)), mode: 0o755, .recent(1))
    now["t/l"] = .file(FileContent([]), mode: 0o644, .recent(1))
    now.write("", at: "new/deep/x")
    now.write("", at: "new/y")
    now.makeDirectory("empty/inner")
    now.write("", at: "t/sub/z")
    now.write("", at: "t/with space")
    now.write("", at: "t/é\n")
    now.write("", at: "t/usr/ignored")
    now.write("2", at: "etc/x")
    now["s/only"] = nil
    now.write("", at: "s/other")
    #expect(
      GitStatus(from: start, to: now).text
        == " D s/only\n M t/a.txt\n D t/b.txt\n M t/c\n T t/l\n?? new/\n?? s/other\n?? t/sub/\n?? \"t/with space\"\n"
        + "?? \"t/\\303\\251\\n\"\n")
    #expect(GitStatus(from: start, to: start).text.isEmpty)
  }

  @Test func linksAreComparedWithinTheTreeOnly() {
    var (one, other) = (tree(["a.txt": "1", "d/b.txt": "1"]), tree(["a.txt": "2", "d/b.txt": "1"]))
    for target in ["/etc/passwd", "../../etc/shadow", "loop.lnk"] {
      one["loop.lnk"] = .link(Array(target.utf8))
      other["loop.lnk"] = one["loop.lnk"]
      let reward = BashReward(
        agent: .init(tree: one, answer: "x"), gold: .init(tree: other, answer: "x"),
        start: tree(["a.txt": "0", "d/b.txt": "1"]))
      #expect(reward.contents == 0.33, "\(target)")
    }
    one["loop.lnk"] = .link(Array("/a.txt".utf8))
    other["loop.lnk"] = one["loop.lnk"]
    let reward = BashReward(
      agent: .init(tree: one, answer: "x"), gold: .init(tree: other, answer: "x"),
      start: tree(["a.txt": "0", "d/b.txt": "1"]))
    #expect(reward.contents == 0, "the link leads to files that differ")
  }

  @Test(
    arguments: [
      ("find . -name \"*.c\"", ["/bin/bash", "-c", "find . -name *.c"]),
      ("echo \"a b\" c", ["/bin/bash", "-c", "echo a", "b c"]),
      ("  echo 'x \\n' \\; $y ", ["/bin/bash", "-c", "echo 'x \\n' \\; $y"]),
      ("echo \\\"a\\\" \\\\", ["/bin/bash", "-c", "echo \"a\" \\"]),
    ])
  func commandsReachTheShellAsTheReferenceSendsThem(_ command: String, words: [String]) {
    #expect(BashCommandLine.words(for: command) == words)
  }

  @Test func quotesThatDoNotCloseAreMalformed() {
    #expect(BashCommandLine.words(for: "echo \"") == nil && BashCommandLine.words(for: "echo \"it's\"") == nil)
  }

  @Test func aDirectoryIsWorkedOutAsText() {
    func next(_ command: String, _ from: String = "/a/b") -> String? {
      BashCommandLine.destination(of: command, from: from)
    }
    #expect(next("cd ..") == "/a" && next("cd /x/./y/../z") == "/x/z" && next("cd ../../../..") == "/")
    #expect(next("cd c && ls") == "/a/b/c && ls" && next("ls") == nil && next("cd") == nil)
  }
}
