/// One record: its fields, unquoted, as the bytes they had.
public struct CSVRecord: Sendable {
    /// All fields, one behind the other.
    private var bytes: [UInt8] = []
    /// Where each field ends in `bytes`.
    private var ends: [Int] = []

    public var count: Int { ends.count }

    /// Bytes in all fields.
    public var byteCount: Int { bytes.count }

    /// The bytes of a field, valid during the call: no promise that they are UTF-8.
    public func withField<Result, Failure: Error>(
        _ index: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let from = index == 0 ? 0 : ends[index - 1]
        let to = ends[index]
        return try bytes.withUnsafeBufferPointer { buffer throws(Failure) in
            try body(UnsafeBufferPointer(rebasing: buffer[from..<to]))
        }
    }

    /// A field as text, or nil where it is not UTF-8.
    public func text(_ index: Int) -> String? {
        withField(index) { String(validating: $0, as: UTF8.self) }
    }

    /// All fields as text, or nil where one is not UTF-8.
    public var texts: [String]? {
        var texts: [String] = []
        for index in 0..<count {
            guard let text = text(index) else { return nil }
            texts.append(text)
        }
        return texts
    }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }
    mutating func append(_ run: UnsafeBufferPointer<UInt8>) { bytes.append(contentsOf: run) }
    mutating func endField() { ends.append(bytes.count) }

    /// Starts over and keeps the memory.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }
}
