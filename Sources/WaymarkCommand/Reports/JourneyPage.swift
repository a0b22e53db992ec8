import JourneyMaps

/// A journey as one HTML page that needs nothing else: no script, no font, no picture from anywhere.
struct JourneyPage {
    var report: JourneyReport

    var html: String {
        let title = report.names.first ?? report.identifiers.first { $0.contains("@") } ?? report.id
        var page = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="referrer" content="no-referrer">
            <title>\(VisibleText.markup(title)): journey</title>
            <style>
            \(Self.style)
            </style>
            </head>
            <body>
            <main>
            <h1>\(VisibleText.markup(title))</h1>
            <p class="sum">\(VisibleText.markup(report.summary))</p>
            <details><summary>\(report.identifiers.count) identifiers of \(VisibleText.markup(report.entity)) \
            \(VisibleText.markup(report.id))</summary>
            <ul>

            """
        for identifier in report.identifiers { page += "<li><code>\(VisibleText.markup(identifier))</code></li>\n" }
        page += "</ul></details>\n<ol>\n"
        for line in report.lines { page += item(line) }
        return page + "</ol>\n</main>\n</body>\n</html>\n"
    }

    private func item(_ line: JourneyReport.Line) -> String {
        let name = VisibleText.markup(line.what)
        var text = "<li class=\"\(Self.name(line.sort))\"><time>\(VisibleText.markup(line.date))</time> "
        text += "<span class=\"arrow\" aria-hidden=\"true\">\(line.arrow)</span> <b>\(name)</b>"
        for (sort, tag) in [("team", line.team), ("stage", line.stage)] where !tag.isEmpty {
            text += " <span class=\"tag \(sort)\">\(VisibleText.markup(tag))</span>"
        }
        for source in line.sources { text += " <span class=\"tag\">\(VisibleText.markup(source))</span>" }
        if !line.title.isEmpty {
            let title = VisibleText.markup(line.title)
            if let url = line.url, Self.isWeb(url) {
                text += "<p><a href=\"\(VisibleText.markup(url))\" rel=\"noreferrer noopener\">\(title)</a></p>"
            } else {
                text += "<p>\(title)</p>"
            }
        }
        return text + "</li>\n"
    }

    private static func name(_ sort: JourneyReport.Line.Sort) -> String {
        switch sort {
        case .touchpoint: "touchpoint"
        case .change: "change"
        case .handoff: "handoff"
        }
    }

    /// A link from outside may be a script.
    private static func isWeb(_ url: String) -> Bool {
        let start = url.prefix(8).lowercased()
        return start.hasPrefix("https://") || start.hasPrefix("http://")
    }

    private static let style = """
        :root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #667; --line: #d5d9e0; --mark: #2563a8 }
        @media (prefers-color-scheme: dark) {
          :root { --ink: #e4e7ec; --paper: #14171c; --faint: #98a2b3; --line: #323842; --mark: #7fb4ee }
        }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.45 system-ui, sans-serif }
        main { max-width: 46rem; margin: 0 auto; padding: 1rem }
        h1 { font-size: 1.4rem; margin: .5rem 0; overflow-wrap: anywhere }
        .sum, time { color: var(--faint) }
        details { margin-bottom: 1rem } code { overflow-wrap: anywhere }
        ol { list-style: none; margin: 0; padding: 0 0 0 .8rem; border-left: 2px solid var(--line) }
        ol li { position: relative; padding: .35rem 0 .35rem .6rem; overflow-wrap: anywhere }
        ol li::before { content: ""; position: absolute; left: calc(-.8rem - 6px); top: .8rem; width: 10px; height: 10px;
          border-radius: 50%; background: var(--mark) }
        li.change::before { background: var(--line) } li.handoff::before { background: #c2571a }
        ol p { margin: .1rem 0 0 } time { font-variant-numeric: tabular-nums; font-size: .85rem }
        .tag { font-size: .75rem; border: 1px solid var(--line); border-radius: .6rem; padding: 0 .4rem }
        .team { border-color: var(--mark) } a { color: var(--mark) }
        """
}
