/// The files that a task's tree lies on: what Bash and the tools of a small system expect to find.
enum BashSystem {
  /// Variables of every command, as in a container.
  static let environment: [(name: String, value: String)] = [
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), ("HOSTNAME", "sandbox"),
    ("HOME", "/root"),
  ]

  /// The tree without any task.
  static let tree: FileTree = {
    var tree = FileTree()
    for directory in ["boot", "etc", "home", "media", "mnt", "opt", "run", "srv", "var/log"] {
      tree.makeDirectory(TreePath(directory))
    }
    tree.makeDirectory("root", mode: 0o700)
    tree.makeDirectory("tmp", mode: 0o1777)
    tree.makeDirectory("var/tmp", mode: 0o1777)
    tree.write(
      "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n", at: "etc/passwd")
    tree.write(groups, at: "etc/group")
    tree.write("sandbox\n", at: "etc/hostname")
    tree.write("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n127.0.1.1\tsandbox\n", at: "etc/hosts")
    tree.write("passwd: files\ngroup: files\nhosts: files\n", at: "etc/nsswitch.conf")
    tree.write(
      "# symbolic names for networks, see networks(5) for more information\nlink-local 169.254.0.0\n",
      at: "etc/networks")
    return tree
  }()

  /// The usual groups of a Debian system.
  private static let groups = [
    ("root", 0), ("daemon", 1), ("bin", 2), ("sys", 3), ("adm", 4), ("tty", 5), ("disk", 6), ("lp", 7), ("mail", 8),
    ("news", 9), ("uucp", 10), ("man", 12), ("proxy", 13), ("kmem", 15), ("dialout", 20), ("fax", 21), ("voice", 22),
    ("cdrom", 24), ("floppy", 25), ("tape", 26), ("sudo", 27), ("audio", 29), ("dip", 30), ("www-data", 33),
    ("backup", 34), ("operator", 37), ("list", 38), ("irc", 39), ("src", 40), ("shadow", 42), ("utmp", 43),
    ("video", 44), ("sasl", 45), ("plugdev", 46), ("staff", 50), ("games", 60), ("users", 100), ("nogroup", 65534),
  ].map { "\($0):x:\($1):\n" }.joined()
}
