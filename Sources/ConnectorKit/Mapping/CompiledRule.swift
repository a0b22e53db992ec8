import JSON
import Touchpoints

/// A touchpoint rule with its paths resolved.
struct CompiledRule: Sendable {
    private let name: String
    private let rule: TouchpointRule
    private let facet: String
    private let when: [CompiledCondition]
    private let automated: [CompiledCondition]
    private let at: [ScopedPath]
    private let title: [ScopedPath]
    private let kind: CompiledChoice<TouchpointKind>
    private let channel: CompiledChoice<Channel>
    private let direction: CompiledChoice<Direction>
    private let team: CompiledChoice<Team>?
    private let stage: CompiledChoice<Stage>?
    private let owner: ScopedPath?
    private let sentiment: (path: ScopedPath, origin: CompiledChoice<Sentiment.Origin>, worst: Double, best: Double)?
    private let amount: ScopedPath?
    private let currency: ScopedPath?
    private let campaign: (id: ScopedPath?, name: ScopedPath?, source: ScopedPath?, medium: ScopedPath?)?
    private let participants: [(rule: ParticipantRule, path: ScopedPath)]
    private let properties: [(name: String, path: ScopedPath)]
    private let sameAs: [(name: String, path: ScopedPath)]
    private let url: GapText?

    init(_ rule: TouchpointRule, name: String, context: MappingContext) throws(MappingError) {
        self.rule = rule
        self.name = name
        facet = rule.facet ?? rule.kind.constant?.rawValue ?? "record"
        var when: [CompiledCondition] = []
        for condition in rule.when { when.append(try CompiledCondition(condition)) }
        self.when = when
        var automated: [CompiledCondition] = []
        for condition in rule.automated { automated.append(try CompiledCondition(condition)) }
        self.automated = automated
        at = try Self.scoped(rule.at.paths)
        title = try Self.scoped(rule.title?.paths ?? [])
        kind = try CompiledChoice(rule.kind)
        channel = try CompiledChoice(rule.channel)
        direction = try CompiledChoice(rule.direction)
        team = try Self.choice(rule.team)
        stage = try Self.choice(rule.stage)
        owner = try Self.scoped(rule.owner)
        if let sentiment = rule.sentiment {
            self.sentiment = (
                try ScopedPath(sentiment.path), try CompiledChoice(sentiment.origin), sentiment.worst, sentiment.best
            )
        } else {
            sentiment = nil
        }
        amount = try Self.scoped(rule.value?.amount)
        currency = try Self.scoped(rule.value?.currency)
        if let campaign = rule.campaign {
            self.campaign = (
                try Self.scoped(campaign.id), try Self.scoped(campaign.name), try Self.scoped(campaign.source),
                try Self.scoped(campaign.medium)
            )
        } else {
            campaign = nil
        }
        for stream in Set((when + automated).compactMap(\.namingStream)).sorted()
        where context.recordTypes[stream] == nil { throw .unknownStream(stream, rule: name) }
        var participants: [(rule: ParticipantRule, path: ScopedPath)] = []
        for participant in rule.participants {
            for stream in (participant.stream?.streams ?? []).sorted() where context.recordTypes[stream] == nil {
                throw .unknownStream(stream, rule: name)
            }
            switch (participant.email, participant.phone, participant.record, participant.stream) {
            case (let email?, nil, nil, nil): participants.append((participant, try ScopedPath(email)))
            case (nil, let phone?, nil, nil): participants.append((participant, try ScopedPath(phone)))
            case (nil, nil, let record?, _?): participants.append((participant, try ScopedPath(record)))
            default: throw .incompleteParticipant(rule: name)
            }
        }
        self.participants = participants
        var properties: [(name: String, path: ScopedPath)] = []
        for (name, path) in rule.properties.sorted(by: { $0.key < $1.key }) {
            properties.append((name, try ScopedPath(path)))
        }
        self.properties = properties
        var sameAs: [(name: String, path: ScopedPath)] = []
        for mark in rule.sameAs { sameAs.append((mark.name, try ScopedPath(mark.path))) }
        self.sameAs = sameAs
        do { url = try rule.url.map { try GapText($0) } } catch { throw .badPath(rule.url ?? "", "\(error)") }
    }

