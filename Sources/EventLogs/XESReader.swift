import FoundationXML

/// Reads an event log in XES, case by case and event by event; memory does not grow with the log.
///
/// Blocks. One case's attributes and one event are held at a time, each up to ``largest`` bytes.
final class XESReader {
    /// Bytes of names and values that one event, or one case without its events, may have.
    static let largest = 1 << 20

    /// Attributes within attributes; what is deeper counts as too large.
    private static let deepest = 32

    private let item: (XESItem) -> Bool
    private let source: LogBytes
    private var places: [Place] = []
    private var traces = 0
    private var strays = 0
    private var trace: Holder?
    private var event: Holder?
    private var events = 0
    /// Attributes that are open, outermost first.
    private var open: [XESAttribute] = []
    private var isDone = false
    private var isStopped = false
    private var refusal: EventLogError?

    private enum Place { case log, trace, event, attribute, values, ignored }

    private struct Holder {
        var attributes: [XESAttribute] = []
        var bytes = 0
        var isTooLarge: Bool { bytes > XESReader.largest }
    }

    /// - Parameter item: takes what was read, and tells whether to go on.
    private init(_ source: LogBytes, item: @escaping (XESItem) -> Bool) {
        self.source = source
        self.item = item
    }

    /// - Parameters:
    ///   - descriptor: the file or pipe; it is read to its end and stays open.
    ///   - item: takes what was read, and tells whether to go on.
    /// - Throws: `EventLogError` for what is no event log.
    static func read(descriptor: Int32, item: @escaping (XESItem) -> Bool) throws(EventLogError) {
        let source = LogBytes(descriptor: descriptor)
        try source.checkBeginning()
        let reader = XESReader(source, item: item)
        try withExtendedLifetime(reader) { () throws(EventLogError) in try reader.parse() }
    }

    private func parse() throws(EventLogError) {
        let parser = XMLParser(stream: source)
        // No document type has got this far, so there are no entities to resolve.
        parser.shouldResolveExternalEntities = false
        parser.delegate = self
        let isFine = parser.parse()
        if isStopped { return }
        if let refusal { throw refusal }
        if let failure = source.failure { throw failure }
        // Whatever the parser says: what is still open at the end was cut off.
        guard isFine, parser.parserError == nil, isDone else {
            throw .broken(line: parser.lineNumber, column: parser.columnNumber, isCutOff: !isDone && source.isAtEnd)
        }
    }

    private func refuse(_ error: EventLogError, _ parser: XMLParser) {
        if refusal == nil { refusal = error }
        stop(parser)
    }

    private func stop(_ parser: XMLParser) {
        source.stop()
        parser.abortParsing()
    }

    private func hand(_ item: XESItem, _ parser: XMLParser) {
        guard !isStopped, refusal == nil, !self.item(item) else { return }
        isStopped = true
        stop(parser)
    }
}

extension XESReader: XMLParserDelegate {
    func parser(
        _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        guard !isStopped, refusal == nil else { return }
        let name = element.split(separator: ":").last.map(String.init) ?? element
        switch places.last {
        case nil:
            guard name == "log" else { return refuse(.notALog(root: name), parser) }
            places.append(.log)
        case .log:
            switch name {
            case "trace":
                trace = Holder()
                events = 0
                places.append(.trace)
            case "event":
                hand(.stray(strays), parser)
                strays += 1
                places.append(.ignored)
            default: places.append(.ignored)
            }
        case .trace:
            if name == "event" {
                event = Holder()
                places.append(.event)
            } else {
                begin(name, attributes)
            }
        case .event: begin(name, attributes)
        case .attribute, .values:
            if name == "values" { places.append(.values) } else { begin(name, attributes) }
        case .ignored: places.append(.ignored)
        }
    }

    private func begin(_ name: String, _ attributes: [String: String]) {
        guard XESAttribute.types.contains(name), let key = attributes["key"] else { return places.append(.ignored) }
        let value = attributes["value"]
        let bytes = 32 + key.utf8.count + (value?.utf8.count ?? 0)
        if event != nil { event?.bytes += bytes } else { trace?.bytes += bytes }
        if open.count >= Self.deepest {
            if event != nil { event?.bytes += Self.largest } else { trace?.bytes += Self.largest }
        }
        let isTooLarge = (event ?? trace)?.isTooLarge ?? false
        open.append(XESAttribute(type: name, key: key, value: isTooLarge ? nil : value))
        places.append(.attribute)
    }

    func parser(
        _ parser: XMLParser, didEndElement element: String, namespaceURI: String?, qualifiedName: String?
    ) {
        guard !isStopped, refusal == nil, let place = places.popLast() else { return }
        switch place {
        case .attribute: endAttribute()
        case .event:
            let event = event ?? Holder()
            self.event = nil
            hand(
                .event(
                    XESEvent(
                        trace: traces, caseName: trace?.attributes["concept:name"], sequence: events,
                        attributes: event.attributes, isTooLarge: event.isTooLarge)), parser)
            events += 1
        case .trace:
            let trace = trace ?? Holder()
            self.trace = nil
            hand(
                .trace(
                    XESTrace(
                        index: traces, attributes: trace.attributes, events: events, isTooLarge: trace.isTooLarge)),
                parser)
            traces += 1
        case .log: isDone = true
        case .values, .ignored: break
        }
    }

    private func endAttribute() {
        guard let attribute = open.popLast() else { return }
        if let parent = open.indices.last {
            if !((event ?? trace)?.isTooLarge ?? false) { open[parent].nested.append(attribute) }
        } else if event != nil {
            if event?.isTooLarge == false { event?.attributes.append(attribute) }
        } else if trace?.isTooLarge == false {
            trace?.attributes.append(attribute)
        }
    }
}
