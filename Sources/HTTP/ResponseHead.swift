/// Status line and header fields, collected line by line as libcurl hands them over. Pure.
struct ResponseHead: Sendable {
    static let largest = 256 * 1024

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private(set) var isComplete = false
    private(set) var bytes = 0

    enum Step: Equatable {
        case more
        /// The head has just been completed.
        case complete
        case tooLarge
    }

    /// Takes one line with its line break. Interim answers (1xx) are replaced by what follows them; trailers after
    /// the body change nothing.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Step {
        bytes += line.count
        guard bytes <= Self.largest else { return .tooLarge }
        guard !isComplete else { return .more }
        let text = String(decoding: line, as: UTF8.self)
        let isContinuation = text.utf8.first == 0x20 || text.utf8.first == 0x09
        let content = text.trimmingASCIIBlanks()
        if content.isEmpty {
            guard status >= 200 else { return .more }
            isComplete = true
            return .complete
        }
        if content.hasPrefix("HTTP/"), !isContinuation {
            headers = HTTPHeaders()
            let words = content.split(separator: " ")
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
        } else if isContinuation {
            headers.extendLast(with: content)
        } else if let colon = content.utf8.firstIndex(of: 0x3A) {
            let value = content[content.index(after: colon)...]
            headers.add(String(content[..<colon]).trimmingASCIIBlanks(), String(value).trimmingASCIIBlanks())
        }
        return .more
    }

    /// The codings of the body in lower case, `identity` left out.
    var encodings: [String] {
        headers.values(of: "content-encoding").flatMap { $0.lowercased().split(separator: ",") }
            .map { String($0).trimmingASCIIBlanks() }.filter { !$0.isEmpty && $0 != "identity" }
    }

    var isChunked: Bool {
        headers.values(of: "transfer-encoding").contains { $0.lowercased().contains("chunked") }
    }

    /// The announced length of the body on the wire.
    var contentLength: Int? { headers["content-length"].flatMap { Int($0) } }
}
