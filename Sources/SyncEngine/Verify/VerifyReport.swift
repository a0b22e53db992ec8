/// What the program asks of a verification.
public struct VerifyOptions: Sendable {
    /// Streams to compare; nil: all that are wanted.
    public var streams: Set<String>?
    /// Records per stream that are read again and compared field by field.
    public var sample: Int
    /// Chooses the sample: the same seed on the same store, the same records. Nil: another one every time.
    public var seed: UInt64?
    /// Tell the values of fields that differ, and not only their names.
    public var showsValues: Bool
    /// Read again what differs. Without it the store is not written to.
    public var repairs: Bool
    /// False where payloads are dropped on purpose: a record without one is then not a difference.
    public var keepsPayloads: Bool
    public var maximumCalls: Int?
    /// See `SyncOptions`; concerns repairs only.
    public var allowsMassDelete: Bool
    /// Answers held in memory at once, in bytes.
    public var bytesInFlight: Int

    public init(
        streams: Set<String>? = nil, sample: Int = 20, seed: UInt64? = nil, showsValues: Bool = false,
        repairs: Bool = false, keepsPayloads: Bool = true, maximumCalls: Int? = nil, allowsMassDelete: Bool = false,
        bytesInFlight: Int = 16 << 20
    ) {
        self.streams = streams
        self.sample = sample
        self.seed = seed
        self.showsValues = showsValues
        self.repairs = repairs
        self.keepsPayloads = keepsPayloads
        self.maximumCalls = maximumCalls
        self.allowsMassDelete = allowsMassDelete
        self.bytesInFlight = bytesInFlight
    }
}

/// The store held against the source. Times are Unix milliseconds.
public struct VerifyReport: Codable, Sendable {
    /// One record that is not what the source says.
    public struct Difference: Codable, Hashable, Sendable {
        public enum Kind: String, Codable, Sendable {
            /// The source has it, the store has not.
            case missing
            /// The store has it, the source has not (any more).
            case extra
            /// Both have it, and not the same.
            case different
        }

        /// A field that differs; the values only where they were asked for, nil where that side has none.
        public struct Field: Codable, Hashable, Sendable {
            /// As `properties.email`; `associations.companies` for what ties it to other records.
            public var path: String
            public var stored: String?
            public var source: String?
        }

        public var id: String
        public var kind: Kind
        public var fields: [Field] = []
    }

    /// A range of time `[from, to)` whose counts differ, and which is too full to name the records.
    public struct Range: Codable, Hashable, Sendable {
        public var from: Int64
        public var to: Int64
        public var stored: Int
        public var source: Int
    }

    public struct Stream: Codable, Sendable {
        public var stream: String
        /// Live records in the store.
        public var stored: Int
        /// Of what was compared; nil: not counted.
        public var comparedStored: Int?
        public var source: Int?
        /// How it was compared, in a few words; where nothing was, why.
        public var method: String
        public var isCompared = false
        /// Records read again and compared field by field.
        public var sampled = 0
        /// Records that changed at the source since `completeThrough`: the next sync's work.
        public var changedSince = 0
        /// The first thousand; `differenceCount` tells all.
        public var differences: [Difference] = []
        public var differenceCount = 0
        public var ranges: [Range] = []
        /// What was found and is equal now; nil: nothing was repaired.
        public var repaired: Int?
        public var completeThrough: Int64?
        public var gaps: [String]
        public var quarantined: Int
        public var problems: [String] = []
        public var exitCode: Int32 = 0
        /// The code of what kept it from being compared, or repaired.
        var failure: Int32 = 0
        public var differs: Bool { differenceCount > 0 || !ranges.isEmpty }
    }

    public var connection: String
    public var streams: [Stream] = []
    /// What chose the sample.
    public var seed: UInt64
    public var calls = 0
    public var problems: [String] = []
    public var exitCode: Int32 = 0

    init(connection: String, seed: UInt64) {
        self.connection = connection
        self.seed = seed
    }
}
