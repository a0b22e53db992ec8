import Foundation
@testable import JSON
import Testing

/// Valid pages, damaged at random but the same on every run: simdjson's walk, the plain reader and Foundation must
/// agree on what is JSON, and where it is, on what it says.
@Suite struct MutationTests {
    static let pages: [String] = [
        #"{"results":[{"id":"1","properties":{"email":"ann@example.com","n":-12.5e+3,"note":"a \"q\" \\ \u00e9\ud83d\ude00 ü"},"archived":false}],"paging":{"next":{"after":"2"}}}"#,
        #"[[],{},[{}],{"a":[]},"",0,-0,1.0,1e2,true,false,null,"\n\t\/",[[[["deep"]]]]]"#,
        "{\n  \"a\" : [ 1 , 2 , 3 ] ,\r\n\t\"b\" : { \"c\" : \"é€😀\" , \"d\" : \"\\u0041\" }\n}\n",
        #"{"k1":"v1","k2":"v2","k3":{"k4":[1,22,333,4444],"k5":"0123456789abcdef0123456789abcdef0123456789abcdef"},"":""}"#,
        #""only a string with \u0020 escapes and some length to it, beyond sixty-four bytes of it""#, "-123.456e-7",
    ]

    /// Bytes that mean something to a JSON reader are inserted more often than others.
    static let alphabet: [UInt8] =
        Array("{}[]:,\"\\/ \n\tu0123456789abcdefDdCc+-.eEtrulsn".utf8) + [
            0x00, 0x1F, 0x7F, 0x80, 0xBF, 0xC3, 0xE2, 0xED, 0xF0, 0xFF,
        ]

    @Test(arguments: 0..<pages.count)
    func `accepts and refuses damaged pages as two other readers do`(page: Int) {
        var random = SplitMix64(state: UInt64(page) &* 1_000_003 &+ 7)
        var accepted = 0
        for _ in 0..<1_500 {
            let bytes = damaged(Array(Self.pages[page].utf8), &random)
            let plain = plainRefusal(of: bytes)
            let outcome = Result { () throws(JSONError) in try parse(bytes) }
            switch outcome {
            case .failure(let error):
                #expect(plain?.reason == error.reason && plain?.offset == error.offset, "\(show(bytes)): \(error)")
            case .success(let root):
                accepted += 1
                #expect(plain == nil, "\(show(bytes)): accepted, \(String(describing: plain))")
                checkContent(of: root, bytes)
            }
        }
        #expect(accepted > 20, "too few of the damaged pages are still JSON for this test to say anything")
    }

    private func damaged(_ page: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = page
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let position = Int.random(in: 0..<bytes.count, using: &random)
            let byte = Self.alphabet.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[position] = byte
            case 1: bytes.insert(byte, at: position)
            case 2: bytes.remove(at: position)
            case 3: bytes.removeLast(Int.random(in: 0...min(4, bytes.count), using: &random))
            case 4: bytes.insert(contentsOf: bytes[position...].prefix(9), at: position)
            case 5: bytes.swapAt(position, Int.random(in: 0..<bytes.count, using: &random))
            default: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
        }
        return bytes
    }

    private func checkContent(of root: JSONValue, _ bytes: [UInt8]) {
        let canonical = root.canonicalBytes
        #expect((try? parse(canonical))?.canonicalBytes == canonical, "\(show(bytes))")
        #expect((try? parse(root.rawBytes))?.canonicalBytes == canonical, "\(show(bytes))")
        // Foundation refuses halves of surrogate pairs and numbers beyond Double, and keeps another of two equal names.
        guard !hasWhatFoundationReadsOtherwise(root) else { return }
        let data = Data(bytes)
        guard let theirs = try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed) else {
            Issue.record("Foundation refuses \(show(bytes))")
            return
        }
        #expect(isSame(root, theirs), "\(show(bytes))")
    }

    private func hasWhatFoundationReadsOtherwise(_ value: JSONValue) -> Bool {
        switch value.kind {
        case .null, .bool: return false
        case .number: return value.double.map { $0 != 0 && abs($0) < 1e-300 || abs($0) > 9e18 } ?? true
        case .string: return value.hasLoneSurrogate
        case .array: return value.elements.contains(where: hasWhatFoundationReadsOtherwise)
        case .object:
            // Swift strings that are canonically equivalent are one dictionary key, too.
            if Set(value.members.map { $0.key.string }).count != value.count { return true }
            return value.members.contains { $0.key.hasLoneSurrogate || hasWhatFoundationReadsOtherwise($0.value) }
        }
    }

    private func isSame(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours.kind {
        case .null: return theirs is NSNull
        case .bool: return theirs as? Bool == ours.bool
        case .number: return (theirs as? NSNumber)?.doubleValue == ours.double
        case .string: return (theirs as? String).map { ours.equals($0) && ours.string == $0 } ?? false
        case .array:
            guard let theirs = theirs as? [Any], theirs.count == ours.count else { return false }
            return zip(ours.elements, theirs).allSatisfy { isSame($0, $1) }
        case .object:
            guard let theirs = theirs as? [String: Any], theirs.count == ours.count else { return false }
            return theirs.allSatisfy { name, value in ours[name].map { isSame($0, value) } ?? false }
        }
    }

    private func show(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).debugDescription }
}

/// Steele, Lea and Flood's generator: small, and the same everywhere.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
