@testable import JSON

func parse(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8), limits: limits)
}

func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONError) -> JSONValue {
    try JSONDocument.parse(bytes, limits: limits).root
}

/// The error a page is refused with; nil if it is accepted.
func refusal(of bytes: [UInt8], limits: JSONLimits = JSONLimits()) -> JSONError? {
    do throws(JSONError) {
        _ = try JSONDocument.parse(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

func refusal(of text: String, limits: JSONLimits = JSONLimits()) -> JSONError? {
    refusal(of: Array(text.utf8), limits: limits)
}

/// What the plain reader says of a page, whether or not simdjson was asked.
func plainRefusal(of bytes: [UInt8], maxDepth: Int = 128) -> StrictReader.Refusal? {
    bytes.withUnsafeBufferPointer { StrictReader.refusal(of: $0, maxDepth: maxDepth) }
}

extension JSONValue {
    var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }
    var rawText: String { String(decoding: rawBytes, as: UTF8.self) }
}
