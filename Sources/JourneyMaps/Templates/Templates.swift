import Mustache

/// The templates, parsed once. They are literals, so one that cannot be parsed is found by every test.
enum Templates {
    static let library: MustacheLibrary = {
        MustacheContentTypes.register(ShownContent(), named: "SHOWN")
        var library = MustacheLibrary()
        for (name, text) in sources {
            do {
                try library.register("{{% CONTENT_TYPE:SHOWN}}" + text, named: name)
            } catch {
                preconditionFailure("template \(name): \(error)")
            }
        }
        return library
    }()

    /// By the name with which other templates include them.
    static let sources = [
        ("page", page), ("header", header), ("legend", legend), ("short", short), ("map", map), ("stage", stage),
        ("lane-head", laneHead), ("lane-steps", laneSteps), ("lane-channels", laneChannels),
        ("lane-emotion", laneEmotion), ("lane-truths", laneTruths), ("lane-pains", lanePains),
        ("lane-owners", laneOwners), ("lane-measures", laneMeasures), ("lane-findings", laneFindings),
        ("notes", notes), ("boundary", boundary), ("handoff", handoff), ("findings", findings),
        ("outcomes", outcomes), ("ways", ways), ("strip", strip), ("segments", segments), ("examples", examples),
        ("tables", tables), ("table", table),
    ]
}

/// Escapes what `{{…}}` puts into a template; Mustache's own goes by characters, see ``VisibleText/markup(_:)``.
private struct ShownContent: MustacheContentType {
    func escapeText(_ text: String) -> String { VisibleText.prose(text) }
}
