extension JSONValue {
    /// The value at a path, or nil. Where the path says every element (`[]`): the first value that is there.
    public subscript(path path: JSONPath) -> JSONValue? {
        var found: JSONValue?
        _ = visit(path.steps, from: 0) { value in
            found = value
            return false
        }
        return found
    }

    /// All values at a path, in the order of the page: more than one where it says every element (`contacts[].email`).
    public func all(_ path: JSONPath) -> [JSONValue] {
        var found: [JSONValue] = []
        _ = visit(path.steps, from: 0) { value in
            found.append(value)
            return true
        }
        return found
    }

    /// Calls `body` for every value at the path until it returns false; returns whether it went on to the end.
    private func visit(_ steps: [JSONPath.Step], from start: Int, _ body: (JSONValue) -> Bool) -> Bool {
        var value = self
        for index in start..<steps.count {
            let below: JSONValue?
            switch steps[index] {
            case .member(let name): below = value[utf8: name]
            case .element(let position): below = value[position]
            case .firstElement(let member, let text):
                below = value.elements.first { $0[utf8: member]?.hasText(text) ?? false }
            case .everyElement:
                for element in value.elements where !element.visit(steps, from: index + 1, body) { return false }
                return true
            }
            guard let below else { return true }
            value = below
        }
        return body(value)
    }

    /// Whether ``text`` is this, without decoding it.
    private func hasText(_ content: [UInt8]) -> Bool {
        switch kind {
        case .string: equals(utf8: content)
        case .number, .bool: withRawBytes { $0.elementsEqual(content) }
        case .null, .array, .object: false
        }
    }
}
