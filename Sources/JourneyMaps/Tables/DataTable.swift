import Journeys

/// The numbers behind a picture.
struct DataTable {
    struct Row {
        var head: String
        var cells: [String]

        init(_ head: String, _ cells: [String]) {
            self.head = head
            self.cells = cells
        }
    }

    var caption: String
    var first: String
    var columnHeads: [String]
    var rows: [Row]

    init(_ caption: String, head: [String], rows: [Row]) {
        self.caption = caption
        first = head.first ?? ""
        columnHeads = Array(head.dropFirst())
        self.rows = rows
    }

    static func all(_ report: MapReport, _ figures: Figures) -> [DataTable] {
        let tables = [
            stages(report, figures), boundaries(report, figures), handoffs(report, figures), steps(report, figures),
            channels(report, figures), feelings(report, figures), moments(report, figures), pains(report, figures),
            voices(report), teams(report, figures), outcomes(report, figures), assumed(report, figures),
            attribution(report, figures),
        ]
        return tables.filter { !$0.rows.isEmpty }
    }
}
