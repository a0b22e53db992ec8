import Foundation
import Glibc

/// The tokens that OAuth gives out, in a file of mode 0600 beside the store; never in the store.
///
/// A rotated refresh token exists nowhere else: it is on disk (fsynced, renamed into place) before the access token
/// that came with it is first used.
public struct TokenFile: Sendable {
    public struct Tokens: Codable, Hashable, Sendable {
        public var accessToken: String?
        /// Unix milliseconds of this machine's clock; nil: good until it is refused.
        public var expiresAt: Int64?
        public var refreshToken: String?
        /// The configured refresh token from which this chain began: another one in the configuration starts anew.
        public var seed: String?
        /// Where the data are, as the token's answer said.
        public var baseURL: String?

        public init(
            accessToken: String? = nil, expiresAt: Int64? = nil, refreshToken: String? = nil, seed: String? = nil,
            baseURL: String? = nil
        ) {
            self.accessToken = accessToken
            self.expiresAt = expiresAt
            self.refreshToken = refreshToken
            self.seed = seed
            self.baseURL = baseURL
        }
    }

    public let path: String

    public init(path: String) { self.path = path }

    public static func beside(store: String) -> TokenFile { TokenFile(path: store + "-tokens") }

    public func tokens(of connection: String) throws(SyncFailure) -> Tokens? { try read()[connection] }

    public func save(_ tokens: Tokens?, of connection: String) throws(SyncFailure) {
        var all = try read()
        all[connection] = tokens
        try write(all)
    }

    /// Runs while no other process refreshes: whoever comes second finds the first one's tokens.
    ///
    /// The lock is waited for without blocking a thread, because the holder is talking to the network.
    func locked<T: Sendable>(
        _ clock: EngineClock, _ body: @Sendable () async throws -> T
    ) async throws -> T {
        let descriptor = Glibc.open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("open the lock of") }
        defer { Glibc.close(descriptor) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw failure("lock") }
            try await clock.sleep(.milliseconds(50))
        }
        return try await body()
    }

    private func read() throws(SyncFailure) -> [String: Tokens] {
        guard let data = FileManager.default.contents(atPath: path) else {
            guard !FileManager.default.fileExists(atPath: path) else { throw failure("read") }
            return [:]
        }
        do { return try JSONDecoder().decode([String: Tokens].self, from: data) } catch {
            throw .signIn("\(path) is damaged: remove it and sign in again with `waymark login`")
        }
    }

    private func write(_ all: [String: Tokens]) throws(SyncFailure) {
        guard let data = try? JSONEncoder().encode(all) else { throw failure("encode") }
        let temporary = path + ".new"
        // What a crash left here, or somebody put here, may be readable by others or lead elsewhere.
        unlink(temporary)
        let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("create") }
        let written = data.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        // A write that is cut short leaves no errno: the disk is full, and the next write would say so.
        var trouble = written == data.count ? 0 : written < 0 ? errno : ENOSPC
        if trouble == 0, fsync(descriptor) != 0 { trouble = errno }
        Glibc.close(descriptor)
        if trouble == 0, rename(temporary, path) != 0 { trouble = errno }
        guard trouble == 0 else {
            unlink(temporary)
            throw failure("write", trouble)
        }
        let folder = Glibc.open((path as NSString).deletingLastPathComponent.nonEmpty ?? ".", O_RDONLY | O_DIRECTORY)
        if folder >= 0 {
            fsync(folder)
            Glibc.close(folder)
        }
    }

    private func failure(_ what: String, _ code: Int32 = errno) -> SyncFailure {
        .store("cannot \(what) the token file \(path): \(String(cString: strerror(code)))")
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
