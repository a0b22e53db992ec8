import CSV
import Testing

@Suite struct CSVReaderTests {
    private func rows(_ bytes: [UInt8], cut: Int = .max, _ reader: CSVReader = CSVReader()) throws -> [[String]] {
        var reader = reader
        var rows: [[String]] = []
        let keep: (CSVRecord) throws -> Void = { rows.append(try #require($0.texts)) }
        var rest = bytes[...]
        while !rest.isEmpty {
            try reader.read(Array(rest.prefix(cut)), keep)
            rest = rest.dropFirst(cut)
        }
        try reader.finish(keep)
        return rows
    }

    private func rows(_ text: String) throws -> [[String]] { try rows(Array(text.utf8)) }

    @Test func `fields are what stands between separators and quotes`() throws {
        #expect(try rows("\"Id\",\"Name\"\n\"1\",\"Ada\"\n") == [["Id", "Name"], ["1", "Ada"]])
        #expect(try rows("a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]])
        #expect(try rows("a,b\n1,2") == [["a", "b"], ["1", "2"]])
        #expect(try rows(",\n") == [["", ""]])
        #expect(try rows("\"\"\n") == [[""]])
        #expect(try rows("a,\"\",b,\n") == [["a", "", "b", ""]])
        #expect(try rows("").isEmpty)
        #expect(try rows("\n\n\"a\"\n\n") == [["a"]])
    }

    @Test func `quotes, separators, line ends and NUL are content inside quotes`() throws {
        #expect(
            try rows("\"say \"\"hi\"\"\",\"a,b\",\"one\ntwo\r\nthree\rfour\",\"x\u{0}y\"\n")
                == [["say \"hi\"", "a,b", "one\ntwo\r\nthree\rfour", "x\u{0}y"]])
    }

    @Test func `no text is special`() throws {
        #expect(try rows("\"NA\",NULL,nan, x ,#N/A\n") == [["NA", "NULL", "nan", " x ", "#N/A"]])
    }

    @Test func `a byte order mark is passed over at the start only`() throws {
        #expect(try rows("\u{FEFF}\"Id\"\n\"\u{FEFF}1\"\n") == [["Id"], ["\u{FEFF}1"]])
        #expect(try rows([0xEF, 0xBB, 0xBF]).isEmpty)
    }

    @Test func `however the bytes are cut, the records are the same`() throws {
        let text = "\u{FEFF}\"Id\",\"T\"\r\n\"1\",\"say \"\"x\"\",\n\r\nüñ\"\n\n2,\u{0}\n\"3\",\"\"\"\"\n\"4\",\"\""
        let bytes = Array(text.utf8)
        let whole = try rows(bytes)
        #expect(whole.count == 5)
        #expect(whole[3] == ["3", "\""])
        for cut in 1...bytes.count { #expect(try rows(bytes, cut: cut) == whole, "cut \(cut)") }
    }

    @Test(arguments: [
        ("a,b\"c\n", CSVError(reason: .strayQuote, record: 1)),
        ("h\n\"a\"b\n", CSVError(reason: .textBehindQuote, record: 2)),
        ("h\na\rb\n", CSVError(reason: .loneCarriageReturn, record: 2)),
        ("h\n\"a\n", CSVError(reason: .unterminatedQuote, record: 2)),
    ])
    func `what is no CSV is refused, with its record`(text: String, error: CSVError) {
        #expect(throws: error) { try rows(text) }
    }

    @Test func `a record that does not end fills no memory`() {
        let long = [UInt8](repeating: UInt8(ascii: "x"), count: 101)
        let error = CSVError(reason: .tooLong(limit: 100), record: 1)
        #expect(throws: error) { try rows(long, CSVReader(maximumRecordBytes: 100)) }
        #expect(throws: error) { try rows([UInt8(ascii: "\"")] + long, cut: 7, CSVReader(maximumRecordBytes: 100)) }
    }

    @Test func `what is not UTF-8 has bytes and no text`() throws {
        var reader = CSVReader()
        try reader.read([UInt8(ascii: "a"), UInt8(ascii: ","), 0xFF, UInt8(ascii: "\n")]) { record in
            #expect(record.text(0) == "a")
            #expect(record.text(1) == nil)
            #expect(record.texts == nil)
            #expect(record.withField(1) { Array($0) } == [0xFF])
        }
    }

    @Test func `any fields come back as they were written`() throws {
        var random = SystemRandomNumberGenerator()
        let alphabet = Array("ab\",\n\r\u{0}é ")
        for _ in 0..<300 {
            let table = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (0..<Int.random(in: 2...4, using: &random)).map { _ in
                    String(
                        (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
                    )
                }
            }
            let text = table.map { row in
                row.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") + "\n"
            }.joined()
            #expect(try rows(Array(text.utf8), cut: Int.random(in: 1...9, using: &random)) == table)
        }
    }
}
