/// E-mail addresses as identifiers: one spelling per mailbox, as far as that can be known without asking its server.
public enum EmailAddress {
    /// The address trimmed and in lower case, or nil when the text is no plain address (`local@domain.tld`).
    ///
    /// An internationalised domain is left as it is written. Dots and `+tags` in the local part are kept, but for the
    /// few providers that document that they mean nothing (`EmailAddress+mailbox.swift`). Quoted local parts, display names and address literals are
    /// no identifiers.
    public static func normalized(_ text: String) -> String? {
        let trimmed = text.drop(while: \.isWhitespace)
        guard let end = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        let address = trimmed[...end].lowercased()
        guard address.utf8.count <= 254 else { return nil }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, isLocalPart(parts[0]), isDomain(parts[1]) else { return nil }
        return mailbox(of: address)
    }

    private static func isLocalPart(_ part: Substring) -> Bool {
        guard (1...64).contains(part.utf8.count), hasNoEmptyLabel(part) else { return false }
        return part.unicodeScalars.allSatisfy { scalar in
            guard scalar.isASCII else { return isWordScalar(scalar) }
            return isASCIIAlphanumeric(scalar) || "!#$%&'*+-/=?^_`{|}~.".unicodeScalars.contains(scalar)
        }
    }

    private static func isDomain(_ part: Substring) -> Bool {
        guard part.contains("."), hasNoEmptyLabel(part) else { return false }
        return part.split(separator: ".").allSatisfy { label in
            label.utf8.count <= 63 && label.first != "-" && label.last != "-"
                && label.unicodeScalars.allSatisfy { scalar in
                    scalar.isASCII ? isASCIIAlphanumeric(scalar) || scalar == "-" : isWordScalar(scalar)
                }
        }
    }

    private static func hasNoEmptyLabel(_ part: Substring) -> Bool {
        !part.split(separator: ".", omittingEmptySubsequences: false).contains(where: \.isEmpty)
    }

    private static func isASCIIAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    /// Letters, digits and their marks: no space, control, format (zero-width, bidi) or symbol characters.
    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            true
        default: false
        }
    }
}
