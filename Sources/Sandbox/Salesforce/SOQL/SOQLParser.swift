/// Reads SOQL by recursive descent: one function per rule of the grammar.
struct SOQLParser {
    static let mostCharacters = 100_000

    private let query: String
    private let tokens: [SOQLToken]
    private var at = 0
    private var result: SOQLQuery
    private var depth = 0

    static func parse(_ query: String) throws(SalesforceRefusal) -> SOQLQuery {
        guard query.utf8.count <= mostCharacters else {
            throw .malformed("SOQL statements cannot be longer than \(mostCharacters) characters.")
        }
        var parser = SOQLParser(query: query, tokens: try SOQLLexer.tokens(query), result: SOQLQuery(text: query))
        try parser.select()
        return parser.result
    }

    private init(query: String, tokens: [SOQLToken], result: SOQLQuery) {
        self.query = query
        self.tokens = tokens
        self.result = result
    }

    // MARK: Tokens

    private var token: SOQLToken { tokens[min(at, tokens.count - 1)] }

    private func unexpected() -> SalesforceRefusal {
        SOQLError.malformed(query, token.place, "unexpected token: '\(token.raw)'")
    }

    private func refused(_ what: String) -> SalesforceRefusal {
        SOQLError.malformed(query, token.place, "\(what) not served by this sandbox")
    }

    private mutating func take(_ word: String) -> Bool {
        guard token.isWord(word) else { return false }
        at += 1
        return true
    }

    private mutating func takeSign(_ sign: String) -> Bool {
        guard token.isSign(sign) else { return false }
        at += 1
        return true
    }

    private mutating func need(_ word: String) throws(SalesforceRefusal) {
        guard take(word) else { throw unexpected() }
    }

    private mutating func needSign(_ sign: String) throws(SalesforceRefusal) {
        guard takeSign(sign) else { throw unexpected() }
    }

    private static let reserved: Set<String> = [
        "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "LIMIT", "OFFSET", "ORDER", "GROUP", "HAVING", "IN", "LIKE",
        "NULL",
        "TRUE", "FALSE", "USING", "WITH", "ALL", "FOR", "ASC", "DESC", "NULLS",
    ]

    private mutating func path() throws(SalesforceRefusal) -> SOQLQuery.Path {
        guard token.kind == .word, !Self.reserved.contains(token.raw.uppercased()) else { throw unexpected() }
        let names = token.raw.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !names.contains("") else { throw unexpected() }
        let path = SOQLQuery.Path(names: names, place: token.place)
        at += 1
        return path
    }

    // MARK: Rules

    private mutating func select() throws(SalesforceRefusal) {
        try need("SELECT")
        repeat { try item() } while takeSign(",")
        try need("FROM")
        // Objects may be called like keywords: Group, Order.
        guard token.kind == .word else { throw unexpected() }
        guard !token.raw.contains(".") else { throw refused("relationships in FROM are") }
        (result.object, result.objectPlace) = (token.raw, token.place)
        at += 1
        if token.isSign(",") { throw refused("several objects in FROM are") }
        _ = take("AS")
        if token.kind == .word, !Self.reserved.contains(token.raw.uppercased()) {
            // An alias; its paths are read as if it were not there.
            alias = token.raw.lowercased()
            at += 1
        }
        if take("USING") { throw refused("USING SCOPE is") }
        if take("WHERE") { result.condition = try condition() }
        if take("WITH") { throw refused("WITH is") }
        if take("GROUP") { throw refused("GROUP BY is") }
        if take("ORDER") {
            try need("BY")
            repeat { try order() } while takeSign(",")
        }
        if take("LIMIT") { result.limit = try count() }
        if take("OFFSET") {
            let place = token.place
            let offset = try count()
            guard offset <= 2_000 else {
                throw SalesforceRefusal(
                    400, "NUMBER_OUTSIDE_VALID_RANGE",
                    "Maximum SOQL offset allowed is 2000, but was \(offset) at \(place)")
            }
            result.offset = offset
        }
        if take("FOR") { throw refused("FOR VIEW, FOR REFERENCE and FOR UPDATE are") }
        if take("ALL") {
            try need("ROWS")
            throw SOQLError.malformed(query, token.place, "ALL ROWS not allowed in this context")
        }
        guard token.kind == .end else { throw unexpected() }
        if let alias { removeAlias(alias) }
    }

    private var alias: String?

    private mutating func item() throws(SalesforceRefusal) {
        if token.isSign("(") { throw refused("sub-queries are") }
        if take("TYPEOF") { throw refused("TYPEOF is") }
        let name = token
        let isCall = at + 1 < tokens.count && tokens[at + 1].isSign("(")
        guard isCall else {
            result.items.append(.field(try path()))
            return
        }
        at += 2
        switch name.raw.uppercased() {
        case "COUNT" where takeSign(")"): result.items.append(.countRows)
        case "COUNT", "MIN", "MAX":
            let field = try path()
            try needSign(")")
            var alias: String?
            if token.kind == .word, !Self.reserved.contains(token.raw.uppercased()) {
                alias = token.raw
                at += 1
            }
            result.items.append(.aggregate(name.raw.uppercased(), field, alias: alias))
        case "FIELDS":
            let which = token.raw.uppercased()
            guard ["ALL", "STANDARD", "CUSTOM"].contains(which) else { throw unexpected() }
            at += 1
            try needSign(")")
            result.items.append(.fields(which, place: name.place))
        default:
            at -= 2
            throw refused("the function \(name.raw) is")
        }
    }

