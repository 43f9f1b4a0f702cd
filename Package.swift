// swift-tools-version: 6.1
import PackageDescription

// One target a layer; arrows point down only. docs/architecture.md says what each holds.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "reticle",
  products: [
    .executable(name: "reticle", targets: ["reticle"]),
    .library(name: "Columns", targets: ["Columns"]),
    .library(name: "LuaHost", targets: ["LuaHost"]),
    .library(name: "Statistics", targets: ["Statistics"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: [
    // Boundaries to other languages.
    .systemLibrary(
      name: "CLua", pkgConfig: "lua5.4", providers: [.apt(["liblua5.4-dev"])]),
    .systemLibrary(name: "CEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .target(name: "CLuaBridge", dependencies: ["CLua"]),
    .target(name: "CScan"),
    .target(name: "CStatistics"),
    .target(name: "CPhone", linkerSettings: [.linkedLibrary("phonenumber")]),
    .target(name: "CDigest"),
    .target(name: "CJSON"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(name: "CPostgres"),
    .target(name: "CDomain", linkerSettings: [.linkedLibrary("psl")]),

    // The core.
    .target(name: "Basics", swiftSettings: strict),
    .target(name: "LuaSyntax", swiftSettings: strict),
    .target(name: "LuaHost", dependencies: ["Basics", "CLuaBridge"], swiftSettings: strict),
    .target(name: "Columns", dependencies: ["Basics", "CScan"], swiftSettings: strict),
    .target(
      name: "Formats",
      dependencies: [
        "Basics", "Columns", "CJSON", "CZlib", "CZip", "CExpat", "CSQLite", "CPostgres",
      ],
      swiftSettings: strict),
    .target(
      name: "LuaLift", dependencies: ["Basics", "Columns", "LuaHost", "CLuaBridge"],
      swiftSettings: strict),
    .target(name: "Statistics", dependencies: ["CStatistics"], swiftSettings: strict),

    // The field.
    .target(
      name: "CRM", dependencies: ["Basics", "Columns", "Formats", "CPhone", "CDomain"],
      resources: [.embedInCode("Normalise/Data"), .embedInCode("Vocabulary/vocabulary.txt")],
      swiftSettings: strict),
    .target(
      name: "Profiles", dependencies: ["Basics", "Columns", "CScan", "Statistics", "CRM"],
      resources: [.embedInCode("Titles/Rules")],
      swiftSettings: strict),
    .target(
      name: "Audiences",
      dependencies: [
        "Basics", "Columns", "CRM", "CPhone", "CDigest",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      resources: [.embedInCode("Destinations"), .embedInCode("FilterPlatforms")],
      swiftSettings: strict),
    .target(
      name: "Reports", dependencies: ["Basics", "Columns", "CRM", "Profiles"],
      swiftSettings: strict),

    // The faces: Lua modules and the command.
    .target(
      name: "ReticleLua",
      dependencies: [
        "Basics", "LuaHost", "Columns", "Formats", "LuaLift", "Statistics", "CRM", "Profiles",
        "Audiences", "Reports", "CEdit", "LuaSyntax",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "reticle",
      dependencies: [
        "ReticleLua", "LuaHost", "Basics", "Columns", "Formats",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    // Programs for the project's own checks.
    .target(
      name: "LiftFuzzing",
      dependencies: ["Basics", "Columns", "LuaHost", "LuaLift", "CLuaBridge"],
      swiftSettings: strict),
    .executableTarget(
      name: "reticle-fuzz", dependencies: ["LiftFuzzing"], swiftSettings: strict),
    .target(
      name: "ReaderFuzzing", dependencies: ["Basics", "Columns", "Formats", "CZlib"],
      swiftSettings: strict),
    .executableTarget(
      name: "reticle-fuzz-readers", dependencies: ["Basics", "ReaderFuzzing"],
      swiftSettings: strict),
    .executableTarget(
      name: "lua-suite", dependencies: ["Basics", "CLuaBridge"], swiftSettings: strict),
    .executableTarget(
      name: "verify-vectors",
      dependencies: ["Basics", "Columns", "Statistics", "Audiences"], swiftSettings: strict),
    .executableTarget(
      name: "verify-models", dependencies: ["Basics", "Columns", "Statistics", "CRM", "Profiles"],
      resources: [.embedInCode("datasets.txt")], swiftSettings: strict),

    .testTarget(
      name: "ReticleLuaTests",
      dependencies: ["ReticleLua", "LuaHost", "LuaLift", "Columns", "Basics"]),
    .testTarget(name: "CommandTests", dependencies: ["reticle"]),
    .testTarget(name: "BasicsTests", dependencies: ["Basics"]),
    .testTarget(name: "ColumnsTests", dependencies: ["Columns", "Basics", "CScan"]),
    .testTarget(
      name: "LuaLiftTests",
      dependencies: ["LiftFuzzing", "LuaLift", "LuaHost", "Columns", "Basics", "CLuaBridge"]),
    .testTarget(
      name: "LuaHostTests", dependencies: ["LuaHost", "Basics", "CLuaBridge", "CLua"]),
    .testTarget(name: "LuaSyntaxTests", dependencies: ["LuaSyntax", "CLua"]),
    .testTarget(
      name: "AttackTests",
      dependencies: ["reticle", "ReticleLua", "LuaHost", "CLuaBridge", "Basics"]),
    .testTarget(
      name: "FormatsTests", dependencies: ["Formats", "ReaderFuzzing", "Columns", "Basics"]),
    .testTarget(
      name: "ProfilesTests",
      dependencies: [
        "Profiles", "Statistics", "Columns", "CRM", "CScan", "Basics", "verify-models",
      ]),
    .testTarget(
      name: "StatisticsTests", dependencies: ["Statistics", "verify-vectors", "Basics"]),
    .testTarget(name: "CRMTests", dependencies: ["CRM", "Columns", "Basics"]),
    .testTarget(name: "AudiencesTests", dependencies: ["Audiences", "CRM", "Columns", "Basics"]),
  ],
  cxxLanguageStandard: .cxx17
)
