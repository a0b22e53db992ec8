/// Changes that leave no trace where a client would look for one.
extension Sandbox {
    /// As `edit`, but the modification time stays: what a calculated property does when its formula's inputs change.
    public func editSilently(_ type: String, id: String, properties: [String: String]) throws {
        if isSalesforceObject(type) {
            return try editSalesforce(type, id: id, fields: properties, keepsInstant: true, isSilent: true)
        }
        let (known, row) = try place(type, id)
        let modified = world[known.kind].modified[row]
        try edit(type, id: id, properties: properties)
        world[known.kind].modified[row] = modified
    }

    /// Keeps a record out of every search until an instant (milliseconds since 1970), however long ago it changed.
    /// Listings and reads by id show it.
    public func hideFromSearch(_ type: String, id: String, until: Int64) throws {
        if isSalesforceObject(type) { return try hideSalesforce(type, id: id, until: until) }
        let (known, row) = try place(type, id)
        hubspot.hidden[known.kind, default: [:]][row] = until
        world.version += 1
    }

    /// Adds a property of the portal's own, of type `string`; most records have no value.
    public func addProperty(_ type: String, name: String) throws {
        try changeSchema(type) { known in
            let index = known.properties.count { if case .custom = $0.source { true } else { false } }
            known.add([Property(name, name, .custom(index, .text))])
        }
    }

    public func removeProperty(_ type: String, name: String) throws {
        try changeSchema(type) { known in
            guard known.remove(name) != nil else { throw SandboxError(description: "no property '\(name)'") }
        }
    }

    /// The values stay, the name goes.
    public func renameProperty(_ type: String, name: String, to other: String) throws {
        try changeSchema(type) { known in
            guard let old = known.remove(name) else { throw SandboxError(description: "no property '\(name)'") }
            known.add([Property(other, old.label, old.source, old.options)])
        }
    }

    /// What the schema says of a property; its values stay as they are.
    public func retypeProperty(_ type: String, name: String, to newType: String, fieldType: String) throws {
        try changeSchema(type) { known in
            guard var old = known.remove(name) else { throw SandboxError(description: "no property '\(name)'") }
            (old.type, old.fieldType) = (newType, fieldType)
            known.add([old])
        }
    }

    private func changeSchema(_ type: String, _ change: (inout ObjectType) throws -> Void) throws {
        guard let kind = hubspot.types[type]?.kind else { throw SandboxError(description: "no object type '\(type)'") }
        try change(&hubspot.types[kind])
        world.version += 1
    }
}
