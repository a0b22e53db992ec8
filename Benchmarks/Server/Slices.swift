/// What was rendered, one after another: any part of it is a slice.
struct Slices: Sendable {
    private let bytes: [UInt8]
    /// Where each begins; and, last, where the next one would.
    private let starts: [Int]

    init(count: Int, _ render: (Int) -> String) {
        var bytes: [UInt8] = []
        var starts = [0]
        starts.reserveCapacity(count + 1)
        for number in 0..<count {
            bytes += render(number).utf8
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }

    subscript(range: Range<Int>) -> ArraySlice<UInt8> {
        bytes[starts[range.lowerBound]..<starts[range.upperBound]]
    }
}
