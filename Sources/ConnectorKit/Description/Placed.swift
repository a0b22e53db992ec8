/// A value and the line it stands on, for what can only be checked once all of a file is read.
public struct Placed<Value: Decodable & Sendable>: Decodable, Sendable {
    public var value: Value
    /// 1-based; nil where the value was not read by ``DescriptionDecoder``.
    public var line: Int?

    public init(from decoder: any Decoder) throws {
        line = (decoder as? NodeDecoder)?.node.mark?.line
        value = try decoder.singleValueContainer().decode(Value.self)
    }
}
