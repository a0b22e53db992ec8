import ConnectorKit
import Foundation
import JSON
import Sandbox

/// What stood in the gaps of a request.
struct Bindings: Equatable {
    var texts: [String: String] = [:]
    var lists: [String: [String]] = [:]

    func int(_ name: String) -> Int? { texts[name].flatMap { Int($0) } }

    mutating func bind(_ name: String, _ value: String) -> Bool {
        if let former = texts[name] { return former == value }
        texts[name] = value
        return true
    }
}

/// Reads a request template backwards: from a request to the values that were put into its gaps.
struct RequestMatcher: Sendable {
    let template: RequestTemplate
    private let path: GapText
    private let query: [(name: String, text: GapText)]
    /// Literal bytes: of several templates that fit, the one that says most is meant.
    let specificity: Int

    /// - Parameter known: the description's named pieces of paths, and other gaps whose values are known beforehand.
    init(_ template: RequestTemplate, known: [String: String]) throws {
        self.template = template
        var path = try GapText(template.path)
        path.parts = path.parts.map { part in
            if case .gap(let name) = part, let value = known[name] { .literal(value) } else { part }
        }
        let text = path.parts.map { if case .literal(let literal) = $0 { literal } else { "" } }.joined()
        if !text.hasPrefix("/") { path.parts.insert(.literal("/"), at: 0) }
        self.path = path
        var query: [(String, GapText)] = []
        for (name, value) in template.query { query.append((name, try GapText(value))) }
        self.query = query
        var literals = template.body.map { Self.literals($0) } ?? 0
        for part in path.parts + query.flatMap(\.1.parts) {
            if case .literal(let literal) = part { literals += literal.utf8.count }
        }
        specificity = literals
    }

    private static func literals(_ body: JSONTemplate) -> Int {
        switch body {
        case .text(let text): (try? GapText(text).parts.isEmpty || text.hasPrefix("{")) == true ? 0 : text.utf8.count
        case .number, .bool, .null: 1
        case .array(let elements): elements.reduce(0) { $0 + literals($1) }
        case .object(let members): members.reduce(0) { $0 + $1.name.utf8.count + literals($1.value) }
        }
    }

    /// nil: the request was not made from this template.
    func match(_ request: LoopbackServer.Request) -> Bindings? {
        guard request.method == (template.post == nil ? "GET" : "POST") else { return nil }
        let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var bindings = Bindings()
        let target = Self.decoded(String(parts.first ?? ""), plus: false)
        guard Self.match(path, target, stop: "/", &bindings) else { return nil }
        var items: [String: String] = [:]
        for pair in parts.dropFirst().joined().split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            items[Self.decoded(halves[0], plus: true)] = halves.count > 1 ? Self.decoded(halves[1], plus: true) : ""
        }
        for (name, text) in query {
            guard let value = items.removeValue(forKey: name) else {
                guard let gap = text.soleGap, RequestTemplate.mayBeAbsent.contains(gap) else { return nil }
                continue
            }
            guard Self.match(text, value, stop: nil, &bindings) else { return nil }
        }
        guard items.isEmpty else { return nil }
        guard let body = template.body else { return request.body.isEmpty ? bindings : nil }
        guard let document = try? JSONDocument.parse(request.body) else { return nil }
        return Self.match(body, document.root, &bindings) ? bindings : nil
    }

    private static func decoded(_ text: String, plus: Bool) -> String {
        let spaced = plus ? text.replacing("+", with: " ") : text
        return spaced.removingPercentEncoding ?? spaced
    }

    /// - Parameter stop: a character that no value of a gap may hold.
    private static func match(_ text: GapText, _ value: String, stop: Character?, _ bindings: inout Bindings) -> Bool {
        if let gap = text.soleGap { return bindings.bind(gap, value) }
        var rest = value[...]
        for (index, part) in text.parts.enumerated() {
            switch part {
            case .literal(let literal):
                guard rest.hasPrefix(literal) else { return false }
                rest = rest.dropFirst(literal.count)
            case .gap(let name):
                var end = rest.endIndex
                if index + 1 < text.parts.count, case .literal(let next) = text.parts[index + 1] {
                    guard let found = rest.firstRange(of: next) else { return false }
                    end = found.lowerBound
                }
                let captured = rest[..<end]
                if let stop, captured.contains(stop) || captured.isEmpty { return false }
                guard bindings.bind(name, String(captured)) else { return false }
                rest = rest[end...]
            }
        }
        return rest.isEmpty
    }

    private static func match(_ template: JSONTemplate, _ value: JSONValue, _ bindings: inout Bindings) -> Bool {
        switch template {
        case .null: return value.isNull
        case .bool(let bool): return value.bool == bool
        case .number(let number): return value.text == number
        case .text(let text):
            guard let gaps = try? GapText(text) else { return false }
            if let gap = gaps.soleGap, value.kind == .array {
                bindings.lists[gap] = value.elements.compactMap(\.text)
                return true
            }
            return value.text.map { match(gaps, $0, stop: nil, &bindings) } ?? false
        case .array(let elements):
            guard value.kind == .array, value.count == elements.count else { return false }
            for (template, value) in zip(elements, value.elements) {
                guard match(template, value, &bindings) else { return false }
            }
            return true
        case .object(let members):
            if let (list, element) = JSONTemplate.repetition(of: members) {
                guard value.kind == .array else { return false }
                var items: [String] = []
                for value in value.elements {
                    var inner = Bindings()
                    guard match(element, value, &inner), let each = inner.texts["each"] else { return false }
                    items.append(each)
                }
                bindings.lists[list] = items
                return true
            }
            guard value.kind == .object else { return false }
            var names = Set(value.members.compactMap(\.key.string))
            for member in members {
                names.remove(member.name)
                guard let value = value[member.name] else {
                    guard case .text(let text) = member.value, let gap = (try? GapText(text))?.soleGap,
                        RequestTemplate.mayBeAbsent.contains(gap)
                    else { return false }
                    continue
                }
                guard match(member.value, value, &bindings) else { return false }
            }
            return names.isEmpty
        }
    }
}
