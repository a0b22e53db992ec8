public import Journeys

/// The map alone as one SVG file: a sheet of A3 across, longer where there is more to tell. Attributes only, no styles, so
/// that programs which know little of CSS draw the same.
public struct JourneyMapPicture: Sendable {
    private let report: MapReport

    public init(_ report: MapReport) { self.report = report }

    /// The whole file, UTF-8. Everything from outside is escaped, small groups are shown without numbers.
    public var svg: String {
        let model = MapModel(report)
        var sheet = Sheet(columns: model.columns.map(\.hasData))
        sheet.header(model)
        if model.columns.isEmpty {
            sheet.note("No stages are known: neither the systems nor the rules tell any.")
        } else {
            sheet.lanes(model)
        }
        sheet.note(model.footer)
        return sheet.file(title: model.title, summary: Self.summary(model))
    }

    /// For those who do not see it.
    private static func summary(_ model: MapModel) -> String {
        let tiles = model.tiles.map { "\($0.label) \($0.value), \($0.note)." }
        let stages = model.columns.map { "\($0.name): \($0.entered) entered, \($0.nowIn) now in it." }
        let passages = model.gutters.map { "\($0.fromName) to \($0.toName): \($0.rate) went on." }
        return (tiles + stages + passages + [model.curve.summary]).joined(separator: " ")
    }
}
