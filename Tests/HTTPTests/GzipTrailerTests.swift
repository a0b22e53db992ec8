import Testing

@testable import HTTP

struct GzipTrailerTests {
    private let gzip = EncodedFixtures.textGzip
    private let count = EncodedFixtures.text.count

    private func isWhole(_ raw: [UInt8], chunked: Bool = false, length: Int? = nil, piece: Int = .max) -> Bool {
        var trailer = GzipTrailer(isChunked: chunked, contentLength: length)
        for start in stride(from: 0, to: raw.count, by: min(piece, raw.count)) {
            raw[start..<min(raw.count, start + min(piece, raw.count))].withUnsafeBytes { trailer.take($0) }
        }
        return trailer.isWhole(inflated: count)
    }

    private func chunked(_ bytes: [UInt8], by size: Int) -> [UInt8] {
        var raw: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            let chunk = bytes[start..<min(bytes.count, start + size)]
            raw += Array("\(String(chunk.count, radix: 16)); note=\"0a\"\r\n".utf8) + chunk + Array("\r\n".utf8)
        }
        return raw + Array("0\r\n\r\n".utf8)
    }

    @Test(arguments: [1, 2, 3, 5, 64, 1_000])
    func `a whole stream is whole however it arrives`(piece: Int) {
        #expect(isWhole(gzip, piece: piece))
        #expect(isWhole(gzip + [1, 2, 3], length: gzip.count, piece: piece))
        #expect(isWhole(chunked(gzip, by: 7), chunked: true, piece: piece))
    }

    @Test func `a stream that was cut is not, wherever it was cut`() {
        for count in 1..<gzip.count {
            #expect(!isWhole(Array(gzip.prefix(count))), "\(count)")
            #expect(!isWhole(chunked(Array(gzip.prefix(count)), by: 16), chunked: true), "\(count)")
        }
    }

    @Test func `nothing at all is an empty body`() {
        #expect(GzipTrailer(isChunked: true, contentLength: nil).isWhole(inflated: 0))
        #expect(!GzipTrailer(isChunked: true, contentLength: nil).isWhole(inflated: 1))
    }

    @Test func `absurd chunk sizes do not overflow`() {
        #expect(!isWhole(Array("ffffffffffffffffffffffff\r\nabc".utf8), chunked: true))
    }
}
