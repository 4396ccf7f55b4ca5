// swift-tools-version: 6.2
import PackageDescription

// Targets are listed lowest layer first; `Tests/ArchitectureTests` holds the import table that they must keep to.
let package = Package(
  name: "sidecoach",
  products: [.executable(name: "sidecoach", targets: ["sidecoach"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
  ],
  targets: [
    // Layer 0: one C seam each.
    .target(
      name: "CKernels",
      // Kernels stay optimised in debug builds, or tests that learn would take minutes.
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=fast", "-fno-math-errno", "-Wno-psabi"])]
    ),
    .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),

    .target(name: "CMuJoCo", linkerSettings: [.linkedLibrary("mujoco")]),
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),

    // Layer 1: the vocabulary and the drawing surface.
    .target(name: "RLCore"),
    .target(name: "Canvas"),

    // Layer 2: each knows the vocabulary and one library or one subject.
    .target(name: "Networks", dependencies: ["RLCore", "CKernels"]),
    .target(name: "Environments", dependencies: ["RLCore"]),
    .target(
      name: "MuJoCoEnvironments", dependencies: ["RLCore", "CMuJoCo"], resources: [.copy("Models")]),
    .target(name: "Advisors", dependencies: ["RLCore"], resources: [.process("Prompts")]),
    .target(
      name: "SessionStore",
      dependencies: ["RLCore", .product(name: "GRDB", package: "GRDB.swift")]
    ),
    .target(name: "Engine", dependencies: ["RLCore"]),
    .target(name: "WorkbenchUI", dependencies: ["RLCore", "Canvas"]),
    .target(name: "CursesBackend", dependencies: ["Canvas", "CNcurses"]),

    // Layer 3: learning, and the way to a language model.
    .target(name: "Algorithms", dependencies: ["RLCore", "Networks"]),
    .target(name: "CurlTransport", dependencies: ["Advisors", "CCurl"]),

    // Layer 4: commands and the composition root.
    .executableTarget(
      name: "sidecoach",
      dependencies: [
        "RLCore", "Canvas", "Networks", "Environments", "MuJoCoEnvironments", "Advisors", "SessionStore", "Engine",
        "WorkbenchUI", "CursesBackend", "Algorithms", "CurlTransport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "TOMLKit", package: "TOMLKit"),
      ],
      resources: [.copy("Themes")]
    ),

    // Tests.
    .target(name: "TestSupport", dependencies: ["RLCore", "Canvas"], path: "Tests/TestSupport"),
    .testTarget(name: "RLCoreTests", dependencies: ["RLCore"]),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas", "TestSupport"]),
    .testTarget(name: "NetworksTests", dependencies: ["Networks", "RLCore", "CKernels"]),
    .testTarget(name: "EnvironmentsTests", dependencies: ["Environments", "RLCore", "TestSupport"]),
    .testTarget(
      name: "MuJoCoEnvironmentsTests", dependencies: ["MuJoCoEnvironments", "RLCore", "TestSupport"]),
    .testTarget(name: "AdvisorsTests", dependencies: ["Advisors", "RLCore", "Environments", "TestSupport"]),
    .testTarget(name: "CurlTransportTests", dependencies: ["CurlTransport", "Advisors", "RLCore", "TestSupport"]),
    .testTarget(name: "SessionStoreTests", dependencies: ["SessionStore", "RLCore", "TestSupport"]),
    .testTarget(name: "EngineTests", dependencies: ["Engine", "RLCore"]),
    .testTarget(
      name: "WorkbenchUITests", dependencies: ["WorkbenchUI", "RLCore", "Canvas", "TestSupport"],
      exclude: ["Goldens"]),
    .testTarget(name: "CursesBackendTests", dependencies: ["CursesBackend", "Canvas", "CNcurses", "TestSupport"]),
    .testTarget(
      name: "AlgorithmsTests", dependencies: ["Algorithms", "Networks", "Environments", "RLCore", "TestSupport"]),
    .testTarget(
      name: "ArchitectureTests",
      dependencies: ["RLCore", "Environments", "MuJoCoEnvironments", "Advisors", "Algorithms"]),
    .testTarget(name: "EndToEndTests", dependencies: ["sidecoach", "TestSupport"]),
  ]
)

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
}
