import Foundation
import Glibc

/// The bytes of a log on their way to the parser, looked at before it sees them.
///
/// Everything that an XML parser can be tricked with (entities that multiply, entities that are fetched) needs a document
/// type, which stands before the first element: a log that has one is refused before the parser is started.
final class LogBytes: InputStream {
    /// In which the first element has to begin.
    private static let prologue = 1 << 16

    private let descriptor: Int32
    private var beginning: [UInt8] = []
    private var served = 0
    private var isStopped = false
    private(set) var isAtEnd = false
    private(set) var failure: EventLogError?

    init(descriptor: Int32) {
        self.descriptor = descriptor
        super.init(data: Data())
    }

    /// Whatever is read from now on is the end.
    func stop() { isStopped = true }

    override func open() {}
    override func close() {}
    override var hasBytesAvailable: Bool { !isAtEnd && !isStopped }

    override func read(_ buffer: UnsafeMutablePointer<UInt8>, maxLength length: Int) -> Int {
        if isStopped { return 0 }
        let waiting = min(beginning.count - served, length)
        if waiting > 0 {
            beginning.withUnsafeBufferPointer { bytes in
                guard let base = bytes.baseAddress else { return }
                buffer.update(from: base + served, count: waiting)
            }
            served += waiting
            return waiting
        }
        return next(into: buffer, length)
    }

    private func next(into buffer: UnsafeMutablePointer<UInt8>, _ length: Int) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer, length)
            if count < 0, errno == EINTR { continue }
            if count < 0 { failure = .unreadable(String(cString: strerror(errno))) }
            if count <= 0 { isAtEnd = true }
            return max(count, 0)
        }
    }

    /// Reads up to the first element and refuses what an event log does not have before it.
    func checkBeginning() throws(EventLogError) {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = buffer.withUnsafeMutableBufferPointer { bytes in
                bytes.baseAddress.map { next(into: $0, bytes.count) } ?? 0
            }
            if let failure { throw failure }
            beginning += buffer[..<count]
            if try Self.isSound(beginning) { return }
            guard count > 0 else { throw .broken(line: 1, column: 1, isCutOff: true) }
            guard beginning.count < Self.prologue else { throw .notALog(root: "nothing in 64 KiB") }
        }
    }

    /// Whether the first element has begun; false: more bytes are needed to tell.
    static func isSound(_ bytes: [UInt8]) throws(EventLogError) -> Bool {
        var rest = bytes[...]
        guard rest.count >= 4 else { return false }
        if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        guard !rest.prefix(4).contains(0), rest.first != 0xFE, rest.first != 0xFF else {
            throw .encoding("UTF-16 or UTF-32")
        }
        while true {
            rest = rest.drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
            if rest.starts(with: "<?".utf8) {
                guard let end = rest.firstRange(of: Array("?>".utf8)) else { return false }
                try checkEncoding(String(decoding: rest[..<end.lowerBound], as: UTF8.self))
                rest = rest[end.upperBound...]
            } else if rest.starts(with: "<!--".utf8) {
                guard let end = rest.dropFirst(4).firstRange(of: Array("-->".utf8)) else { return false }
                rest = rest[end.upperBound...]
            } else if rest.count < 4 {
                return false
            } else if rest.starts(with: "<!".utf8) {
                throw .documentType
            } else {
                // An element, or what the parser will call broken.
                return true
            }
        }
    }

    /// In another encoding the bytes of a document type could look like something else.
    private static func checkEncoding(_ declaration: String) throws(EventLogError) {
        guard declaration.hasPrefix("<?xml"), let match = declaration.firstRange(of: "encoding") else { return }
        let value = declaration[match.upperBound...].drop { " \t\r\n=".contains($0) }
        guard let quote = value.first, quote == "\"" || quote == "'" else { throw .encoding("an unknown encoding") }
        let name = value.dropFirst().prefix { $0 != quote }
        guard ["utf-8", "us-ascii", "ascii", "iso-8859-1"].contains(name.lowercased()) else {
            throw .encoding(String(name))
        }
    }
}
