import Glibc
import Subprocess

/// A file with an event log, compressed with gzip or not.
struct LogFile: Sendable {
    var path: String

    /// Gives `body` a descriptor to read the log from, and sees that it was whole.
    ///
    /// Compressed files go through the program `gzip`: no library here inflates a file, and it is on every system on
    /// which such a file was made.
    func withDescriptor<Value: Sendable>(
        _ body: @escaping @Sendable (Int32) async throws -> Value
    ) async throws -> Value {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw EventLogError.unreadable(Self.words) }
        defer { close(file) }
        guard try isCompressed(file) else { return try await body(file) }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw EventLogError.unreadable(Self.words) }
        // gzip gets the one it writes to; with the other one open it would never learn that nobody reads.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (reading, writing) = (ends[0], ends[1])
        async let unpacked = Self.unpack(file, into: writing)
        let result: Result<Value, any Error>
        do { result = .success(try await body(reading)) } catch { result = .failure(error) }
        // Where not everything was read, gzip cannot write any more, and ends.
        close(reading)
        let problem = try await unpacked
        // What does not unpack breaks off, and that looks like broken XML.
        if case .failure(let error) = result {
            if case EventLogError.broken? = error as? EventLogError, let problem {
                throw EventLogError.compression(problem)
            }
            throw error
        }
        if let problem { throw EventLogError.compression(problem) }
        return try result.get()
    }

    /// By its first two bytes (RFC 1952 §2.3.1), whatever it is called.
    private func isCompressed(_ file: Int32) throws -> Bool {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw EventLogError.unreadable(Self.words) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw EventLogError.unreadable("it is no file") }
        var bytes: [UInt8] = [0, 0]
        guard pread(file, &bytes, 2, 0) >= 0 else { throw EventLogError.unreadable(Self.words) }
        return bytes == [0x1F, 0x8B]
    }

    /// - Returns: what gzip had to complain about.
    private static func unpack(_ file: Int32, into pipe: Int32) async throws -> String? {
        do {
            let result = try await Subprocess.run(
                .name("gzip"), arguments: ["-d", "-c"],
                input: .fileDescriptor(.init(rawValue: file), closeAfterSpawningProcess: false),
                output: .fileDescriptor(.init(rawValue: pipe), closeAfterSpawningProcess: true),
                error: .string(limit: 4_096))
            if result.terminationStatus.isSuccess { return nil }
            let words = result.standardError.split(separator: "\n").last.map(String.init)
            return words ?? "gzip \(result.terminationStatus)"
        } catch {
            close(pipe)
            return "the program gzip cannot be run (\(error))"
        }
    }

    private static var words: String { String(cString: strerror(errno)) }
}
