import Synchronization

/// Every secret that the program has read, so that nothing it prints shows one: the last line of defence, behind the
/// layers that keep them out of their messages.
final class Secrets: Sendable {
    static let known = Secrets()
    static let blank = "•••"

    private let texts = Mutex<[String]>([])

    /// Shorter than four bytes is no secret, and blanking it would blank every text.
    func add(_ secret: String) {
        guard secret.utf8.count >= 4 else { return }
        texts.withLock { if !$0.contains(secret) { $0.append(secret) } }
    }

    func redacting(_ text: String) -> String {
        // Longest first: one may contain another.
        let secrets = texts.withLock { $0 }.sorted { $0.utf8.count > $1.utf8.count }
        return secrets.reduce(text) { $0.contains($1) ? $0.replacing($1, with: Self.blank) : $0 }
    }
}
