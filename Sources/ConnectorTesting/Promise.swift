/// One sentence that holds for every connector, and the trial that would show that it does not.
public struct Promise: Sendable {
    /// Stable; how docs/guarantees.md and the command name it.
    public let name: String
    public let sentence: String
    let check: @Sendable (Trial) async throws -> Void

    init(_ name: String, _ sentence: String, _ check: @escaping @Sendable (Trial) async throws -> Void) {
        self.name = name
        self.sentence = sentence
        self.check = check
    }

    /// Every promise, in the order in which they are tried.
    public static let all: [Promise] = reading + changes + trouble
}

/// What came of a promise.
public struct Verdict: Codable, Sendable {
    public enum Outcome: String, Codable, Sendable {
        case kept, broken
        case notApplicable = "not_applicable"
    }

    public var promise: String
    public var outcome: Outcome
    /// Why it is broken, or does not apply.
    public var reasons: [String]
    /// Faults that were injected, and the calls they cost beyond those of an undisturbed run.
    public var faults: Int
    public var extraCalls: Int
}

extension Laboratory {
    /// Tries one promise.
    public func `try`(_ promise: Promise) async -> Verdict {
        let trial = Trial(self)
        var verdict = Verdict(promise: promise.name, outcome: .kept, reasons: [], faults: 0, extraCalls: 0)
        do { try await promise.check(trial) } catch let error as Trial.NotApplicable {
            verdict.outcome = .notApplicable
            verdict.reasons = [error.reason]
        } catch {
            verdict.outcome = .broken
            verdict.reasons = ["\(error)"]
        }
        if !trial.failures.isEmpty {
            verdict.outcome = .broken
            verdict.reasons = trial.failures
        }
        (verdict.faults, verdict.extraCalls) = (trial.faults, trial.extraCalls)
        return verdict
    }
}
