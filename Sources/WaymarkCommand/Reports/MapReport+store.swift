import Foundation
import HTTP
import Journeys
import JourneyStore
import SyncEngine

extension MeasureOptions {
    /// Measures a store's journeys, after bringing them up to date.
    ///
    /// - Parameters:
    ///   - isHeld: whether the journeys are held against the assumed map, where there is one.
    ///   - note: what to keep of the report in the store; what findings it then remembers is in the result.
    func report(
        _ global: GlobalOptions, isHeld: Bool = true,
        noting note: (@Sendable (MapReport, StoreTransaction) throws -> Void)? = nil
    ) async throws -> MapReport {
        let map = isHeld ? try global.assumedMap(mapFile) : nil
        // With --store there may be no configuration; one that is there must be sound.
        let hasConfig = global.store == nil || FileManager.default.fileExists(atPath: global.config)
        let config = hasConfig ? try Config(path: global.config) : nil
        let journeys = try config?.journeyRules() ?? JourneyRules()
        let wanted = moment
        let end = wanted ?? JourneyStore.systemMilliseconds()
        let template = try rules(journeys, assuming: map, asOf: end)
        let store = try await global.openStore(.readWrite(create: false))
        let result: Result<MapReport, any Error>
        do {
            let began = ContinuousClock.now
            let changed = try await store.refreshJourneys(dividedBy: journeys.segments)
            if changed > 0 {
                let time = (ContinuousClock.now - began) / .milliseconds(1)
                global.logger.note(
                    "\(Printing.number(changed)) journeys changed since the last time: brought up to date in "
                        + "\(Printing.number(Int(time))) ms")
            }
            let sources = try await Self.sources(config, store)
            var report =
                try await store.read { reader in
                    let measures = try JourneyMeasures.measure(reader, upTo: end) { newest in
                        var rules = template
                        rules.asOf = wanted ?? newest
                        return rules
                    }
                    return MapReport(measures, sources: sources, assumed: map)
                }
            if let note {
                let measured = report
                try await store.write { try note(measured, $0) }
            }
            let known = try await store.read { try $0.findings() }
            report.findings = report.findings.with(known)
            result = .success(report)
        } catch let error as MeasureError {
            result = .failure(CommandFailure("\(error)", exitCode: 65))
        } catch {
            result = .failure(error)
        }
        try await store.close()
        return try result.get()
    }

    /// How far each connection is complete: as far as the last of its streams.
    private static func sources(_ config: Config?, _ store: JourneyStore) async throws -> [MapReport.Scope.Source] {
        guard let config else { return [] }
        var sources: [MapReport.Scope.Source] = []
        let configuration = CurlTransport.Configuration(userAgent: "waymark/\(Waymark.version)")
        for name in config.names {
            let connection = try config.connection(name)
            let streams = try await CurlTransport.withTransport(configuration) { transport in
                try await SyncEngine(store: store, transport: transport) { _ in }.status(connection)
            }
            guard !streams.isEmpty else { continue }
            let known = streams.map(\.completeThrough)
            sources.append(
                MapReport.Scope.Source(
                    system: connection.connector.name, account: name,
                    completeThrough: known.contains(nil) ? nil : Printing.moment(known.compactMap { $0 }.min())))
        }
        return sources
    }
}
