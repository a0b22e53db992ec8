import Glibc

/// Where an export goes: stdout, or a file that appears under its name only when it is complete.
///
/// Written in pieces; memory does not grow with the export. Not for two threads at once.
final class ExportFile {
    private let descriptor: Int32
    private let path: String?
    private let temporary: String?
    private var buffer: [UInt8] = []
    private var isPublished = false

    private static let pieceSize = 1 << 16

    /// - Parameter path: nil for stdout.
    init(path: String?) throws(CommandFailure) {
        self.path = path
        guard let path else {
            (descriptor, temporary) = (STDOUT_FILENO, nil)
            return
        }
        // Beside the target: a rename works only within one file system.
        let name = "\(path).\(getpid()).part"
        temporary = name
        descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .file("cannot write \(name): \(String(cString: strerror(errno))). Check the folder of --output.")
        }
    }

    deinit {
        guard let temporary else { return }
        close(descriptor)
        if !isPublished { unlink(temporary) }
    }

    func write(_ bytes: [UInt8]) throws(CommandFailure) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.pieceSize { try flush() }
    }

    func writeLine(_ bytes: [UInt8]) throws(CommandFailure) {
        buffer.append(contentsOf: bytes)
        buffer.append(0x0A)
        if buffer.count >= Self.pieceSize { try flush() }
    }

    /// Everything is on the disk, and under its name, when this returns.
    func publish() throws(CommandFailure) {
        try flush()
        guard let path, let temporary else { return }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw .file("cannot write \(path): \(String(cString: strerror(errno)))")
        }
        isPublished = true
    }

    private func flush() throws(CommandFailure) {
        try Console.write(buffer, to: descriptor, named: path ?? "the output")
        buffer.removeAll(keepingCapacity: true)
    }
}
