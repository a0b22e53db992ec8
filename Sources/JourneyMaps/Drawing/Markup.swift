/// Elements of SVG, one after another. Values and texts are escaped here and nowhere else.
struct Markup {
    private(set) var text = ""

    /// An element without content, or with a text.
    mutating func add(_ name: String, _ attributes: [(String, String)] = [], _ content: String? = nil) {
        begin(name, attributes, closed: content == nil)
        if let content {
            text += VisibleText.prose(content)
            end(name)
        }
    }

    /// An element around others.
    mutating func add(_ name: String, _ attributes: [(String, String)], within body: (inout Markup) -> Void) {
        begin(name, attributes, closed: false)
        text += "\n"
        body(&self)
        end(name)
    }

    mutating func append(_ other: Markup) { text += other.text }

    private mutating func begin(_ name: String, _ attributes: [(String, String)], closed: Bool) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(VisibleText.prose(value))\"" }
        text += closed ? "/>\n" : ">"
    }

    private mutating func end(_ name: String) { text += "</\(name)>\n" }
}
