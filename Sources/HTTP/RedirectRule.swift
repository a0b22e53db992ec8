/// Where an answer sends us, and whether we go. Pure; libcurl itself follows nothing.
///
/// A redirect that leaves the origin would take the credentials along, or prove an answer from a stranger.
enum RedirectRule {
    static let mostHops = 5

    enum Decision: Equatable {
        /// The answer is the answer.
        case stay
        case follow
        case refuse
    }

    /// - Parameters:
    ///   - target: where `Location` leads; nil when it is missing (`hasLocation` false) or unusable.
    static func decide(
        status: Int, method: HTTPMethod, hasLocation: Bool, from origin: HTTPOrigin, to target: HTTPOrigin?,
        hopsTaken: Int
    ) -> Decision {
        guard [301, 302, 303, 307, 308].contains(status), hasLocation else { return .stay }
        guard let target, target == origin, hopsTaken < mostHops else { return .refuse }
        // 301 to 303 would turn a POST into a GET: that is not what was asked for.
        let keepsMethod = status == 307 || status == 308
        return keepsMethod || method == .get || method == .head ? .follow : .refuse
    }
}
