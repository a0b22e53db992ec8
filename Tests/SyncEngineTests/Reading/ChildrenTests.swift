import ConnectorKit
import HTTP
import JourneyStore
import SyncEngine
import Testing

@Suite struct ChildrenTests {
    @Test func `what belongs to a parent goes with it`() async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { path, _ in
                switch path {
                case "/boxes": ToySystem.page(scene.number == 1 ? ["1", "2"] : ["2"])
                default: ToySystem.page(["a", "b"])
                }
            }
            let connection = ToySystem.connection(ToySystem.boxes, ToySystem.things)
            try await expect(0, engine.sync(connection))
            #expect(try await ToySystem.live("things", in: store) == ["1:a", "1:b", "2:a", "2:b"])
            scene.number = 2
            let report = try await engine.sync(connection)
            #expect(report.exitCode == 0)
            #expect(try await ToySystem.live("things", in: store) == ["2:a", "2:b"])
            #expect(report.streams.first { $0.stream == "things" }?.completeThrough != nil)
        }
    }

    @Test func `a parent that comes back brings its children back`() async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { path, _ in
                switch path {
                case "/boxes": ToySystem.page(scene.number == 2 ? ["2"] : ["1", "2"])
                default: ToySystem.page(["a"])
                }
            }
            let connection = ToySystem.connection(ToySystem.boxes, ToySystem.things)
            for number in 1...3 {
                scene.number = number
                let report = try await engine.sync(connection)
                #expect(report.exitCode == 0)
            }
            let live = try await ToySystem.live("things", in: store)
            #expect(live == ["1:a", "2:a"])
        }
    }

    @Test func `a listing taken up again does not take what it had seen for gone`() async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { path, _ in
                switch (path, scene.number) {
                case ("/boxes", _): return ToySystem.page(["1", "2"])
                case ("/boxes/1/things", _): return ToySystem.page(["a"])
                case ("/boxes/2/things", _): return ToySystem.page(["b", "c"], next: "x")
                case (_, 1): throw CancellationError()
                default: return ToySystem.page(["d"])
                }
            }
            let connection = ToySystem.connection(ToySystem.boxes, ToySystem.things)
            try await expect(75, engine.sync(connection))
            #expect(try await ToySystem.live("things", in: store) == ["1:a", "2:b", "2:c"])
            scene.number = 2
            // The first box is read again before the second one's listing is taken up.
            let report = try await engine.sync(connection)
            #expect(report.exitCode == 0)
            #expect(report.streams.allSatisfy { $0.gone == 0 })
            #expect(try await ToySystem.live("things", in: store) == ["1:a", "2:b", "2:c", "2:d"])
        }
    }

    @Test func `a parent that vanishes while it is read loses no child of another`() async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { path, _ in
                switch (path, scene.number) {
                case ("/boxes", _): ToySystem.page(["1", "2"])
                case ("/boxes/1/things", 2): ToySystem.notFound
                default: ToySystem.page(["a"])
                }
            }
            let connection = ToySystem.connection(ToySystem.boxes, ToySystem.things)
            _ = try await engine.sync(connection)
            scene.number = 2
            try await expect(0, engine.sync(connection))
            #expect(try await ToySystem.live("things", in: store).contains("2:a"))
        }
    }

    @Test func `newest first: a listing cut off in the middle is not complete`() async throws {
        var stream = ToySystem.things
        guard case .children(var children) = stream.reading else { return }
        children.newestFirst = Children.NewestFirst(time: "at", overlap: 60)
        stream.reading = .children(children)
        let things = stream
        try await withStore { store in
            let engine = ToySystem.engine(store) { path, _ in
                switch path {
                case "/boxes": ToySystem.page(["1"])
                case "/boxes/1/things": ToySystem.page(["b", "c"], next: "x")
                default: ToySystem.notFound
                }
            }
            let report = try await engine.sync(ToySystem.connection(ToySystem.boxes, things))
            #expect(report.exitCode == 75)
            #expect(report.streams.first { $0.stream == "things" }?.outcome == .incomplete)
        }
    }

    @Test func `more than a tenth gone at once is held back until it is allowed`() async throws {
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { _, _ in
                ToySystem.page((0..<(scene.number == 1 ? 100 : 79)).map { "b\($0)" })
            }
            let connection = ToySystem.connection(ToySystem.boxes)
            _ = try await engine.sync(connection)
            scene.number = 2
            let held = try await engine.sync(connection)
            #expect(held.exitCode == 75)
            #expect(held.streams[0].problems.count == 1)
            #expect(held.streams[0].problems[0].contains("--allow-mass-delete"))
            #expect(try await ToySystem.live("boxes", in: store).count == 100)
            let allowed = try await engine.sync(connection, options: SyncOptions(allowsMassDelete: true))
            #expect(allowed.exitCode == 0)
            #expect(allowed.streams[0].gone == 21)
        }
    }

    /// Three boxes of a hundred things; in the second scene each lacks `missing`.
    private func losing(
        _ missing: Int, comesAndGoes: Bool,
        _ body: (JourneyStore, SyncEngine, Connection, Scene) async throws -> Void
    ) async throws {
        var stream = ToySystem.things
        guard case .children(var children) = stream.reading else { return }
        children.comesAndGoes = comesAndGoes
        children.every = 3_600
        stream.reading = .children(children)
        let things = stream
        try await withStore { store in
            let scene = Scene()
            let engine = ToySystem.engine(store) { path, _ in
                if path == "/boxes" {
                    return ToySystem.page(["1", "2", "3"], date: scene.date)
                }
                return ToySystem.page(
                    (0..<(scene.number == 1 ? 100 : 100 - missing)).map { "t\($0)" }, date: scene.date)
            }
            let connection = ToySystem.connection(ToySystem.boxes, things)
            try await expect(0, engine.sync(connection))
            scene.number = 2
            try await body(store, engine, connection, scene)
        }
    }

    @Test func `many listings that each lack a few are held back together, until it is allowed`() async throws {
        try await losing(15, comesAndGoes: false) { store, engine, connection, _ in
            let held = try await engine.sync(connection)
            expect(75, held)
            let things = try #require(held.streams.first { $0.stream == "things" })
            // Thirty of 300 may go, a tenth; fifteen more are too many with them.
            #expect(things.problems.count == 1)
            #expect(things.problems.first?.hasPrefix("15 of 270 records") == true, "\(things.problems)")
            #expect(try await ToySystem.live("things", in: store).count == 270)
            // They are read again at once, although their rhythm is an hour, and are held until somebody decides.
            try await expect(0, engine.sync(connection, options: SyncOptions(allowsMassDelete: true)))
            #expect(try await ToySystem.live("things", in: store).count == 255)
        }
    }

    @Test func `memberships end as a matter of course: each listing is judged alone`() async throws {
        try await losing(15, comesAndGoes: true) { store, engine, connection, _ in
            try await expect(0, engine.sync(connection))
            #expect(try await ToySystem.live("things", in: store).count == 255)
        }
        try await losing(50, comesAndGoes: true) { store, engine, connection, _ in
            try await expect(75, engine.sync(connection))
            #expect(try await ToySystem.live("things", in: store).count == 300)
        }
    }

    @Test func `twenty, or a tenth, may go`() async throws {
        for (before, after) in [(21, 1), (300, 270)] {
            try await withStore { store in
                let scene = Scene()
                let engine = ToySystem.engine(store) { _, _ in
                    ToySystem.page((0..<(scene.number == 1 ? before : after)).map { "b\($0)" })
                }
                let connection = ToySystem.connection(ToySystem.boxes)
                _ = try await engine.sync(connection)
                scene.number = 2
                try await expect(0, engine.sync(connection))
                #expect(try await ToySystem.live("boxes", in: store).count == after)
            }
        }
    }
}
