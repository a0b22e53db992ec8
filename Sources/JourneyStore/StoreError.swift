/// What can go wrong with a store, with what is needed to act on it.
public enum StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case alreadyExists(path: String)
    case notAStore(path: String)
    case newerVersion(path: String, found: Int, supported: Int)
    /// `by`: the process id that the lock file names, where it names one.
    case locked(path: String, by: Int32?)
    case readOnly(path: String)
    case diskFull(path: String)
    case corrupt(path: String, words: String)
    /// `code` is SQLite's extended result code, or a negative `errno`.
    case io(path: String, code: Int32, words: String)
    /// The caller asked for something that cannot be; the words say what.
    case invalid(words: String)
    /// `close()` was called before.
    case closed(path: String)

    /// One or two sentences: what happened, and what to do next.
    public var description: String {
        switch self {
        case .missing(let path):
            "There is no store at \(path). Check the path, or run `waymark sync` to make one."
        case .alreadyExists(let path):
            "\(path) exists already and is not overwritten. Choose another name, or move it away first."
        case .notAStore(let path):
            "\(path) is not a Waymark store. It was left untouched; check the path of the store."
        case .newerVersion(let path, let found, let supported):
            "The store \(path) has version \(found), this program knows versions up to \(supported). "
                + "Install a newer Waymark, or restore a backup made before the upgrade."
        case .locked(let path, let holder?):
            "The store \(path) is being written by process \(holder). Wait for it to end, or stop it, and try again."
        case .locked(let path, nil):
            "The store \(path) is being written by another process. Wait for it to end and try again."
        case .readOnly(let path):
            "The store \(path) cannot be written. Check that its file and its folder are writable for this user."
        case .diskFull(let path):
            "There is no room left to write \(path). Nothing was half-written; make room and run again."
        case .corrupt(let path, let words):
            "The store \(path) is damaged (\(words)). Restore a backup with `waymark restore`, or sync into a new file."
        case .io(let path, let code, let words):
            "Reading or writing \(path) failed (\(code): \(words)). Check the disk and the permissions, and try again."
        case .invalid(let words):
            "The store was asked for something that cannot be: \(words). This is a defect in Waymark; please report it."
        case .closed(let path):
            "The store \(path) was closed already. This is a defect in Waymark; please report it."
        }
    }
}
