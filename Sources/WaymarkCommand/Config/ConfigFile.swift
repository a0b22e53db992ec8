/// `waymark.yaml` as it is written; see `waymark init` for a commented one.
struct ConfigFile: Decodable, Sendable {
    /// Relative to the configuration's own folder; default `journeys.db`.
    var store: String?
    var connections: [String: ConnectionConfig]
    /// What the company believes its journey is; relative to the configuration's own folder, default `journey-map.yaml`.
    var map: String?
    /// Names and order of the journey's stages, and what begins them; absent: the seven standard ones.
    var stages: [StageConfig]?
    /// What decides how a journey stands.
    var outcomes: OutcomesConfig?
    /// By the segment's name: the fields that divide journeys.
    var segments: [String: [SegmentConfig]]
    /// How people and accounts are recognised.
    var identity: IdentityConfig?
    /// How long raw payloads are kept; absent: for good.
    var keepPayloads: DurationText?
    /// Answers held in memory at once; default 16 MiB.
    var memory: ByteCount?
}

/// One connection as it is written.
struct ConnectionConfig: Decodable, Sendable {
    /// A built-in connector's name, or the path of a description in YAML.
    var connector: String
    var baseURL: String?
    var credentials: [String: CredentialSource]
    var start: StartTime?
    var streams: StreamsConfig?
    var teams: [String: TeamConfig]
    var limits: LimitsConfig?
    /// Percent of a day's calls after which Waymark stops; replaces the connector's.
    var dailyShare: Int?
    /// Replaces the connector's named pieces of paths.
    var paths: [String: String]
    var touchpoints: [TouchpointConfig]
    /// Beside the connector's own.
    var identifiers: [IdentifierConfig]

    enum LimitsConfig: String, CaseIterable, Decodable, Sendable { case documented, off }
}
