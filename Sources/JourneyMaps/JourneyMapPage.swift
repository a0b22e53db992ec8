public import Journeys
import Mustache

/// The journey map as one HTML page that needs nothing else: no script, no font, no picture from anywhere. The same
/// report gives the same bytes.
public struct JourneyMapPage: Sendable {
    private let report: MapReport

    public init(_ report: MapReport) { self.report = report }

    /// The whole page, UTF-8. Everything from outside is escaped, small groups are shown without numbers.
    public var html: String {
        // Only a template that is not there renders to nothing.
        Templates.library.render(PageContext(model: MapModel(report)), withTemplate: "page") ?? ""
    }
}

/// What the templates see beside the model: drawings and styles, which are markup already.
struct PageContext {
    let model: MapModel
    let style = Style.all
    let curveMarkup: String
    let columnCount: Int
    let gapCount: Int
    /// More stages than fit on one sheet of paper.
    let isMany: Bool

    init(model: MapModel) {
        self.model = model
        curveMarkup = model.curve.markup
        columnCount = model.columns.count
        isMany = model.columns.count > 9
        gapCount = max(0, model.columns.count - 1)
    }
}
