// swift-tools-version: 6.2
import PackageDescription

// Another MuJoCo than the system's, in `include` and `lib` of that folder; `Scripts/setup --mujoco VERSION` fetches one.
let mujoco = Context.environment["MUJOCO_DIR"].flatMap { $0.isEmpty ? nil : $0 }

// Targets are listed lowest layer first; `Tests/ArchitectureTests` holds the import table that they must keep to.
let package = Package(
  name: "sidecoach",
  products: [.executable(name: "sidecoach", targets: ["sidecoach"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // Layer 0: one C seam each.
    .target(
      name: "CKernels",
      // Kernels stay optimised in debug builds, or tests that learn would take minutes.
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno", "-Wno-psabi"])]
    ),
    .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),

    .target(
      name: "CMuJoCo", cSettings: mujoco.map { [.unsafeFlags(["-I\($0)/include"])] } ?? [],
      linkerSettings: (mujoco.map { [.unsafeFlags(["-L\($0)/lib", "-Xlinker", "-rpath", "-Xlinker", "\($0)/lib"])] }
        ?? [])
        + [.linkedLibrary("mujoco")]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),

    // Layer 1: the vocabulary, the drawing surface, and threads.
    .target(name: "RLCore"),
    .target(name: "Canvas"),
    .target(name: "Threads"),

    // Layer 2: each knows the vocabulary and one library or one subject.
    .target(name: "Networks", dependencies: ["RLCore", "Threads", "CKernels"]),
    .target(name: "Environments", dependencies: ["RLCore"]),
    .target(
      name: "MuJoCoEnvironments", dependencies: ["RLCore", "CMuJoCo"], resources: [.copy("Models")]),
    .target(
      name: "TextEnvironments",
      dependencies: [
        "RLCore", .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Subprocess", package: "swift-subprocess"),
      ]),
    .target(name: "BridgedEnvironments", dependencies: ["RLCore"], resources: [.copy("Server")]),
    .target(name: "LanguageModels", dependencies: ["RLCore"]),
    .target(
      name: "SessionStore",
      dependencies: ["RLCore", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    .target(name: "Engine", dependencies: ["RLCore", "Threads"]),
    .target(
      name: "WorkbenchUI",
      dependencies: ["RLCore", "Canvas", .product(name: "DequeModule", package: "swift-collections")]),
    .target(name: "CursesBackend", dependencies: ["Canvas", "CNcurses"]),

    // Layer 3: learning, advice, the way to a language model, and grids of results.
    .target(
      name: "Algorithms",
      dependencies: ["RLCore", "Networks", "Threads", .product(name: "DequeModule", package: "swift-collections")]),
    .target(name: "Advisors", dependencies: ["RLCore", "LanguageModels"], resources: [.process("Prompts")]),
    .target(name: "CurlTransport", dependencies: ["LanguageModels", "Threads", "CCurl"]),
    .target(name: "Experiments", dependencies: ["RLCore", "SessionStore"]),

    // Layer 4: the stages of coaching.
    .target(
      name: "Coaching",
      dependencies: [
        "RLCore", "Canvas", "Threads", "Networks", "Environments", "MuJoCoEnvironments", "TextEnvironments",
        "BridgedEnvironments", "LanguageModels", "SessionStore", "Engine", "Algorithms", "Advisors", "CurlTransport",
        "Experiments", .product(name: "TOMLKit", package: "TOMLKit"), .product(name: "Logging", package: "swift-log"),
        .product(name: "Subprocess", package: "swift-subprocess"),
        .product(name: "SystemPackage", package: "swift-system"),
      ]),

    // Layer 5: a session on a terminal.
    .target(
      name: "WorkbenchHost",
      dependencies: [
        "RLCore", "Canvas", "Threads", "Environments", "SessionStore", "Engine", "WorkbenchUI", "CursesBackend",
        "Algorithms", "Advisors", "Experiments", "Coaching",
      ],
      resources: [.copy("Themes"), .copy("Example")]),

    // Layer 6: commands and the composition root.
    .executableTarget(
      name: "sidecoach",
      dependencies: [
        "RLCore", "Canvas", "Threads", "Networks", "Environments", "MuJoCoEnvironments", "TextEnvironments",
        "LanguageModels", "Advisors", "SessionStore", "Engine", "WorkbenchUI", "CursesBackend", "Algorithms",
        "CurlTransport", "Coaching", "Experiments", "WorkbenchHost",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "TOMLKit", package: "TOMLKit"), .product(name: "Logging", package: "swift-log"),
      ]),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["RLCore", "Canvas", .product(name: "GRDB", package: "GRDB.swift")],
      path: "Tests/TestSupport"),
    // What Examples/ shows is compiled, so that it stays true.
    .target(
      name: "OwnEnvironment", dependencies: ["RLCore"], path: "Examples/own-environment", exclude: ["README.md"]),
    .testTarget(name: "RLCoreTests", dependencies: ["RLCore"]),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas", "TestSupport"]),
    .testTarget(name: "ThreadsTests", dependencies: ["Networks", "Threads"]),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "RLCore", "Threads", "CKernels"]),
    .testTarget(name: "EnvironmentsTests", dependencies: ["Environments", "RLCore", "TestSupport"]),
    .testTarget(
      name: "MuJoCoEnvironmentsTests", dependencies: ["MuJoCoEnvironments", "RLCore", "TestSupport"]),
    .testTarget(
      name: "TextEnvironmentsTests", dependencies: ["TextEnvironments", "RLCore", "TestSupport"]),
    .testTarget(name: "BridgedEnvironmentsTests", dependencies: ["BridgedEnvironments", "RLCore", "TestSupport"]),
    .testTarget(name: "LanguageModelsTests", dependencies: ["LanguageModels", "RLCore", "TestSupport"]),
    .testTarget(
      name: "AdvisorsTests", dependencies: ["Advisors", "LanguageModels", "RLCore", "Environments", "TestSupport"]),
    .testTarget(
      name: "CurlTransportTests",
      dependencies: ["CurlTransport", "Advisors", "LanguageModels", "RLCore", "TestSupport"]),
    .testTarget(name: "SessionStoreTests", dependencies: ["SessionStore", "RLCore", "TestSupport"]),
    .testTarget(name: "EngineTests", dependencies: ["Engine", "RLCore", "Threads"]),
    .testTarget(
      name: "WorkbenchUITests", dependencies: ["WorkbenchUI", "CursesBackend", "RLCore", "Canvas", "TestSupport"],
      exclude: ["Goldens"]),
    .testTarget(name: "CursesBackendTests", dependencies: ["CursesBackend", "Canvas", "CNcurses", "TestSupport"]),
    .testTarget(
      name: "AlgorithmsTests",
      dependencies: [
        "Algorithms", "Networks", "Threads", "Environments", "TextEnvironments", "RLCore", "TestSupport",
      ]),
    .testTarget(
      name: "CoachingTests",
      dependencies: [
        "Coaching", "RLCore", "Threads", "Networks", "Environments", "MuJoCoEnvironments", "TextEnvironments",
        "LanguageModels", "SessionStore", "Engine", "Algorithms", "Advisors", "CurlTransport", "TestSupport",
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "WorkbenchHostTests",
      dependencies: ["WorkbenchHost", "WorkbenchUI", "Canvas", "Coaching", "RLCore", "SessionStore", "Threads"]),
    .testTarget(name: "ExperimentsTests", dependencies: ["Experiments", "RLCore"]),
    .testTarget(
      name: "ArchitectureTests",
      dependencies: [
        "RLCore", "Environments", "MuJoCoEnvironments", "TextEnvironments", "LanguageModels", "Advisors", "Algorithms",
        "Coaching", "WorkbenchUI", "OwnEnvironment", "TestSupport",
      ]),
    // What reads data from outside, with what it promises; tests run it on a few files, fuzzing on as many as it likes.
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Advisors", "Algorithms", "Canvas", "Coaching", "Environments", "LanguageModels", "MuJoCoEnvironments",
        "Networks", "RLCore", "SessionStore", "TextEnvironments",
      ], path: "Tests/FuzzTargets"),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "RLCore"]),
    .testTarget(name: "EndToEndTests", dependencies: ["sidecoach", "TestSupport"]),
  ]
)

// Fuzzing needs the compiler's instrumentation and libFuzzer, which `Scripts/fuzz` asks for; nothing else builds it.
if Context.environment["SIDECOACH_FUZZ"] != nil {
  package.targets += [
    .target(name: "CFuzzer", path: "Tests/CFuzzer"),
    .executableTarget(name: "Fuzz", dependencies: ["FuzzTargets", "CFuzzer"], path: "Tests/Fuzz"),
  ]
}

// One loop applies the shared settings, so that no target is built by other rules than its neighbours.
for target in package.targets where target.type != .system {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .swiftLanguageMode(.v6),
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .treatAllWarnings(as: .error),
    ]
  // Numbers are compared by one library everywhere, so that a failure shows both.
  if target.type == .test { target.dependencies.append(.product(name: "Numerics", package: "swift-numerics")) }
}
