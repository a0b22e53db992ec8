/// What is known of who is who at present: records, what they state, and what the user said. A store has one for people
/// and one for accounts.
///
/// Every answer is about the present: edges of records that are gone, and of identifiers that too many records state,
/// are not there.
public protocol IdentityGraph {
    /// Certain and strong evidence at a node; symmetric.
    func edges(of node: IdentityNode) throws -> [IdentityEdge]
    /// The phone numbers that a record states, also those that nobody else does.
    func phones(of record: IdentityNode) throws -> [IdentityNode]
    /// The live records that state a phone number; none where too many do.
    func records(stating phone: IdentityNode) throws -> [IdentityNode]
    func name(of record: IdentityNode) throws -> PersonName?
    /// What the user said is somebody else; symmetric.
    func apart(from node: IdentityNode) throws -> [IdentityNode]
    /// Who a node has meant so far.
    func owner(of node: IdentityNode) throws -> String?
    /// All nodes that have meant somebody so far.
    func nodes(of owner: String) throws -> [IdentityNode]
}