    /// Whether the parent's fields decide what becomes of a record: then a changed parent changes its children.
    var looksAtParent: Bool { looks(at: .parent) }

    /// Whether the record before it decides what becomes of a record.
    var looksAtPrevious: Bool { looks(at: .previous) }

    /// Streams whose records decide by naming a record, or not.
    var namingStreams: Set<String> { Set((when + automated).compactMap(\.namingStream)) }

    private func looks(at scope: ScopedPath.Scope) -> Bool {
        var paths: [ScopedPath?] = when.flatMap(\.paths) + automated.flatMap(\.paths) + at + title
        paths += [kind.path, channel.path, direction.path, team?.path, stage?.path, owner, amount, currency]
        paths += [sentiment?.path, sentiment?.origin.path]
        paths += [campaign?.id, campaign?.name, campaign?.source, campaign?.medium]
        paths += participants.map(\.path) + properties.map(\.path) + sameAs.map(\.path)
        return paths.contains { $0?.scope == scope }
    }

    private static func scoped(_ paths: [JSONPath]) throws(MappingError) -> [ScopedPath] {
        var result: [ScopedPath] = []
        for path in paths { result.append(try ScopedPath(path)) }
        return result
    }

    private static func scoped(_ path: JSONPath?) throws(MappingError) -> ScopedPath? {
        guard let path else { return nil }
        return try ScopedPath(path)
    }

    private static func choice<Value>(_ choice: Choice<Value>?) throws(MappingError) -> CompiledChoice<Value>? {
        guard let choice else { return nil }
        return try CompiledChoice(choice)
    }

    func apply(to input: RecordInput, context: MappingContext, into mapped: inout MappedRecord) {
        if case .unknown = input.previous, looksAtPrevious { return }
        guard let each = rule.each else {
            if let touchpoint = touchpoint(input, entry: nil, context, &mapped.problems) {
                mapped.touchpoints.append(touchpoint)
            }
            return
        }
        guard let entries = input.record[path: each] else { return }
        var facets: Set<String> = []
        for entry in entries.elements {
            guard var touchpoint = touchpoint(input, entry: entry, context, &mapped.problems) else { continue }
            touchpoint.facet = facet + "@" + touchpoint.occurredAt.description
            // Two entries at one moment are told apart by their order among themselves, which histories keep.
            var attempt = 1
            while !facets.insert(touchpoint.facet).inserted {
                attempt += 1
                touchpoint.facet = facet + "@" + touchpoint.occurredAt.description + "#\(attempt)"
            }
            mapped.touchpoints.append(touchpoint)
        }
    }

