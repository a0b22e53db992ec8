import CZstd
import Foundation
import GRDB
import Synchronization

/// How the bytes of a payload stand in the store: as they are, or as one Zstandard frame (RFC 8878) of their own, without
/// a dictionary. docs/store.md says how others read them.
enum PayloadCodec: String {
    case json
    case zstd

    /// Shorter payloads gain too little.
    private static let shortest = 256
    /// No payload is larger: answers are not.
    private static let longest: UInt64 = 1 << 30

    /// The smaller one of both, where the gain is a tenth at least.
    static func packed(_ payload: [UInt8]) -> (codec: PayloadCodec, bytes: [UInt8]) {
        guard payload.count >= shortest else { return (.json, payload) }
        let room = payload.count - payload.count / 10
        let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            // Refused when it does not fit, and then it does not pay.
            let size = Context.with { context in
                payload.withUnsafeBytes {
                    ZSTD_compressCCtx(context, buffer.baseAddress, room, $0.baseAddress, $0.count, 1)
                }
            }
            count = ZSTD_isError(size) == 0 ? size : 0
        }
        return bytes.isEmpty ? (.json, payload) : (.zstd, bytes)
    }

    /// What `packed` was given.
    func unpacked(_ bytes: [UInt8], length: Int) -> [UInt8] {
        guard self == .zstd else { return bytes }
        return [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            count = bytes.withUnsafeBytes { ZSTD_decompress(buffer.baseAddress, length, $0.baseAddress, $0.count) }
            precondition(count == length, "a frame of our own cannot be read")
        }
    }

    /// - Throws: `DatabaseError` of the code `SQLITE_CORRUPT` where the bytes are no such payload.
    static func unpacked(_ codec: String, _ bytes: Data) throws -> Data {
        switch PayloadCodec(rawValue: codec) {
        case .json: return bytes
        case .zstd:
            let size = bytes.withUnsafeBytes { ZSTD_getFrameContentSize($0.baseAddress, $0.count) }
            // The two largest numbers mean: unknown, and no frame.
            guard size <= longest else { throw corrupt }
            var payload = Data(count: Int(size))
            let count = payload.withUnsafeMutableBytes { payload in
                bytes.withUnsafeBytes {
                    ZSTD_decompress(payload.baseAddress, payload.count, $0.baseAddress, $0.count)
                }
            }
            guard count == payload.count else { throw corrupt }
            return payload
        case nil: throw corrupt
        }
    }

    private static var corrupt: DatabaseError {
        DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a damaged payload")
    }

    /// `payload(codec, bytes)`: the JSON text's bytes; null where there are none.
    static let function = DatabaseFunction("payload", argumentCount: 2, pure: true) { values in
        guard let codec = String.fromDatabaseValue(values[0]), let bytes = Data.fromDatabaseValue(values[1]) else {
            return nil
        }
        return try unpacked(codec, bytes)
    }

    /// What Zstandard works with: making one costs more than most payloads.
    private enum Context {
        // Safe: `guardian` is held wherever it is touched, and a context taken out belongs to its taker alone.
        nonisolated(unsafe) private static var idle: [OpaquePointer] = []
        private static let guardian = Mutex(())

        static func with(_ body: (OpaquePointer?) -> Int) -> Int {
            let context = guardian.withLock { _ in idle.popLast() } ?? ZSTD_createCCtx()
            defer { if let context { guardian.withLock { _ in idle.append(context) } } }
            return body(context)
        }
    }
}
