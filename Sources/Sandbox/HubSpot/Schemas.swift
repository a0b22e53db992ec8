extension HubSpot {
    /// `GET /crm/v3/properties/{type}[/{name}]`
    func properties(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        guard let type = types[path.at(3) ?? ""] else {
            throw Refusal.validation("Unable to infer object type from: \(path.at(3) ?? "")")
        }
        try require(grant, [schemaScope(type)])
        if let name = path.at(4) {
            guard let property = type.property(name) else { throw Refusal.notFound }
            return .json { write(property, type, world, to: &$0) }
        }
        let isArchived = call.flag("archived")
        return .json(capacity: type.properties.count * 400) { writer in
            writer.object { writer in
                writer.key("results")
                writer.array { writer in
                    guard !isArchived else { return }
                    for property in type.properties { write(property, type, world, to: &writer) }
                }
            }
        }
    }

    private func schemaScope(_ type: ObjectType) -> String {
        switch type.kind {
        case .company: "crm.schemas.companies.read"
        case .deal: "crm.schemas.deals.read"
        case .ticket: "tickets"
        case .subscription: "crm.schemas.custom.read"
        default: "crm.schemas.contacts.read"
        }
    }

    private func write(_ property: Property, _ type: ObjectType, _ world: World, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("name")
            writer.value(property.name)
            writer.key("label")
            writer.value(property.label)
            writer.key("type")
            writer.value(property.type)
            writer.key("fieldType")
            writer.value(property.fieldType)
            writer.key("description")
            writer.value("")
            writer.key("groupName")
            writer.value("\(type.singular)information")
            writer.key("options")
            writer.array { writer in
                for (order, option) in property.options.enumerated() {
                    writer.object { writer in
                        writer.key("label")
                        writer.value(option.label)
                        writer.key("value")
                        writer.value(option.value)
                        writer.key("displayOrder")
                        writer.value(order)
                        writer.key("hidden")
                        writer.value(false)
                    }
                }
            }
            writer.key("displayOrder")
            writer.value(-1)
            writer.key("calculated")
            writer.value(property.isCalculated)
            writer.key("externalOptions")
            writer.value(property.encoding == .owner)
            writer.key("hasUniqueValue")
            writer.value(property.isUnique)
            writer.key("hidden")
            writer.value(false)
            var isOurs = false
            if case .custom = property.source { isOurs = true }
            writer.key("hubspotDefined")
            writer.value(!isOurs && type.kind != .subscription)
            writer.key("formField")
            writer.value(!property.isReadOnly)
            writer.key("modificationMetadata")
            writer.object { writer in
                writer.key("archivable")
                writer.value(isOurs)
                writer.key("readOnlyDefinition")
                writer.value(!isOurs)
                writer.key("readOnlyValue")
                writer.value(property.isReadOnly)
            }
            writeDates(world, to: &writer)
        }
    }

    /// `GET /crm/v3/schemas[/{type}]`: the portal's own object types.
    func schemas(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        try require(grant, ["crm.schemas.custom.read"])
        let custom = types[.subscription]
        if let name = path.at(3) {
            guard types[name]?.kind == .subscription else { throw Refusal.notFound }
            return .json(capacity: 8_192) { writeSchema(custom, world, to: &$0) }
        }
        return .json(capacity: 8_192) { writer in
            writer.object { writer in
                writer.key("results")
                writer.array { writeSchema(custom, world, to: &$0) }
            }
        }
    }

    private func writeSchema(_ type: ObjectType, _ world: World, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("id")
            writer.value("1234567")
            writer.key("objectTypeId")
            writer.value(type.typeID)
            writer.key("name")
            writer.value(type.name)
            writer.key("fullyQualifiedName")
            writer.value("p\(settings.portalID)_\(type.name)")
            writer.key("labels")
            writer.object { writer in
                writer.key("singular")
                writer.value("Subscription")
                writer.key("plural")
                writer.value("Subscriptions")
            }
            writer.key("primaryDisplayProperty")
            writer.value("name")
            writer.key("secondaryDisplayProperties")
            writer.value(["plan", "status"])
            writer.key("requiredProperties")
            writer.value(["name"])
            writer.key("searchableProperties")
            writer.value(["name"])
            writer.key("properties")
            writer.array { writer in
                for property in type.properties { write(property, type, world, to: &writer) }
            }
            writer.key("associations")
            writer.array { writer in
                for (order, other) in [Kind.person, .company, .deal].enumerated() {
                    writer.object { writer in
                        writer.key("id")
                        writer.value(String(300 + order))
                        writer.key("fromObjectTypeId")
                        writer.value(type.typeID)
                        writer.key("toObjectTypeId")
                        writer.value(types[other].typeID)
                        writer.key("name")
                        writer.value("subscription_to_\(types[other].singular)")
                    }
                }
            }
            writeDates(world, to: &writer)
        }
    }
}
