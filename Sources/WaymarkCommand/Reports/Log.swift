import Foundation
import JSON
import Touchpoints

/// Messages for whoever watches a run: on stderr, one line each, without secrets.
struct Log: Sendable {
    enum Format: String, CaseIterable, Sendable { case text, json }
    enum Level: String, Sendable { case info, warning, error }

    var format: Format
    /// Notes are dropped; warnings and errors are not.
    var isQuiet: Bool

    /// - Parameter fields: further facts, e.g. `connection`; in text they stand before the message.
    func note(_ message: String, _ fields: [(String, String)] = []) {
        if !isQuiet { write(.info, message, fields) }
    }

    func warning(_ message: String, _ fields: [(String, String)] = []) { write(.warning, message, fields) }

    func failure(_ failure: CommandFailure) {
        write(.error, failure.message, [], exitCode: failure.exitCode)
    }

    private func write(
        _ level: Level, _ message: String, _ fields: [(String, String)], exitCode: Int32? = nil
    ) {
        let message = Secrets.known.redacting(message)
        switch format {
        case .text: Console.error(Self.text(level, message, fields))
        case .json: Console.error(Self.json(level, message, fields, exitCode))
        }
    }

    private static func text(_ level: Level, _ message: String, _ fields: [(String, String)]) -> String {
        let words = TerminalText.lines(message)
        switch level {
        case .error: return "waymark: \(words)\n"
        case .warning: return "waymark: warning: \(words)\n"
        case .info:
            let place = fields.map(\.1).joined(separator: "/")
            let time = Moment(clamping: SystemTime.milliseconds(), precision: .second).description
            return place.isEmpty ? "\(time) \(words)\n" : "\(time) \(TerminalText.line(place)): \(words)\n"
        }
    }

    private static func json(
        _ level: Level, _ message: String, _ fields: [(String, String)], _ exitCode: Int32?
    ) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("time")
            writer.string(Moment(clamping: SystemTime.milliseconds(), precision: .millisecond).description)
            writer.key("level")
            writer.string(level.rawValue)
            for (name, value) in fields {
                writer.key(name)
                writer.string(value)
            }
            writer.member("exit_code", exitCode)
            writer.key("message")
            writer.string(message)
        }
        return TerminalText.json(String(decoding: writer.bytes, as: UTF8.self)) + "\n"
    }
}

enum SystemTime {
    /// Unix milliseconds.
    static func milliseconds() -> Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
