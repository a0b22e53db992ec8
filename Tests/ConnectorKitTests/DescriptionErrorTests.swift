import ConnectorKit
import Testing

@Suite struct DescriptionErrorTests {
    private func problem(_ text: String) -> DescriptionError? {
        do throws(DescriptionError) {
            _ = try DescriptionDecoder().decode(Connector.self, from: text, file: "desk.yaml")
            return nil
        } catch { return error }
    }

    /// A sound description in which one line is replaced.
    private func text(_ line: String? = nil, for number: Int = 0) -> String {
        var lines = [
            "name: desk", "title: Desk", "base_url: https://desk.example", "sign_in: [{bearer: {credential: token}}]",
            "account: {request: {get: /me}, id: id}", "streams:", "  - name: people", "    id: id",
            "    entity: person",
            "    reading:", "      snapshot:", "        listing:", "          request: {get: /people}",
            "          page: {records: data}", "          limit: 50",
        ]
        if let line { lines[number - 1] = line }
        return lines.joined(separator: "\n")
    }

    @Test func `the description that the others are made of is sound`() throws {
        let connector = try DescriptionDecoder().decode(Connector.self, from: text(), file: "desk.yaml")
        #expect(connector.problems() == [])
    }

    @Test func `an unknown key is named with its line and the nearest known one`() {
        let error = problem(text("    entty: person", for: 9))
        #expect(error?.line == 9)
        #expect(error?.problem == "unknown key `entty`; did you mean `entity`?")
        #expect(error?.description.hasPrefix("desk.yaml:9: streams.[0]: ") == true)
    }

    @Test func `an unknown key deep inside an enum's case is named too`() {
        let error = problem(text("          page: {records: data, totl: count}", for: 14))
        #expect(error?.line == 14)
        #expect(error?.problem == "unknown key `totl`; did you mean `total`?")
    }

    @Test func `a mistyped key that is required is named, not the missing one`() {
        let error = problem(text("titel: Desk", for: 2))
        #expect(error?.line == 2)
        #expect(error?.problem == "unknown key `titel`; did you mean `title`?")
    }

    @Test func `a case that does not exist is named with the nearest one`() {
        let error = problem(text("      snapshoot:", for: 11))
        #expect(error?.line == 11)
        #expect(error?.problem.contains("`snapshoot`; did you mean `snapshot`?") == true)
    }

    @Test func `a value outside a closed list is named with those that are meant`() {
        let near = problem(text("    entity: preson", for: 9))
        #expect(near?.line == 9)
        #expect(near?.problem == "unknown word `preson`; did you mean `person`?")
        let far = problem(text("    entity: telescope", for: 9))
        #expect(far?.problem == "unknown word `telescope`; known are account, deal, person, ticket")
    }

    @Test func `a missing key is named`() {
        let error = problem(text("", for: 2))
        #expect(error?.problem == "`title` is missing")
        let inner = problem(text("", for: 15))
        #expect(inner?.problem == "`limit` is missing")
        #expect(inner?.path == "streams.[0].reading.snapshot.listing")
    }

    @Test(arguments: [
        ("          limit: many", 15, "expected a whole number, not \"many\""),
        ("name: [desk]", 1, "expected a text, not a list"),
        ("streams: none", 6, "expected a list here, not \"none\""),
        ("    emails: [{path: a..b}]", 9, "a name is missing"),
    ])
    func `a value of the wrong type says what was expected`(line: String, number: Int, words: String) {
        // What follows a replaced `streams:` would not be YAML any more.
        let text =
            line.hasPrefix("streams")
            ? text(line, for: number).split(separator: "\n").prefix(6).joined(separator: "\n") : text(line, for: number)
        let error = problem(text)
        #expect(error?.line == number)
        #expect(error?.problem.contains(words) == true, "\(error.map(\.description) ?? "no error")")
    }

    @Test func `a key that stands twice is refused`() {
        let error = problem(text("title: Desk\nname: again", for: 2))
        #expect(error?.problem == "keys that stand here twice: name")
    }

    @Test func `what is not YAML says where it stops being YAML`() {
        let error = problem(text("account: {request: [", for: 5))
        #expect(error?.line != nil)
        #expect(error?.problem.hasPrefix("this is not YAML") == true)
    }

    @Test func `an empty file is said to be empty`() {
        #expect(problem("")?.problem == "the file is empty")
    }
}
