import ConnectorKit
import HTTP
import JourneyStore
import SyncEngine

/// What the program says when it cannot go on: what happened, where, and what to do next; and how it ends.
struct CommandFailure: Error, Hashable, CustomStringConvertible {
    var message: String
    /// As documented in `waymark --help`: 64, 65, 69, 70, 74, 75, 77 or 78.
    var exitCode: Int32

    init(_ message: String, exitCode: Int32) {
        self.message = message
        self.exitCode = exitCode
    }

    /// The configuration has to be mended.
    static func config(_ message: String) -> CommandFailure { CommandFailure(message, exitCode: 78) }

    /// A file or the store cannot be read or written.
    static func file(_ message: String) -> CommandFailure { CommandFailure(message, exitCode: 74) }

    /// Whoever read stdout has gone.
    static let outputClosed = file("the output was closed")

    var description: String { message }
}

extension CommandFailure {
    /// Every error of the layers below in words for people.
    init(_ error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let failure as SyncFailure: self.init(failure.message, exitCode: failure.exitCode)
        case let error as StoreError: self.init(error.description, exitCode: error.exitCode)
        case let error as DescriptionError: self.init(error.description, exitCode: 78)
        case let error as HTTPError where error.kind == .cancelled: self.init(SyncFailure.cancelled)
        case let error as HTTPError:
            self.init("\(error). Check the address and the network, and try again.", exitCode: 69)
        case is CancellationError: self.init(SyncFailure.cancelled)
        default:
            self.init(
                "something unforeseen went wrong (\(type(of: error)): \(error.localizedDescription)). "
                    + "This is a defect in Waymark; please report it with the command that led here.", exitCode: 70)
        }
    }
}

extension StoreError {
    fileprivate var exitCode: Int32 {
        switch self {
        case .locked: 75
        case .invalid, .closed: 70
        case .missing, .alreadyExists, .notAStore, .newerVersion, .readOnly, .diskFull, .corrupt, .io: 74
        }
    }
}

/// The first of several exit codes in the documented order; 0 when nothing went wrong.
func firstExitCode(_ codes: some Sequence<Int32>) -> Int32 { ExitCode.first(of: codes) }
