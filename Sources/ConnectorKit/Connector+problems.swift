/// What every request may use, whatever it is for.
private let commonGaps: Set<String> = ["account", "object_type", "limit"]

extension Connector {
    /// What is wrong with this description although every single value is well-formed. Empty: it can be used.
    public func problems() -> [String] {
        var problems: [String] = []
        func check(_ request: RequestTemplate?, _ gaps: Set<String>, _ place: String) {
            guard let request else { return }
            if request.method == nil {
                problems.append("\(place): a request needs exactly one of `get`, `post` and `patch`")
            }
            do {
                let unknown = try request.gaps().subtracting(gaps).subtracting(commonGaps).subtracting(paths.keys)
                if !unknown.isEmpty {
                    problems.append("\(place): nothing fills {\(unknown.sorted().joined(separator: "}, {"))}")
                }
            } catch {
                problems.append("\(place): \(error)")
            }
            for budget in request.budgets where !budgets.contains(where: { $0.name == budget }) {
                problems.append("\(place): there is no budget \"\(budget)\"")
            }
        }
        let listing: Set<String> = ["cursor", "page", "offset", "fields", "history", "from", "parent"]
        let all = streams + discoveries.map(\.template)
        let names = Set(all.map(\.name))
        if Set(streams.map(\.name)).count < streams.count { problems.append("two streams have the same name") }
        if signIn.isEmpty { problems.append("no way to sign in is described") }
        check(account.request, [], "account")
        for discovery in discoveries { check(discovery.request, [], "discoveries") }
        for stream in all {
            let place = stream.name
            switch stream.reading {
            case .window(let window):
                let ids: Set<String> = window.splitsByID ? ["from_id", "to_id"] : []
                check(window.request, listing.union(["to"]).union(ids), "\(place): window")
                check(window.initial?.request, listing, "\(place): initial")
                check(window.newest, [], "\(place): newest")
                check(window.count, ["from", "to"], "\(place): count")
                if window.isOneView, window.page.total == nil {
                    problems.append("\(place): that a window is one view can only be believed with a `total`")
                }
                if window.piece != nil, window.count == nil {
                    problems.append("\(place): to cut a window into pieces, it needs a `count`")
                }
                check(window.export?.create, ["from", "to", "fields"], "\(place): export")
                check(window.export?.poll, ["job"], "\(place): export")
                check(window.export?.download, ["job", "cursor"], "\(place): export")
                check(window.export?.abort, ["job"], "\(place): export")
                if window.isPartial, stream.lookup == nil {
                    problems.append("\(place): a window with partial records needs a `lookup`")
                }
                if window.splitsByID, window.page.total == nil {
                    problems.append("\(place): to split a window by id, the answer must tell a `total`")
                }
                if let look = window.secondLook, look.reach <= window.overlap {
                    problems.append("\(place): a `second_look` must reach further than the `overlap`")
                }
            case .snapshot(let snapshot, _): check(snapshot.request, listing, "\(place): snapshot")
            case .children(let children):
                check(children.listing.request, listing, "\(place): children")
                if !names.contains(children.parent) {
                    problems.append("\(place): there is no stream \"\(children.parent)\" to be its parent")
                }
            }
            for reading in stream.identifiers {
                if let problem = reading.problem { problems.append("\(place): identifiers: \(problem)") }
            }
            if !stream.identifiers.isEmpty, stream.entity != .person, stream.entity != .account {
                problems.append("\(place): only records of a `person` or an `account` have `identifiers`")
            }
            for rule in stream.touchpoints {
                guard let url = rule.url else { continue }
                check(RequestTemplate(get: url), ["base_url", "account", "id", "parent"], "\(place): url")
            }
            if let lookup = stream.lookup {
                check(
                    lookup.ids.map { RequestTemplate(get: $0.each) }, ["id"], "\(place): ids")
                check(lookup.request, ["ids", "fields", "history"], "\(place): lookup")
                check(lookup.probe, ["id", "fields", "history"], "\(place): probe")
            }
            for sweep in stream.sweeps {
                switch sweep {
                case .archived(let sweep, _, _, _), .merged(let sweep, _, _, _), .absent(let sweep, _),
                    .formulas(let sweep, _):
                    check(sweep.request, listing, "\(place): sweep")
                case .deletions(let log, _):
                    check(log.request, ["from", "to"], "\(place): sweep")
                    if stream.lookup == nil {
                        problems.append("\(place): a sweep of deletions needs a `lookup`")
                    }
                case .associations: break
                }
                if sweep.name == "absent", stream.lookup?.probe == nil {
                    problems.append("\(place): a sweep for absent records needs a `lookup` with a `probe`")
                }
            }
            for association in stream.associations {
                check(association.request, ["ids", "to_type"], "\(place): associations")
                check(association.more, ["id", "cursor", "to_type"], "\(place): associations")
            }
            if let parent = stream.parent, !names.contains(parent.stream) {
                problems.append("\(place): there is no stream \"\(parent.stream)\" to be its parent")
            }
            check(stream.fields?.catalog?.request, [], "\(place): catalog")
            problems += relationProblems(of: stream, names)
            do {
                let types = Dictionary(all.map { ($0.name, $0.recordType) }, uniquingKeysWith: { first, _ in first })
                _ = try RecordMapper(
                    stream: stream, context: MappingContext(system: name, account: "", recordTypes: types))
            } catch {
                problems.append("\(place): \(error)")
            }
        }
        return problems
    }
    /// What is wrong with what a stream's records say of others.
    private func relationProblems(of stream: RecordStream, _ names: Set<String>) -> [String] {
        var problems: [String] = []
        let named =
            stream.references.map(\.to.streams) + stream.conversions.map(\.into.streams)
            + stream.ties.map { Set([$0.from] + $0.to) }
        for name in named.reduce(into: Set<String>(), { $0.formUnion($1) }).subtracting(names).sorted() {
            problems.append("\(stream.name): there is no stream \"\(name)\" for it to refer to")
        }
        let ends = stream.references.reduce(into: Set<String>()) { $0.formUnion($1.to.streams) }
        for tie in stream.ties {
            for end in ([tie.from] + tie.to).sorted() where !ends.contains(end) {
                problems.append("\(stream.name): a tie to \"\(end)\" needs a reference to it")
            }
            if tie.to.contains(tie.from) {
                problems.append("\(stream.name): the two ends of a tie are of different streams")
            }
        }
        if stream.series != nil, stream.parent?.id == nil {
            problems.append("\(stream.name): a series stands below a `parent` with an `id`")
        }
        if stream.mergedInto != nil, stream.gone.isEmpty {
            problems.append("\(stream.name): `merged_into` is looked at in records that are `gone`")
        }
        if stream.mayBeAbsent, stream.fields?.catalog?.isAuthority != true {
            problems.append("\(stream.name): only a catalog that is the authority tells whether the object is there")
        }
        return problems
    }
}
