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
        switch self {
        case .null: writer.null()
        case .bool(let bool): writer.bool(bool)
        case .number(let number): writer.number(token: number)
        case .text(let template): try Self.write(template, into: &writer, values)
        case .array(let elements):
            try writer.array { (writer) throws(TemplateError) in
                for element in elements where try !element.isLeftOut(values) {
                    try element.write(into: &writer, values)
                }
            }
        case .object(let members):
            if let (list, element) = Self.repetition(of: members) {
                guard case .list(let items) = values[list] else { throw .unknownGap(name: list, template: "each") }
                try writer.array { (writer) throws(TemplateError) in
                    for item in items { try element.write(into: &writer, values.setting("each", item)) }
                }
                return
            }
            try writer.object { (writer) throws(TemplateError) in
                for member in members where try !member.value.isLeftOut(values) {
                    writer.key(member.name)
                    try member.value.write(into: &writer, values)
                }
            }
        }
    }

    private func isLeftOut(_ values: TemplateValues) throws(TemplateError) -> Bool {
        guard case .text(let template) = self, let gap = try GapText(template).soleGap else { return false }
        return values[gap] == nil && RequestTemplate.mayBeAbsent.contains(gap)
    }

    private static func write(
        _ template: String, into writer: inout JSONWriter, _ values: TemplateValues
    ) throws(TemplateError) {
        let text = try GapText(template)
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
