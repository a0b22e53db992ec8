/// One word, number, text or sign of a query, and where it began.
struct SOQLToken: Equatable {
    enum Kind: Equatable {
        /// A name or keyword; may hold dots.
        case word
        case text(String)
        case number
        /// A date or an instant, as written.
        case moment
        case sign
        case end
    }

    var kind: Kind
    /// As it stands in the query.
    var raw: String
    /// Counted in characters from 0.
    var place: Int

    func isWord(_ word: String) -> Bool { kind == .word && raw.uppercased() == word }

    func isSign(_ sign: String) -> Bool { kind == .sign && raw == sign }
}

/// Takes a query apart.
struct SOQLLexer {
    private let source: [Character]
    private let query: String
    private var place = 0

    static func tokens(_ query: String) throws(SalesforceRefusal) -> [SOQLToken] {
        var lexer = SOQLLexer(query)
        var tokens: [SOQLToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private init(_ query: String) {
        self.query = query
        source = Array(query)
    }

    private mutating func next() throws(SalesforceRefusal) -> SOQLToken {
        while place < source.count, source[place].isWhitespace { place += 1 }
        let start = place
        guard place < source.count else { return SOQLToken(kind: .end, raw: "<EOF>", place: start) }
        let character = source[place]
        if character == "'" { return try text(start) }
        if character.isASCII, character.isLetter || character == "_" {
            return take(.word, from: start) { $0.isASCII && ($0.isLetter || $0.isNumber) || $0 == "_" || $0 == "." }
        }
        if isDigit(character) || "+-".contains(character) && place + 1 < source.count && isDigit(source[place + 1]) {
            return number(start)
        }
        for sign in ["<=", ">=", "!=", "<>"] where source[start...].starts(with: sign) {
            place += 2
            return SOQLToken(kind: .sign, raw: sign, place: start)
        }
        place += 1
        guard "=<>(),:".contains(character) else {
            throw SOQLError.malformed(
                query, start,
                "line \(SOQLError.row(query, start)):\(start) no viable alternative at character '\(character)'")
        }
        return SOQLToken(kind: .sign, raw: String(character), place: start)
    }

    private func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }

    private mutating func take(
        _ kind: SOQLToken.Kind, from start: Int, while belongs: (Character) -> Bool
    ) -> SOQLToken {
        while place < source.count, belongs(source[place]) { place += 1 }
        return SOQLToken(kind: kind, raw: String(source[start..<place]), place: start)
    }

    /// `2026-05-02`, `2026-05-02T10:00:00Z`, `…+02:00`, `-12.5`.
    private mutating func number(_ start: Int) -> SOQLToken {
        var token = take(.number, from: start) { $0.isASCII && $0.isNumber || ".:+-TZtzeE".contains($0) }
        if token.raw.dropFirst().contains("-") || token.raw.contains(":") { token.kind = .moment }
        return token
    }

    private mutating func text(_ start: Int) throws(SalesforceRefusal) -> SOQLToken {
        place += 1
        var value = ""
        while place < source.count {
            let character = source[place]
            place += 1
            if character == "'" {
                return SOQLToken(kind: .text(value), raw: String(source[start..<place]), place: start)
            }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            guard place < source.count else { break }
            let escaped = source[place]
            place += 1
            switch escaped {
            case "n", "N": value.append("\n")
            case "r", "R": value.append("\r")
            case "t", "T": value.append("\t")
            case "'", "\"", "\\": value.append(escaped)
            // Kept, so that LIKE can tell them from its own signs.
            case "_", "%": value += "\\\(escaped)"
            default:
                throw SOQLError.malformed(query, place - 2, "Illegal character escape: \\\(escaped)")
            }
        }
        throw SOQLError.malformed(query, start, "unexpected token: '<EOF>' (an unclosed text)")
    }
}

/// Errors that show the place in the query.
enum SOQLError {
    static func row(_ query: String, _ place: Int) -> Int {
        query.prefix(place).count { $0.isNewline } + 1
    }

    private static func shown(_ query: String, _ place: Int, _ message: String) -> String {
        let start = max(0, place - 40)
        let excerpt = String(query.dropFirst(start).prefix(place - start + 40)).replacing("\n", with: " ")
        let column =
            place
            - (query.prefix(place).lastIndex(where: \.isNewline).map {
                query.distance(from: query.startIndex, to: $0) + 1
            } ?? 0)
        return "\n\(excerpt)\n\(String(repeating: " ", count: place - start))^\n"
            + "ERROR at Row:\(row(query, place)):Column:\(column + 1)\n\(message)"
    }

    static func malformed(_ query: String, _ place: Int, _ message: String) -> SalesforceRefusal {
        SalesforceRefusal(400, "MALFORMED_QUERY", shown(query, place, message))
    }

    static func invalidField(_ query: String, _ place: Int, _ message: String) -> SalesforceRefusal {
        SalesforceRefusal(400, "INVALID_FIELD", shown(query, place, message))
    }

    static func noSuchColumn(_ query: String, _ place: Int, _ name: String, _ object: String) -> SalesforceRefusal {
        invalidField(
            query, place,
            "No such column '\(name)' on entity '\(object)'. If you are attempting to use a custom field, be sure to "
                + "append the '__c' after the custom field name. Please reference your WSDL or the describe call for the "
                + "appropriate names.")
    }

    static func noSuchType(_ query: String, _ place: Int, _ name: String) -> SalesforceRefusal {
        SalesforceRefusal(
            400, "INVALID_TYPE",
            shown(
                query, place,
                "sObject type '\(name)' is not supported. If you are attempting to use a custom object, be sure to append "
                    + "the '__c' after the entity name. Please reference your WSDL or the describe call for the "
                    + "appropriate names."))
    }
}
