/// The ids HubSpot gives to the ways two types can be associated (apis/hubspot.md §6; the ids of engagement pairs
/// beyond those named there follow HubSpot's published table).
enum AssociationTypes {
    struct Label {
        var category: String
        var typeID: Int
        var label: String?
    }

    private static let plain: [String: Int] = [
        "person>company": 279, "company>person": 280, "deal>person": 3, "person>deal": 4, "deal>company": 341,
        "company>deal": 342, "person>ticket": 15, "ticket>person": 16, "company>ticket": 340, "ticket>company": 339,
        "deal>ticket": 27, "ticket>deal": 28, "call>person": 194, "person>call": 193, "call>company": 182,
        "company>call": 181, "call>deal": 206, "deal>call": 205, "call>ticket": 220, "ticket>call": 219,
        "email>person": 198, "person>email": 197, "email>company": 186, "company>email": 185, "email>deal": 210,
        "deal>email": 209, "email>ticket": 224, "ticket>email": 223, "meeting>person": 200, "person>meeting": 199,
        "meeting>company": 188, "company>meeting": 187, "meeting>deal": 212, "deal>meeting": 211, "note>person": 202,
        "person>note": 201, "note>company": 190, "company>note": 189, "note>deal": 214, "deal>note": 213,
        "task>person": 204, "person>task": 203, "task>company": 192, "company>task": 191, "task>deal": 216,
        "deal>task": 215, "message>person": 81, "person>message": 82, "message>company": 87, "company>message": 88,
        "message>deal": 85, "deal>message": 86, "letter>person": 453, "person>letter": 454, "letter>company": 459,
        "company>letter": 460, "letter>deal": 457, "deal>letter": 458, "lead>person": 608, "person>lead": 607,
        "lead>company": 610, "company>lead": 609, "survey>person": 98, "person>survey": 97, "survey>ticket": 99,
        "ticket>survey": 100,
    ]

    private static let primary: [String: Int] = [
        "person>company": 1, "company>person": 2, "deal>company": 5, "company>deal": 6, "company>ticket": 25,
        "ticket>company": 26, "lead>person": 578, "person>lead": 579,
    ]

    private static func plainID(_ from: Kind, _ to: Kind) -> Int {
        // Pairs that HubSpot does not define belong to the portal, as those of custom objects do.
        plain["\(from)>\(to)"] ?? 1_000 + Int(from.rawValue) * 40 + Int(to.rawValue)
    }

    static func labels(_ from: Kind, _ to: Kind, _ labels: Labels) -> [Label] {
        var all: [Label] = []
        if labels.contains(.primary), let id = primary["\(from)>\(to)"] {
            all.append(Label(category: "HUBSPOT_DEFINED", typeID: id, label: "Primary"))
        }
        if labels.contains(.plain) || all.isEmpty && labels == .primary {
            let isOurs = plain["\(from)>\(to)"] == nil
            all.append(
                Label(category: isOurs ? "USER_DEFINED" : "HUBSPOT_DEFINED", typeID: plainID(from, to), label: nil))
        }
        if labels.contains(.decisionMaker) {
            all.append(Label(category: "USER_DEFINED", typeID: from < to ? 41 : 42, label: "Decision maker"))
        }
        if labels.contains(.billing) {
            all.append(Label(category: "USER_DEFINED", typeID: from < to ? 43 : 44, label: "Billing contact"))
        }
        return all
    }

    /// What a type id means between two types; nil when it means nothing there.
    static func labels(typeID: Int, _ from: Kind, _ to: Kind) -> Labels? {
        for label in [Labels.plain, .primary, .decisionMaker, .billing]
        where labels(from, to, label).contains(where: { $0.typeID == typeID }) {
            return label
        }
        return nil
    }
}

extension Kind: Comparable {
    static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
}
