import ConnectorKit
import HTTP
import JourneyStore
import SyncEngine
import Testing

/// What ends a run for one stream ends it for the others, and they say why.
@Suite(.timeLimit(.minutes(10))) struct RunEndingTests {
    @Test func `streams that are stopped by another's failure name it`() async throws {
        try await withStore { store in
            let transport = ScriptedTransport { request, _ throws(HTTPError) in
                if request.url.hasSuffix("/account") { return .json(#"{"id": "1"}"#) }
                guard request.url.contains("/links") else { return .json(#"{"message": "no"}"#, status: 401) }
                // An answer that does not come.
                let (silence, end) = AsyncStream<Void>.makeStream()
                for await _ in silence {}
                withExtendedLifetime(end) {}
                throw HTTPError(.cancelled, for: request)
            }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            let report = try await engine.sync(ToySystem.connection(ToySystem.boxes, ToySystem.links))
            expect(77, report)
            let links = try #require(report.streams.first { $0.stream == "links" })
            #expect(links.outcome == .incomplete)
            #expect(links.problems.count == 1)
            #expect(
                links.problems.first?.hasPrefix("stopped, because the run ended with boxes: Toy refuses") == true,
                "\(links.problems)")
        }
    }

    @Test func `who asked for the end is told nothing else`() async throws {
        try await withStore { store in
            let engine = ToySystem.engine(store) { path, _ in
                throw CancellationError()
            }
            let report = try await engine.sync(ToySystem.connection(ToySystem.boxes, ToySystem.links))
            expect(75, report)
            for stream in report.streams { #expect(stream.problems == [SyncFailure.cancelled.message]) }
        }
    }
}
