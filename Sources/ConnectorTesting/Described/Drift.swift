import ConnectorKit
import JSON

/// What a vendor does to the fields of its records without asking anybody.
public enum Drift: String, CaseIterable, Sendable {
    case added, removed, renamed, retyped
}

extension JSONTemplate {
    /// The tree with the scalar members of its objects changed; nil takes one out.
    func changingMembers(
        _ steps: [JSONPath.Step] = [], _ change: ([JSONPath.Step], Member) -> Member?
    ) -> JSONTemplate {
        switch self {
        case .object(let members):
            .object(
                members.compactMap { member in
                    let place = steps + [.member(Array(member.name.utf8))]
                    return switch member.value {
                    case .object, .array: Member(member.name, member.value.changingMembers(place, change))
                    default: change(place, member)
                    }
                })
        case .array(let elements): .array(elements.map { $0.changingMembers(steps + [.everyElement], change) })
        default: self
        }
    }

    func drifted(_ drift: Drift, sparing spared: Set<[JSONPath.Step]>) -> JSONTemplate {
        switch drift {
        case .added:
            setting(.object([.init("since", .text("today")), .init("list", .array([.null]))]), at: "waymark_new")
        case .removed: changingMembers { spared.contains($0) ? $1 : nil }
        case .renamed: changingMembers { spared.contains($0) ? $1 : Member("new_" + $1.name, $1.value) }
        case .retyped:
            changingMembers { place, member in
                guard !spared.contains(place) else { return member }
                return switch member.value {
                case .text: Member(member.name, .number("12345678901234567890"))
                case .bool, .number: Member(member.name, .text("many"))
                default: Member(member.name, .object([]))
                }
            }
        }
    }
}
