import ConnectorKit
import HTTP
import JourneyStore
import SyncEngine
import Testing
import Touchpoints

/// Servers that lie, or lose their memory, in ways of their own.
@Suite(.timeLimit(.minutes(10))) struct LyingServerTests {
    @Test func `cursors that lead in a circle end the stream, not the world`() async throws {
        try await withStore { store in
            let engine = ToySystem.engine(store) { path, _ in
                switch path {
                case "/boxes": ToySystem.page(["1", "2"], next: "a")
                case "/boxes?after=a": ToySystem.page(["3", "4"], next: "b")
                case "/boxes?after=b": ToySystem.page(["5", "6"], next: "c")
                default: ToySystem.page(["3", "4"], next: "b")
                }
            }
            let report = try await engine.sync(ToySystem.connection(ToySystem.boxes))
            #expect(report.exitCode == 75)
            #expect(report.calls < 10)
        }
    }

    @Test func `a next link to another host is not followed, and nobody there sees a credential`() async throws {
        try await withStore { store in
            let transport = ToySystem.transport { _, _ in
                ToySystem.page(["1", "2"], next: "http://127.0.0.2:9/links?after=a")
            }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            let report = try await engine.sync(ToySystem.connection(ToySystem.links))
            #expect(report.exitCode == 75)
            #expect(report.streams[0].problems.joined().contains("127.0.0.2"))
            #expect(transport.requests.allSatisfy { $0.url.hasPrefix("http://127.0.0.1:9/") })
        }
    }

    @Test func `a next link to the same host is followed`() async throws {
        try await withStore { store in
            let engine = ToySystem.engine(store) { path, _ in
                switch path {
                case "/links": ToySystem.page(["1", "2"], next: "http://127.0.0.1:9/links?after=a")
                default: ToySystem.page(["3"])
                }
            }
            try await expect(0, engine.sync(ToySystem.connection(ToySystem.links)))
            #expect(try await ToySystem.live("links", in: store) == ["1", "2", "3"])
        }
    }

    @Test(arguments: [
        "[]", "{}", "null", #"{"message": "ok"}"#, #"{"results": null}"#, #"{"results": "none"}"#,
        #"{"results": [{"id": "1"}, {"id": "2"}], "results": []}"#,
    ])
    func `an answer without records is no empty list`(body: String) async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { _, _ in
                switch scene.number {
                case 1: ToySystem.page(["1", "2"])
                default: .json(body)
                }
            }
            let connection = ToySystem.connection(ToySystem.boxes)
            try await expect(0, engine.sync(connection))
            scene.number = 2
            try await expect(75, engine.sync(connection))
            #expect(try await ToySystem.live("boxes", in: store) == ["1", "2"])
        }
    }

    @Test func `a stream that lies leaves the others alone`() async throws {
        try await withStore { store in
            let engine = ToySystem.engine(store) { path, _ in
                switch path {
                case "/links": ToySystem.page(["1"])
                default: ToySystem.page(["1", "2"], next: "same")
                }
            }
            var connection = ToySystem.connection(ToySystem.boxes, ToySystem.links, ToySystem.things)
            connection.only = ["boxes", "links"]
            var options = SyncOptions()
            options.concurrentStreams = 1
            let report = try await engine.sync(connection, options: options)
            #expect(report.exitCode == 75)
            #expect(report.streams.first { $0.stream == "links" }?.outcome == .complete)
            #expect(report.streams.first { $0.stream == "boxes" }?.outcome == .incomplete)
        }
    }

    @Test func `an endpoint in trouble leaves the other streams alone`() async throws {
        try await withStore { store in
            let engine = ToySystem.engine(store) { path, _ in
                path == "/links" ? ToySystem.page(["1"]) : .json(#"{"message": "on fire"}"#, status: 500)
            }
            let report = try await engine.sync(
                ToySystem.connection(ToySystem.boxes, ToySystem.links), options: SyncOptions(concurrentStreams: 1))
            expect(75, report)
            #expect(report.streams.first { $0.stream == "links" }?.outcome == .complete)
            #expect(report.streams.first { $0.stream == "boxes" }?.problems.joined().contains("on fire") == true)
        }
    }

    @Test func `a system in trouble is not asked for every stream`() async throws {
        try await withStore { store in
            let transport = ScriptedTransport { _, number throws(HTTPError) in
                number == 1 ? .json(#"{"id": "1"}"#) : .json(#"{"message": "on fire"}"#, status: 500)
            }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            let report = try await engine.sync(
                ToySystem.connection(ToySystem.boxes, ToySystem.links), options: SyncOptions(concurrentStreams: 1))
            expect(75, report)
            #expect(report.streams.map(\.stream) == ["boxes"])
            #expect(transport.requests.allSatisfy { !$0.url.contains("/links") })
        }
    }

    @Test func `a place that the server has forgotten is given up, and reading begins again`() async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { path, _ in
                switch (path, scene.number) {
                case ("/boxes", 1): return ToySystem.page(["1", "2"], next: "old")
                case (_, 1): throw CancellationError()
                case ("/boxes", _): return ToySystem.page(["1", "3"], next: "new")
                case ("/boxes?after=new", _): return ToySystem.page(["4"])
                default: return .json(#"{"message": "the cursor is expired"}"#, status: 400)
                }
            }
            let connection = ToySystem.connection(ToySystem.boxes)
            try await expect(75, engine.sync(connection))
            scene.number = 2
            try await expect(75, engine.sync(connection))
            try await expect(0, engine.sync(connection))
            #expect(try await ToySystem.live("boxes", in: store) == ["1", "3", "4"])
        }
    }

    @Test func `associations of other records than those asked for are not believed`() async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { path, _ in
                switch (path, scene.number) {
                case ("/items/boxes", 2): return .json(#"{"results": [{"from": "9", "to": []}]}"#)
                case ("/items/boxes", 3): return .json("{}")
                case ("/items/boxes", _): return .json(#"{"results": [{"from": "1", "to": [{"id": "7"}]}]}"#)
                default: return ToySystem.page(["1"])
                }
            }
            let connection = ToySystem.connection(ToySystem.items, ToySystem.boxes)
            try await expect(0, engine.sync(connection))
            for lie in [2, 3] {
                scene.number = lie
                try await expect(75, engine.sync(connection, options: SyncOptions(full: true)))
                let key = RecordKey(collection: .init(system: "toy", account: "1", objectType: "items"), id: "1")
                let found = try await store.read {
                    try $0.associations(key, to: .init(system: "toy", account: "1", objectType: "boxes"))
                }
                #expect(found.map(\.id) == ["7"], "lie \(lie)")
            }
        }
    }

    @Test func `answers larger than the memory allowed are read one at a time, not never`() async throws {
        try await withStore { store in
            let engine = ToySystem.engine(store) { path, body in
                switch path {
                case "/boxes", "/items": ToySystem.page(["1", "2"], next: "a")
                case "/boxes?after=a", "/items?after=a": ToySystem.page(["3", "4"], next: "b")
                case "/items/boxes": .json(#"{"results": []}"#)
                default: path.hasSuffix("/things") ? ToySystem.page(["1", "2"], next: "a") : ToySystem.page(["5"])
                }
            }
            let connection = ToySystem.connection(ToySystem.boxes, ToySystem.items, ToySystem.things)
            let report = try await engine.sync(connection, options: SyncOptions(bytesInFlight: 1))
            #expect(report.exitCode == 0, "\(report.streams.flatMap(\.problems))")
            #expect(try await ToySystem.live("boxes", in: store).count == 5)
            #expect(try await ToySystem.live("items", in: store).count == 5)
        }
    }

    @Test func `a server whose clock was years ahead is read again once it is right`() async throws {
        try await withStore { store in
            let scene = Scene()
            let transport = ScriptedTransport { request, _ throws(HTTPError) in
                let date = scene.number == 1 ? "Wed, 01 Sep 2032 08:00:00 GMT" : "Tue, 01 Sep 2026 09:00:00 GMT"
                if request.url.hasSuffix("/account") { return .json(#"{"id": "1"}"#, date: date) }
                if request.url.hasSuffix("/items/boxes") { return .json(#"{"results": []}"#, date: date) }
                return ToySystem.page(scene.number == 1 ? ["1"] : ["1", "2"], date: date)
            }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            let connection = ToySystem.connection(ToySystem.items)
            try await expect(0, engine.sync(connection))
            scene.number = 2
            let report = try await engine.sync(connection)
            #expect(report.exitCode == 0)
            #expect(try await ToySystem.live("items", in: store) == ["1", "2"])
            let through = try #require(report.streams.first?.completeThrough)
            #expect(through <= 1_788_253_200_000)
        }
    }

    @Test func `a clock that goes back by a minute costs nothing`() async throws {
        try await withStore { store in
            let scene = Scene()
            let transport = ToySystem.transport { path, _ in
                let date = scene.number == 1 ? "Tue, 01 Sep 2026 09:00:00 GMT" : "Tue, 01 Sep 2026 08:59:00 GMT"
                if path == "/items/boxes" { return .json(#"{"results": []}"#, date: date) }
                return ToySystem.page(["1"], date: date)
            }
            let engine = SyncEngine(store: store, transport: transport, clock: FakeClock().clock())
            let connection = ToySystem.connection(ToySystem.items)
            _ = try await engine.sync(connection)
            scene.number = 2
            try await expect(0, engine.sync(connection))
            #expect(transport.requests.filter { $0.url.hasSuffix("/items") }.count == 1)
        }
    }
}
