// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A target that knows only what stands below it; the build checks it (see Makefile).
func target(_ name: String, path: String? = nil, exclude: [String] = [], _ dependencies: [Target.Dependency]) -> Target
{
    .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

func tests(_ name: String, path: String? = nil, exclude: [String] = [], _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "Waymark",
    products: [.executable(name: "waymark", targets: ["WaymarkCommand"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // Bytes: the only places that know C.
        .target(
            name: "CSimdJSON",
            cxxSettings: [
                // The value in Debian's simdjson.pc: the library was built with it.
                .define("SIMDJSON_THREADS_ENABLED", to: "1"),
                // Else simdjson checks itself in unoptimised builds, and debug and release differ.
                .define("SIMDJSON_DEVELOPMENT_CHECKS", to: "0"),
                .treatAllWarnings(as: .error),
            ], linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "CPhoneNumber", cxxSettings: [.treatAllWarnings(as: .error)],
            linkerSettings: [.linkedLibrary("phonenumber")]),
        .systemLibrary(name: "CPublicSuffix", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        target("JSON", ["CSimdJSON"]),
        target("CSV", []),
        target("HTTP", ["CCurl"]),

        // Words: what a touchpoint is, what a connector is, who is who, where it is kept.
        target("Touchpoints", []),
        target("ConnectorKit", ["JSON", "Touchpoints", .product(name: "Yams", package: "Yams")]),
        target("Identity", ["CPhoneNumber", "CPublicSuffix", "Touchpoints"]),
        target(
            "JourneyStore",
            [
                "CSQLite", "CZstd", "Identity", "Touchpoints", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
            ]),

        // Work: reading connections into the store.
        target(
            "SyncEngine",
            [
                "CSV", "ConnectorKit", "HTTP", "Identity", "JSON", "JourneyStore", "Touchpoints",
                .product(name: "JWTKit", package: "jwt-kit"),
            ]),

        // Event logs of other tools into the store.
        target(
            "EventLogs",
            ["JSON", "JourneyStore", "Touchpoints", .product(name: "Subprocess", package: "swift-subprocess")]
        ),

        // What all journeys have in common: measures, without SQL and without printing.
        target("Journeys", ["JourneyStore", "Touchpoints"]),

        // The measures as a picture: one page, one drawing; nothing is computed here.
        target("JourneyMaps", ["Journeys", .product(name: "Mustache", package: "swift-mustache")]),

        // One folder, one target: a connector knows ConnectorKit and nothing else of ours but values.
        target(
            "HubSpot", path: "connectors/HubSpot", exclude: ["README.md", "Tests"],
            ["ConnectorKit", "JSON", "Touchpoints"]),

        target(
            "Salesforce", path: "connectors/Salesforce", exclude: ["README.md", "Tests"],
            ["ConnectorKit", "JSON", "Touchpoints"]),

        .target(
            name: "RequestTracker", dependencies: ["ConnectorKit"], path: "connectors/RequestTracker",
            exclude: ["README.md", "Tests"], resources: [.embedInCode("RequestTracker.yaml")], swiftSettings: strict),

        // A simulated company, served as the real APIs are.
        target(
            "Sandbox",
            [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),

        // One suite that every connector must pass.
        target(
            "ConnectorTesting",
            ["ConnectorKit", "HTTP", "Identity", "JSON", "JourneyStore", "Sandbox", "SyncEngine", "Touchpoints"]),

        // The program: the only place where all meet.
        .executableTarget(
            name: "WaymarkCommand",
            dependencies: [
                "CSV", "ConnectorKit", "ConnectorTesting", "EventLogs", "HTTP", "HubSpot", "Identity", "JSON",
                "JourneyMaps", "JourneyStore", "Journeys", "RequestTracker", "Salesforce", "Sandbox", "SyncEngine",
                "Touchpoints",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ], swiftSettings: strict),

        // How long it takes to find out who is the same; see Benchmarks/Identity/main.swift.
        .executableTarget(
            name: "identity-benchmark", dependencies: ["Identity", "JourneyStore", "Touchpoints"],
            path: "Benchmarks/Identity",
            swiftSettings: strict),

        // What the others are measured with: a HubSpot account and a Salesforce org that are never the bottleneck.
        .executableTarget(
            name: "benchmark-server", dependencies: ["Sandbox"], path: "Benchmarks/Server", swiftSettings: strict),

        tests(
            "ConnectorTestingTests", exclude: ["linked.yaml"],
            ["ConnectorKit", "ConnectorTesting", "HTTP", "JourneyStore", "RequestTracker", "SyncEngine"]),
        tests(
            "ConnectorKitTests", ["ConnectorKit", "HubSpot", "JSON", "RequestTracker", "Salesforce", "Touchpoints"]),
        tests("JSONTests", ["CSimdJSON", "JSON"]),
        tests("CSVTests", ["CSV"]),
        tests(
            "RequestTrackerTests", path: "connectors/RequestTracker/Tests",
            ["ConnectorKit", "HTTP", "JSON", "JourneyStore", "RequestTracker", "SyncEngine", "Touchpoints"]),
        tests("TouchpointsTests", ["Touchpoints"]),
        tests(
            "HubSpotTests", path: "connectors/HubSpot/Tests", ["ConnectorKit", "HubSpot", "JSON", "Touchpoints"]),
        tests(
            "SalesforceTests", path: "connectors/Salesforce/Tests",
            [
                "ConnectorKit", "HTTP", "JSON", "JourneyStore", "Salesforce", "SyncEngine", "Touchpoints",
                .product(name: "CryptoExtras", package: "swift-crypto"), .product(name: "JWTKit", package: "jwt-kit"),
            ]),
        // A program beside a test. Foundation's own Process crashes where many descriptors are open.
        target("ChildProcess", path: "Tests/ChildProcess", [.product(name: "Subprocess", package: "swift-subprocess")]),
        tests("SandboxTests", ["Sandbox", .product(name: "CryptoExtras", package: "swift-crypto")]),
        tests("HTTPTests", ["ChildProcess", "HTTP"]),
        tests("IdentityTests", ["Identity", "Touchpoints"]),
        tests("EventLogsTests", ["ChildProcess", "EventLogs", "JourneyStore", "Touchpoints"]),
        tests("JourneysTests", ["JourneyStore", "Journeys", "Touchpoints"]),
        tests("JourneyMapsTests", ["JourneyMaps", "Journeys"]),
        tests(
            "JourneyStoreTests",
            [
                "ChildProcess", "Identity", "JourneyStore", "Touchpoints", "store-crash-writer",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        // Writes until it is killed: JourneyStoreTests start it as a child.
        .executableTarget(
            name: "store-crash-writer", dependencies: ["JourneyStore", "Touchpoints"], path: "Tests/CrashWriter",
            swiftSettings: strict),
        tests(
            "SyncEngineTests",
            [
                "ConnectorKit", "ConnectorTesting", "HTTP", "HubSpot", "Identity", "JSON", "JourneyStore", "Salesforce",
                "Sandbox", "SyncEngine", "Touchpoints", .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        tests(
            "WaymarkCommandTests",
            [
                "ChildProcess",
                "ConnectorKit", "HubSpot", "JSON", "JourneyStore", "Journeys", "Sandbox", "SyncEngine", "Touchpoints",
                "WaymarkCommand", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
