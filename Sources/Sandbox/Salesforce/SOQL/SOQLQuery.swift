/// A query as it was written, before anybody knows whether its names exist.
struct SOQLQuery: Equatable {
    struct Path: Equatable {
        var names: [String]
        var place: Int

        var text: String { names.joined(separator: ".") }
    }

    enum Item: Equatable {
        case field(Path)
        /// `COUNT()`
        case countRows
        case aggregate(String, Path, alias: String?)
        /// `FIELDS(ALL)` and its kind.
        case fields(String, place: Int)
    }

    enum Literal: Equatable {
        case null
        case flag(Bool)
        case text(String)
        case number(String)
        /// `2026-05-02`
        case day(Instant)
        case instant(Instant)
        /// `LAST_N_DAYS:7`
        case period(String, Int?)
    }

    enum Comparison: String {
        case equal = "=", unequal = "!=", less = "<", atMost = "<=", greater = ">", atLeast = ">="
        case like = "LIKE"
    }

    indirect enum Condition: Equatable {
        case compare(Path, Comparison, Literal, place: Int)
        case isIn(Path, [Literal], isNegated: Bool, place: Int)
        case not(Condition)
        case all([Condition])
        case any([Condition])
    }

    struct Order: Equatable {
        var path: Path
        var isDescending = false
        /// Nulls are first unless the query says otherwise.
        var nullsLast: Bool?
    }

    var text: String
    var items: [Item] = []
    var object = ""
    var objectPlace = 0
    var condition: Condition?
    var order: [Order] = []
    var limit: Int?
    var offset: Int?
    var wantsAllRows = false
}
