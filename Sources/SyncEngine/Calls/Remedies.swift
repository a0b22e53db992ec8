/// What a call throws for its reader to mend: see `ErrorAction`. Where nobody does, the stream stops with these words.
protocol Remediable: Error, CustomStringConvertible {}

/// A field that was asked for is not there any more.
struct StaleFields: Remediable {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The server does not know any more where a listing was to go on.
struct ForgottenPlace: Remediable {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The question has to be divided.
struct TooMuchAtOnce: Remediable {
    let description: String
    init(_ description: String) { self.description = description }
}
