/// Why a file is not read as an event log.
public enum EventLogError: Error, Hashable, Sendable {
    /// It cannot be opened or read; the system's words.
    case unreadable(String)
    /// The XML ends too early or is not well-formed, near this place.
    case broken(line: Int, column: Int, isCutOff: Bool)
    /// Its first element is not `log`.
    case notALog(root: String)
    /// It declares a document type: entities, which a log never needs and which can be bombs.
    case documentType
    /// The bytes are not text as XES has it.
    case encoding(String)
    /// What was compressed does not unpack.
    case compression(String)
}

extension EventLogError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let words): "cannot be read: \(words)"
        case .broken(let line, let column, let isCutOff):
            isCutOff
                ? "ends before its log does: it was cut off (line \(line))"
                : "is not well-formed XML near line \(line), column \(column)"
        case .notALog(let root): "is not an event log: its first element is <\(root.prefix(40))>, not <log>"
        case .documentType: "declares a document type (<!DOCTYPE …>); a log needs none, and it is not read"
        case .encoding(let name): "is written in \(name.prefix(40)); only UTF-8, US-ASCII and ISO-8859-1 are read"
        case .compression(let words): "does not unpack: \(words)"
        }
    }
}
