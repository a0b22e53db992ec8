/// Trouble that the sandbox makes on demand: the next answers to calls whose path contains a text go wrong.
public struct SandboxFault: Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        /// Answer with `status`, `headers` and `body`; the call does not reach the API.
        case status
        /// 200 with an HTML page.
        case html
        /// 200 with nothing.
        case empty
        /// The right answer, cut in half, the connection closed.
        case truncate
        /// The previous answer to the same path.
        case repeatPage
        /// The right answer, with links that lead to another host.
        case foreignNext
        /// The connection closed without an answer.
        case close
    }

    public var kind: Kind
    public var pathContains: String
    public var status: Int
    public var headers: [String: String]
    public var body: String
    /// To how many calls this happens.
    public var times: Int
    /// How many matching calls pass undisturbed before.
    public var skip: Int
    /// The first call, counted from 1 over all of the API's, to which this may happen; nil for the next one.
    public var atCall: Int?

    public init(
        _ kind: Kind, pathContains: String = "/", status: Int = 503, headers: [String: String] = [:],
        body: String = "", times: Int = 1, skip: Int = 0, atCall: Int? = nil
    ) {
        self.kind = kind
        self.pathContains = pathContains
        self.status = status
        self.headers = headers
        self.body = body
        self.times = times
        self.skip = skip
        self.atCall = atCall
    }
}

/// The faults still to come, and what they need to know of earlier answers.
struct FaultQueue {
    private(set) var faults: [SandboxFault] = []
    private var lastBodies: [String: [UInt8]] = [:]

    mutating func add(_ fault: SandboxFault) {
        faults.append(fault)
    }

    mutating func clear() {
        faults = []
    }

    /// The first fault that applies to a call, used up by asking.
    mutating func next(for path: String, call: Int) -> SandboxFault? {
        for index in faults.indices where path.contains(faults[index].pathContains) {
            if let first = faults[index].atCall, call < first { continue }
            if faults[index].skip > 0 {
                faults[index].skip -= 1
                continue
            }
            let fault = faults[index]
            faults[index].times -= 1
            if faults[index].times <= 0 { faults.remove(at: index) }
            return fault
        }
        return nil
    }

    /// An answer that needs nothing of the API, or nil.
    func replacement(_ fault: SandboxFault, path: String) -> Answer? {
        switch fault.kind {
        case .status:
            var answer = Answer(status: fault.status, body: Array(fault.body.utf8))
            for (name, value) in fault.headers.sorted(by: { $0.key < $1.key }) {
                if name.lowercased() == "content-type" {
                    answer.contentType = value
                } else {
                    answer.headers.append((name, value))
                }
            }
            return answer
        case .html:
            var answer = Answer(body: Array("<!DOCTYPE html><html><body>Scheduled maintenance</body></html>".utf8))
            answer.contentType = "text/html; charset=utf-8"
            return answer
        case .empty: return Answer()
        case .close:
            var answer = Answer()
            answer.isDropped = true
            return answer
        case .repeatPage: return lastBodies[path].map { Answer(body: $0) }
        case .truncate, .foreignNext: return nil
        }
    }

    func spoil(_ answer: Answer, _ fault: SandboxFault, baseURL: String) -> Answer {
        var answer = answer
        switch fault.kind {
        case .truncate: answer.isTruncated = true
        case .foreignNext:
            let text = String(decoding: answer.body, as: UTF8.self)
            answer.body = Array(text.replacing(baseURL, with: "https://api.hubapi.evil.example.net").utf8)
        default: break
        }
        return answer
    }

    /// Keeps a good answer, for a later `repeatPage`. Few paths are kept.
    mutating func remember(_ answer: Answer, path: String) {
        guard answer.status == 200 else { return }
        if lastBodies.count > 16, lastBodies[path] == nil { lastBodies.removeAll() }
        lastBodies[path] = answer.body
    }
}
