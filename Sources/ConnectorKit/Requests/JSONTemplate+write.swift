import JSON

/// Gaps that are counts: written as numbers where they stand alone in a JSON body.
private let numberGaps: Set<String> = ["limit", "offset", "page"]

extension JSONTemplate {
    func collectTexts(into texts: inout [String]) {
        switch self {
        case .text(let text): texts.append(text)
        case .array(let elements): for element in elements { element.collectTexts(into: &texts) }
        case .object(let members):
            if let (list, element) = Self.repetition(of: members) {
                texts.append("{\(list)}")
                var inner: [String] = []
                element.collectTexts(into: &inner)
                texts += inner.filter { $0 != "{each}" }
            } else {
                for member in members { member.value.collectTexts(into: &texts) }
            }
        case .number, .bool, .null: break
        }
    }

    /// Writes the body with its gaps filled; a member or element that is exactly one gap without a value is left out.
    func write(into writer: inout JSONWriter, _ values: TemplateValues) throws(TemplateError) {
        var texts = GapTexts()
        try write(into: &writer, values, &texts)
    }

    private func write(
        into writer: inout JSONWriter, _ values: TemplateValues, _ texts: inout GapTexts
    ) throws(TemplateError) {
        switch self {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let number): writer.number(token: number)
        case .text(let template): try Self.write(template, into: &writer, values, &texts)
        case .array(let elements):
            try writer.array { (writer) throws(TemplateError) in
                for element in elements where try !element.isLeftOut(values, &texts) {
                    try element.write(into: &writer, values, &texts)
                }
            }
        case .object(let members):
            if let (list, element) = Self.repetition(of: members) {
                guard case .list(let items) = values[list] else { throw .unknownGap(name: list, template: "each") }
                try writer.array { (writer) throws(TemplateError) in
                    var values = values
                    for item in items {
                        values["each"] = .text(item)
                        try element.write(into: &writer, values, &texts)
                    }
                }
                return
            }
            try writer.object { (writer) throws(TemplateError) in
                for member in members where try !member.value.isLeftOut(values, &texts) {
                    writer.key(member.name)
                    try member.value.write(into: &writer, values, &texts)
                }
            }
        }
    }

    private func isLeftOut(_ values: TemplateValues, _ texts: inout GapTexts) throws(TemplateError) -> Bool {
        guard case .text(let template) = self, let gap = try texts[template].soleGap else { return false }
        return values[gap] == nil && RequestTemplate.mayBeAbsent.contains(gap)
    }

    private static func write(
        _ template: String, into writer: inout JSONWriter, _ values: TemplateValues, _ texts: inout GapTexts
    ) throws(TemplateError) {
        let text = try texts[template]
        if let gap = text.soleGap {
            switch values[gap] {
            case .list(let items):
                writer.array { writer in for item in items { writer.string(item) } }
                return
            case .text(let value) where numberGaps.contains(gap):
                writer.number(token: value)
                return
            default: break
            }
        }
        for case .gap(let name) in text.parts {
            if case .list = values[name] { throw .listInText(name: name, template: template) }
        }
        writer.string(try RequestTemplate.fill(text, template, values, encode: { $0 }))
    }
}

/// Each text of a body is cut into its parts once, however often a repetition comes back to it.
private struct GapTexts {
    private var known: [String: GapText] = [:]

    subscript(template: String) -> GapText {
        mutating get throws(TemplateError) {
            if let text = known[template] { return text }
            let text = try GapText(template)
            known[template] = text
            return text
        }
    }
}
