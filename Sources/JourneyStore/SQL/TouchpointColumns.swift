import Touchpoints

/// A touchpoint's content as columns, and back. Participants are not in it: they are stored as links.
enum TouchpointColumns {
    static let names = [
        "kind", "channel", "direction", "occurred_at", "occurred_precision", "team", "stage", "sentiment",
        "sentiment_origin", "amount", "currency", "campaign_id", "campaign_name", "campaign_source", "campaign_medium",
        "title", "url", "automated", "properties",
    ]

    static func values(_ touchpoint: Touchpoint) -> [SQLValue] {
        [
            .text(touchpoint.kind.rawValue), .text(touchpoint.channel.rawValue), .text(touchpoint.direction.rawValue),
            .int(touchpoint.occurredAt.milliseconds), .text(touchpoint.occurredAt.precision.rawValue),
            .text(touchpoint.team?.rawValue), .text(touchpoint.stage?.rawValue),
            // SQLite stores no NaN, and infinity is no sentiment.
            touchpoint.sentiment.flatMap { $0.score.isFinite ? .real($0.score) : nil } ?? .null,
            .text(touchpoint.sentiment?.origin.rawValue), .text(touchpoint.value?.amount),
            .text(touchpoint.value?.currency), .text(touchpoint.campaign?.id), .text(touchpoint.campaign?.name),
            .text(touchpoint.campaign?.source), .text(touchpoint.campaign?.medium), .text(touchpoint.title),
            .text(touchpoint.url), .int(touchpoint.isAutomated ? 1 : 0),
            touchpoint.properties.isEmpty ? .null : .text(StringsText.json(touchpoint.properties)),
        ]
    }

    /// Reads the columns from `first` on.
    static func touchpoint(facet: String, _ row: SQLRow, from first: Int32, path: String) throws -> Touchpoint {
        guard let kind = TouchpointKind(rawValue: row.text(first)),
            let channel = Channel(rawValue: row.text(first + 1)),
            let direction = Direction(rawValue: row.text(first + 2)),
            let precision = Moment.Precision(rawValue: row.text(first + 4))
        else {
            throw StoreError.corrupt(path: path, words: "touchpoint of kind \(row.text(first)) is not known here")
        }
        let campaign = Campaign(
            id: row.optionalText(first + 11), name: row.optionalText(first + 12), source: row.optionalText(first + 13),
            medium: row.optionalText(first + 14))
        let sentiment = row.optionalText(first + 8).flatMap(Sentiment.Origin.init).map {
            Sentiment(score: row.real(first + 7), origin: $0)
        }
        return Touchpoint(
            facet: facet, kind: kind, channel: channel, direction: direction,
            occurredAt: Moment(clamping: row.int(first + 3), precision: precision),
            team: row.optionalText(first + 5).flatMap(Team.init),
            stage: row.optionalText(first + 6).map(Stage.init(rawValue:)), sentiment: sentiment,
            value: row.optionalText(first + 9).map { Money(amount: $0, currency: row.optionalText(first + 10)) },
            campaign: campaign == Campaign() ? nil : campaign, title: row.optionalText(first + 15),
            url: row.optionalText(first + 16), isAutomated: row.int(first + 17) != 0,
            properties: row.optionalText(first + 18).map(StringsText.properties) ?? [])
    }
}