    private func touchpoint(
        _ input: RecordInput, entry: JSONValue?, _ context: MappingContext, _ problems: inout [String]
    ) -> Touchpoint? {
        for condition in when where !condition.holds(input, entry) { return nil }
        guard let kind = kind.value(input, entry) else { return nil }
        guard let channel = channel.value(input, entry), let direction = direction.value(input, entry) else {
            problems.append("\(name): no channel or direction is known for \(kind.rawValue)")
            return nil
        }
        let times = at.compactMap { input.text($0, entry: entry) }
        guard let text = times.first else {
            problems.append("\(name): nothing says when \(kind.rawValue) happened")
            return nil
        }
        guard let occurredAt = times.lazy.compactMap({ Moment(parsing: $0) }).first else {
            problems.append("\(name): \"\(text.prefix(40))\" is no time")
            return nil
        }
        var touchpoint = Touchpoint(
            facet: facet, kind: kind, channel: channel, direction: direction, occurredAt: occurredAt)
        touchpoint.team =
            owner.flatMap { input.text($0, entry: entry) }.flatMap { context.teams[$0] } ?? team?.value(input, entry)
        touchpoint.stage = stage?.value(input, entry)
        touchpoint.sentiment = sentiment(input, entry)
        if let amount = amount.flatMap({ input.text($0, entry: entry) }), Self.isDecimal(amount) {
            let currency = currency.flatMap { input.text($0, entry: entry) } ?? context.currency
            touchpoint.value = Money(amount: amount, currency: currency)
        }
        if let campaign {
            let found = Campaign(
                id: campaign.id.flatMap { input.text($0, entry: entry) },
                name: campaign.name.flatMap { input.text($0, entry: entry) },
                source: campaign.source.flatMap { input.text($0, entry: entry) },
                medium: campaign.medium.flatMap { input.text($0, entry: entry) })
            if found != Campaign() { touchpoint.campaign = found }
        }
        touchpoint.title = first(title, input, entry).map { String($0.prefix(200)) }
        touchpoint.url = link(input, context)
        touchpoint.isAutomated = automated.contains { $0.holds(input, entry) }
        touchpoint.participants = participants.flatMap { participant, path in
            input.texts(path, entry: entry).flatMap { participant.parts(of: $0) }
                .compactMap { Self.participant(participant, $0, context) }
        }
        touchpoint.sameAs = sameAs.flatMap { name, path in
            input.texts(path, entry: entry).map { "\(name):\(Self.mark($0))" }
        }
        touchpoint.properties = properties.compactMap { name, path in
            input.text(path, entry: entry).map { Touchpoint.Property(name: name, value: $0) }
        }
        return touchpoint
    }

    /// nil: what is named is no entity.
    private static func participant(
        _ rule: ParticipantRule, _ value: String, _ context: MappingContext
    ) -> Participant? {
        guard let choice = rule.stream else {
            let identifier: Identifier = rule.phone == nil ? .email(value) : .phone(value)
            return Participant(entity: rule.entity, identifier: identifier, role: rule.role)
        }
        guard let (stream, id) = choice.resolve(value) else { return nil }
        var entity: EntityKind? = rule.entity
        if case .byPrefix = choice { entity = context.entities[stream] }
        guard let entity else { return nil }
        return Participant(entity: entity, identifier: .record(context.key(stream, id)), role: rule.role)
    }

    /// A Message-ID is written with and without its angle brackets.
    private static func mark(_ text: String) -> String {
        let inner = text.drop { $0.isWhitespace || $0 == "<" }
        let end = inner.lastIndex { !$0.isWhitespace && $0 != ">" }
        return end.map { String(inner[...$0]) } ?? ""
    }

    private func first(_ paths: [ScopedPath], _ input: RecordInput, _ entry: JSONValue?) -> String? {
        for path in paths {
            if let text = input.text(path, entry: entry) { return text }
        }
        return nil
    }

    private func sentiment(_ input: RecordInput, _ entry: JSONValue?) -> Sentiment? {
        guard let sentiment, let text = input.text(sentiment.path, entry: entry), let score = Double(text),
            let origin = sentiment.origin.value(input, entry), score.isFinite, sentiment.best != sentiment.worst
        else { return nil }
        let share = (score - sentiment.worst) / (sentiment.best - sentiment.worst)
        return Sentiment(score: min(1, max(-1, share * 2 - 1)), origin: origin)
    }

    /// Only a decimal number is an amount; whatever else stands there stays in the payload.
    private static func isDecimal(_ text: String) -> Bool {
        var digits = 0
        var points = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."): points += 1
            case UInt8(ascii: "-") where index == 0: continue
            default: return false
            }
        }
        return digits > 0 && points <= 1
    }

    private func link(_ input: RecordInput, _ context: MappingContext) -> String? {
        guard let url, let template = rule.url else { return nil }
        let values = TemplateValues([
            "base_url": .path(context.baseURL), "account": .text(context.account), "id": .text(input.id),
        ])
        .setting("parent", input.parentID)
        return try? RequestTemplate.fill(url, template, values, encode: RequestTemplate.encodePath)
    }
}
