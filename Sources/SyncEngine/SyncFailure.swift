import Touchpoints

/// Why a stream or a connection stopped, named after what to do next.
public enum SyncFailure: Error, Hashable, Sendable {
    /// The system refuses this stream's requests, or lies: the others go on.
    case stopStream(String)
    /// The credentials may not read this stream.
    case missingPermission(String)
    /// Budget, time or a passing failure: run again, after `at` (Unix milliseconds) where it is known.
    case runAgain(String, at: Int64?)
    case unreachable(String)
    /// The credentials are wrong, expired for good, or of another account.
    case signIn(String)
    case fixConfig(String)
    case store(String)
    case cancelled

    /// Whether the other streams of the connection cannot work either.
    public var stopsConnection: Bool {
        switch self {
        case .stopStream, .missingPermission: false
        case .runAgain, .unreachable, .signIn, .fixConfig, .store, .cancelled: true
        }
    }

    /// A missing permission with the names of those that are needed, where the vendor's words leave them out.
    func naming(scopes: [String]) -> SyncFailure {
        guard case .missingPermission(let text) = self, !text.contains("needed: "), !scopes.isEmpty else { return self }
        return .missingPermission(text + " – needed: " + scopes.joined(separator: ", "))
    }

    public var message: String {
        switch self {
        case .stopStream(let text), .missingPermission(let text), .runAgain(let text, at: nil),
            .unreachable(let text), .signIn(let text), .fixConfig(let text), .store(let text):
            text
        case .runAgain(let text, .some(let at)):
            "\(text); goes on from \(Moment(clamping: at, precision: .second))"
        case .cancelled: "stopped on request; the next run goes on from here"
        }
    }

    /// sysexits.h, as documented in design §8.
    public var exitCode: Int32 {
        switch self {
        case .store: 74
        case .fixConfig: 78
        case .signIn, .missingPermission: 77
        case .unreachable: 69
        case .stopStream, .runAgain, .cancelled: 75
        }
    }
}

/// Where several exit codes apply, the first of these counts.
public enum ExitCode {
    public static let order: [Int32] = [70, 74, 78, 77, 69, 75, 65]

    public static func first(of codes: some Sequence<Int32>) -> Int32 {
        let codes = Set(codes)
        return order.first(where: codes.contains) ?? 0
    }
}
