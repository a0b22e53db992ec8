import Glibc

/// The program's own stdout and stderr, written whole or not at all.
enum Console {
    static var isErrorTerminal: Bool { isatty(STDERR_FILENO) != 0 }

    /// A report on stdout; secrets that slipped into it are blanked.
    static func output(_ text: String) throws(CommandFailure) {
        try write(Array(Secrets.known.redacting(text).utf8), to: STDOUT_FILENO, named: "the output")
    }

    /// On stderr. That it cannot be written changes nothing.
    static func error(_ text: String) {
        try? write(Array(text.utf8), to: STDERR_FILENO, named: "stderr")
    }

    static func write(_ bytes: [UInt8], to descriptor: Int32, named name: String) throws(CommandFailure) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0 {
                if errno == EINTR { continue }
                if errno == EPIPE { throw .outputClosed }
                throw .file("cannot write \(name): \(String(cString: strerror(errno)))")
            }
            offset += count
        }
    }
}
