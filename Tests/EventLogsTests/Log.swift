import Foundation
import JourneyStore

@testable import EventLogs

/// A log as text.
enum Log {
    static func log(_ content: String) -> String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- made up -->
        <log xes.version="1849.2016" xmlns="http://www.xes-standard.org/">
        <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
        <global scope="event"><string key="concept:name" value="global"/></global>
        <string key="concept:name" value="the log"/>
        \(content)
        </log>
        """
    }

    static func trace(_ name: String, _ events: String...) -> String {
        "<trace><string key=\"concept:name\" value=\"\(name)\"/>\(events.joined())</trace>\n"
    }

    static func event(_ activity: String, _ time: String, _ more: String = "") -> String {
        "<event><string key=\"concept:name\" value=\"\(activity)\"/><date key=\"time:timestamp\" value=\"\(time)\"/>\(more)</event>"
    }

    static let small = log(
        trace("c1", event("A", "2026-01-01T10:00:00.000+01:00"), event("B", "2026-01-01T09:00:00Z"))
            + trace("c2", event("B", "2026-01-02T00:00:00Z"), event("A &amp; &lt;b&gt;", "2026-01-03")))
}

/// What a reader makes of a text, through a pipe.
func items(of text: String) throws -> [XESItem] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forReadingFrom: file)
    var items: [XESItem] = []
    try XESReader.read(descriptor: handle.fileDescriptor) { item in
        items.append(item)
        return true
    }
    return items
}

/// A fresh store in a folder that vanishes afterwards, and files beside it.
func withStore<Value>(_ body: (JourneyStore, _ folder: URL) async throws -> Value) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("event-logs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try await JourneyStore.open(
        path: folder.appendingPathComponent("journeys.db").path, access: .readWrite(create: true))
    let value = try await body(store, folder)
    try await store.close()
    return value
}

extension JourneyStore {
    /// Puts a log into the store.
    func take(_ text: String, in folder: URL, log: String = "log") async throws -> LogImport.Report {
        let file = folder.appendingPathComponent("\(UUID().uuidString).xes")
        try Data(text.utf8).write(to: file)
        return try await LogImport(path: file.path, log: log, into: self).run()
    }

    func canonicalLines() async throws -> [String] {
        try await read { reader in
            var lines: [String] = []
            try reader.canonical { lines.append(String(decoding: $0, as: UTF8.self)) }
            return lines
        }
    }

    /// Every person's activities, sorted.
    func paths() async throws -> [[String]] {
        try await refreshJourneys(dividedBy: [])
        return try await read { reader in
            var paths: [[String]] = []
            try reader.journeys(.person, upTo: .max) { paths.append($0.steps.map(\.activity)) }
            return paths.sorted { $0.lexicographicallyPrecedes($1) }
        }
    }
}
