import Touchpoints

extension Window.TimeFormat {
    /// A moment (Unix milliseconds) as the API wants it; fractions finer than the format are cut off.
    public func text(_ milliseconds: Int64) -> String {
        switch self {
        case .epochMilliseconds: String(milliseconds)
        case .epochSeconds: String(milliseconds / 1000)
        case .rfc3339: rfc3339(milliseconds, .millisecond)
        case .rfc3339Seconds: rfc3339(milliseconds, .second)
        case .sql:
            // 2026-05-02T08:15:30Z → 2026-05-02 08:15:30
            String(
                rfc3339(milliseconds, .second)
                    .map { $0 == "T" ? " " : $0 }.prefix { $0 != "Z" })
        case .date: rfc3339(milliseconds, .day)
        }
    }

    private func rfc3339(_ milliseconds: Int64, _ precision: Moment.Precision) -> String {
        Moment(clamping: milliseconds, precision: precision).description
    }
}
