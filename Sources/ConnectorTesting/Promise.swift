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
    public static let all: [Promise] = reading + changes + people + oddities + trouble + wire
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
    /// What was injected on the way, kind by kind; empty where the promise is not about faults.
    public var families: [FaultFamily]
    /// Of all families.
    public var faults: Int
    public var extraCalls: Int
}

/// One kind of trouble, and what it came to: a line of the table of faults.
public struct FaultFamily: Codable, Hashable, Sendable {
    /// Stable within a promise: `retryAfter`, `cutBody`, `403`.
    public var name: String
    /// How many times it was made.
    public var faults = 0
    /// Lines by which stores differed from what they should be; a few per store at most.
    public var differences = 0
    /// Calls beyond those of undisturbed runs.
    public var extraCalls = 0

    init(_ name: String) { self.name = name }
}

extension Laboratory {
    /// Tries one promise.
    public func `try`(_ promise: Promise) async -> Verdict {
        let trial = Trial(self)
        var verdict = Verdict(
            promise: promise.name, outcome: .kept, reasons: [], families: [], faults: 0, extraCalls: 0)
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
        verdict.families = trial.families
        verdict.faults = verdict.families.reduce(0) { $0 + $1.faults }
        verdict.extraCalls = verdict.families.reduce(0) { $0 + $1.extraCalls }
        return verdict
    }
}