    /// AND and OR do not mix without parentheses.
    private mutating func condition() throws(SalesforceRefusal) -> SOQLQuery.Condition {
        depth += 1
        defer { depth -= 1 }
        guard depth < 100 else { throw unexpected() }
        var parts = [try factor()]
        if token.isWord("AND") {
            while take("AND") { parts.append(try factor()) }
            if token.isWord("OR") { throw unexpected() }
            return .all(parts)
        }
        guard token.isWord("OR") else { return parts[0] }
        while take("OR") { parts.append(try factor()) }
        if token.isWord("AND") { throw unexpected() }
        return .any(parts)
    }

    private mutating func factor() throws(SalesforceRefusal) -> SOQLQuery.Condition {
        if take("NOT") {
            depth += 1
            defer { depth -= 1 }
            guard depth < 100 else { throw unexpected() }
            return .not(try factor())
        }
        if takeSign("(") {
            let inner = try condition()
            try needSign(")")
            return inner
        }
        let field = try path()
        let place = token.place
        if take("NOT") {
            try need("IN")
            return .isIn(field, try list(), isNegated: true, place: place)
        }
        if take("IN") { return .isIn(field, try list(), isNegated: false, place: place) }
        if take("LIKE") {
            let value = token.place
            return .compare(field, .like, try literal(), place: value)
        }
        if token.isWord("INCLUDES") || token.isWord("EXCLUDES") { throw refused("multi-select picklists are") }
        guard token.kind == .sign,
            let comparison = SOQLQuery.Comparison(rawValue: token.raw == "<>" ? "!=" : token.raw)
        else { throw unexpected() }
        at += 1
        let value = token.place
        return .compare(field, comparison, try literal(), place: value)
    }

    private mutating func list() throws(SalesforceRefusal) -> [SOQLQuery.Literal] {
        try needSign("(")
        if token.isWord("SELECT") { throw refused("semi-joins are") }
        var values = [try literal()]
        while takeSign(",") { values.append(try literal()) }
        try needSign(")")
        return values
    }

    private mutating func literal() throws(SalesforceRefusal) -> SOQLQuery.Literal {
        let token = token
        switch token.kind {
        case .text(let text):
            at += 1
            return .text(text)
        case .number:
            guard Double(token.raw) != nil else { throw unexpected() }
            at += 1
            return .number(token.raw)
        case .moment:
            guard let moment = SOQLDates.moment(token.raw) else { throw unexpected() }
            at += 1
            return moment
        case .word:
            at += 1
            switch token.raw.uppercased() {
            case "NULL": return .null
            case "TRUE": return .flag(true)
            case "FALSE": return .flag(false)
            case let word where SOQLDates.words.contains(word): return .period(word, nil)
            case let word where SOQLDates.counted.contains(word):
                try needSign(":")
                return .period(word, try count())
            default:
                at -= 1
                throw unexpected()
            }
        case .sign, .end: throw unexpected()
        }
    }

    private mutating func order() throws(SalesforceRefusal) {
        var order = SOQLQuery.Order(path: try path())
        if take("DESC") { order.isDescending = true } else { _ = take("ASC") }
        if take("NULLS") {
            if take("LAST") {
                order.nullsLast = true
            } else {
                try need("FIRST")
                order.nullsLast = false
            }
        }
        result.order.append(order)
    }

    private mutating func count() throws(SalesforceRefusal) -> Int {
        guard token.kind == .number, let count = Int(token.raw), count >= 0 else { throw unexpected() }
        at += 1
        return count
    }

    // MARK: Aliases

    private mutating func removeAlias(_ alias: String) {
        func without(_ path: SOQLQuery.Path) -> SOQLQuery.Path {
            guard path.names.count > 1, path.names[0].lowercased() == alias else { return path }
            return SOQLQuery.Path(names: Array(path.names.dropFirst()), place: path.place)
        }
        func without(_ condition: SOQLQuery.Condition) -> SOQLQuery.Condition {
            switch condition {
            case .compare(let path, let comparison, let literal, let place):
                .compare(without(path), comparison, literal, place: place)
            case .isIn(let path, let values, let isNegated, let place):
                .isIn(without(path), values, isNegated: isNegated, place: place)
            case .not(let inner): .not(without(inner))
            case .all(let parts): .all(parts.map(without))
            case .any(let parts): .any(parts.map(without))
            }
        }
        result.condition = result.condition.map(without)
        for place in result.order.indices { result.order[place].path = without(result.order[place].path) }
        result.items = result.items.map { item in
            switch item {
            case .field(let path): .field(without(path))
            case .aggregate(let name, let path, let alias): .aggregate(name, without(path), alias: alias)
            case .countRows, .fields: item
            }
        }
    }
}
