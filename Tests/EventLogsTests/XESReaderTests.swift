import Foundation
import Testing

@testable import EventLogs

@Suite struct XESReaderTests {
    @Test func `cases and events come in the order of the file`() throws {
        let found = try items(of: Log.small)
        guard found.count == 6, case .event(let first) = found[0], case .trace(let trace) = found[2],
            case .event(let last) = found[4]
        else { return #expect(Bool(false), "\(found)") }
        #expect(first.caseName == "c1")
        #expect(first.sequence == 0)
        #expect(first.attributes["time:timestamp"] == "2026-01-01T10:00:00.000+01:00")
        #expect(trace.events == 2)
        #expect(trace.attributes == [XESAttribute(type: "string", key: "concept:name", value: "c1")])
        #expect(last.trace == 1)
        #expect(last.sequence == 1)
        #expect(last.attributes["concept:name"] == "A & <b>")
    }

    @Test func `attributes within attributes and lists keep their shape`() throws {
        let nested = """
            <list key="l"><values><int key="n" value="1"/><string key="s" value="x"><id key="i" value="7"/></string></values></list>
            <unknown key="u" value="v"/><string value="no key"/>
            """
        let found = try items(of: Log.log(Log.trace("c", "<event>\(nested)</event>")))
        guard case .event(let event)? = found.first else { return #expect(Bool(false)) }
        #expect(
            event.attributes == [
                XESAttribute(
                    type: "list", key: "l", value: nil,
                    nested: [
                        XESAttribute(type: "int", key: "n", value: "1"),
                        XESAttribute(
                            type: "string", key: "s", value: "x",
                            nested: [XESAttribute(type: "id", key: "i", value: "7")]),
                    ])
            ])
    }

    @Test(arguments: [
        "<!DOCTYPE log [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><log>&b;</log>",
        "<?xml version=\"1.0\"?>\n<!-- x --><!DOCTYPE log SYSTEM \"http://127.0.0.1:9/log.dtd\"><log/>",
        "<!DOCTYPE log [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><log><string key=\"k\" value=\"v\"/>&x;</log>",
        "\u{FEFF}<!ELEMENT log ANY><log/>",
    ])
    func `a document type is refused before a parser sees it`(text: String) {
        #expect(throws: EventLogError.documentType) { try items(of: text) }
    }

    @Test func `a document type after the beginning is broken`() {
        #expect(throws: EventLogError.self) {
            try items(of: "<log><trace/><!DOCTYPE log [<!ENTITY a \"b\">]>&a;</log>")
        }
        #expect(throws: EventLogError.self) { try items(of: Log.log("<trace>&unknown;</trace>")) }
    }

    @Test(arguments: ["UTF-16", "utf-7", "EBCDIC-US", "x"])
    func `what is declared to be in another encoding is refused`(name: String) {
        #expect(throws: EventLogError.encoding(name)) {
            try items(of: "<?xml version=\"1.0\" encoding=\"\(name)\"?><log/>")
        }
    }

    @Test func `what is no log is told so`() {
        #expect(throws: EventLogError.notALog(root: "html")) { try items(of: "<html><log/></html>") }
        #expect(throws: EventLogError.self) { try items(of: "") }
        #expect(throws: EventLogError.self) { try items(of: "case,activity\n1,A\n") }
        #expect(throws: EventLogError.notALog(root: "nothing in 64 KiB")) {
            try items(of: String(repeating: " ", count: 1 << 17) + "<log/>")
        }
    }

    @Test func `a log that was cut off anywhere is not taken for a whole one`() throws {
        let text = Array(Log.small.utf8)
        for length in stride(from: 1, to: text.count - 1, by: 7) {
            #expect(throws: EventLogError.self) { try items(of: String(decoding: text[..<length], as: UTF8.self)) }
        }
        _ = try items(of: Log.small)
    }

    @Test func `tags that do not match are broken near their line`() {
        #expect {
            try items(of: "<log>\n<trace>\n<event></trace>\n</log>")
        } throws: { error in
            guard case EventLogError.broken(let line, _, let isCutOff)? = error as? EventLogError else { return false }
            return (3...4).contains(line) && !isCutOff
        }
    }

    @Test func `an event too large, or too deep, is known and not kept`() throws {
        let value = String(repeating: "x", count: 300_000)
        let large = (0..<5).map { "<string key=\"k\($0)\" value=\"\(value)\"/>" }.joined()
        let deep =
            String(repeating: "<string key=\"k\" value=\"v\">", count: 40) + String(repeating: "</string>", count: 40)
        let found = try items(
            of: Log.log(Log.trace("c", "<event>\(large)</event>", "<event>\(deep)</event>", "<event/>")))
        let events = found.compactMap { item -> XESEvent? in if case .event(let event) = item { event } else { nil } }
        #expect(events.map(\.isTooLarge) == [true, true, false])
        #expect(events[0].attributes.count == 3)
    }

    @Test func `reading stops when nobody wants more`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data(Log.small.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        var count = 0
        try XESReader.read(descriptor: handle.fileDescriptor) { _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
    }
}
