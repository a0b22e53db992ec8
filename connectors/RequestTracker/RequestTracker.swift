public import ConnectorKit

/// Request Tracker 5, as `RequestTracker.yaml` describes it: no code of its own.
///
/// The file is embedded in the program, so that the built-in description needs nothing on disk.
/// - Throws: where the file is wrong, which a test rules out.
public func requestTracker() throws(DescriptionError) -> Connector {
    try DescriptionDecoder().decode(
        Connector.self, from: String(decoding: PackageResources.RequestTracker_yaml, as: UTF8.self),
        file: "RequestTracker.yaml")
}
