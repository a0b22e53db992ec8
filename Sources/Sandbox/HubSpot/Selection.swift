/// Which parts of a record an answer shows.
struct Selection {
    var type: ObjectType
    var properties: [Property]
    /// Properties whose past is shown.
    var history: [Property] = []
    var associations: [ObjectType] = []
    /// Search has been seen to leave this out for contacts.
    var hidesMergedVids = false

    /// Unknown names are ignored, as the API does; without any, the type's default columns are shown. The id and the
    /// two dates always come along.
    init(_ type: ObjectType, names: [String]?, history: [String] = []) {
        self.type = type
        var wanted = names ?? []
        if wanted.isEmpty { wanted = type.defaults }
        let always = [type.properties[1].name, type.properties[0].name, type.properties[2].name]
        var seen: Set<String> = []
        properties = (wanted + always).compactMap { name in
            seen.insert(name).inserted ? type.property(name) : nil
        }
        var seenHistory: Set<String> = []
        self.history = history.compactMap { seenHistory.insert($0).inserted ? type.property($0) : nil }
    }
}

extension HubSpot {
    /// More entries of history are not kept.
    private static let historyDepth = 45

    func write(_ view: RecordView, _ selection: Selection, in world: World, to writer: inout JSONWriter) {
        let id = view.id(in: world)
        writer.object { writer in
            writer.key("id")
            writer.quotedNumber(id)
            writer.key("properties")
            writer.object { writer in
                for property in selection.properties {
                    writer.key(prepared: property.key)
                    if selection.hidesMergedVids, case .mergedVids = property.source {
                        writer.null()
                    } else {
                        property.write(view, in: world, to: &writer)
                    }
                }
            }
            if !selection.history.isEmpty {
                writer.key("propertiesWithHistory")
                writer.object { writer in
                    for property in selection.history {
                        writer.key(prepared: property.key)
                        writeHistory(of: property, view, in: world, to: &writer)
                    }
                }
            }
            writer.key("createdAt")
            writer.time(view.created(in: world))
            writer.key("updatedAt")
            writer.time(view.modified(in: world))
            let archivedAt = view.snapshot == nil ? world[view.kind].archivedAt[UInt32(view.row)] : nil
            writer.key("archived")
            writer.value(archivedAt != nil)
            if let archivedAt {
                writer.key("archivedAt")
                writer.time(archivedAt)
            }
            if !selection.associations.isEmpty, archivedAt == nil {
                writeInlineAssociations(view, selection, in: world, to: &writer)
            }
        }
    }

    private func writeHistory(
        of property: Property, _ view: RecordView, in world: World, to writer: inout JSONWriter
    ) {
        writer.array { writer in
            var count = 0
            if let field = property.historyField {
                view.changes(of: field, in: world) { change in
                    writeEntry(change.at, change.source, change.owner, in: world, to: &writer) { writer in
                        if change.value == .absent {
                            // A cleared value shows as an empty text.
                            writer.value("")
                        } else {
                            property.write(slot: change.value, property.encoding, in: world, to: &writer)
                        }
                    }
                    count += 1
                    return count < Self.historyDepth
                }
            }
            guard count == 0 else { return }
            var value = JSONWriter(capacity: 64)
            property.write(view, in: world, to: &value)
            guard value.bytes.first == UInt8(ascii: "\"") else { return }
            let at = property.isReadOnly ? view.modified(in: world) : view.created(in: world)
            writeEntry(at, .integration, Change.nobody, in: world, to: &writer) { writer in
                property.write(view, in: world, to: &writer)
            }
        }
    }

    private func writeEntry(
        _ at: Instant, _ source: ChangeSource, _ owner: UInt8, in world: World, to writer: inout JSONWriter,
        value: (inout JSONWriter) -> Void
    ) {
        writer.object { writer in
            writer.key("value")
            value(&writer)
            writer.key("timestamp")
            writer.time(at)
            writer.key("sourceType")
            switch source {
            case .fileImport: writer.value("IMPORT")
            case .form: writer.value("FORM")
            case .workflow: writer.value("AUTOMATION_PLATFORM")
            case .user: writer.value("CRM_UI")
            case .integration: writer.value("INTEGRATION")
            case .merge: writer.value("MERGE_OBJECTS")
            }
            if world.owners.indices.contains(Int(owner)) {
                writer.key("sourceId")
                writer.value("userId:\(world.owners[Int(owner)].userID)")
                writer.key("updatedByUserId")
                writer.value(world.owners[Int(owner)].userID)
            }
        }
    }

    private func writeInlineAssociations(
        _ view: RecordView, _ selection: Selection, in world: World, to writer: inout JSONWriter
    ) {
        let all = selection.associations.map { ($0, world.links(view.kind, view.row, to: $0.kind)) }
        // A record without any has no such member at all.
        guard all.contains(where: { !$0.1.isEmpty }) else { return }
        writer.key("associations")
        writer.object { writer in
            for (type, edges) in all where !edges.isEmpty {
                writer.key(type.name)
                writer.object { writer in
                    writer.key("results")
                    let name = "\(selection.type.singular)_to_\(type.singular)"
                    writer.array { writer in
                        for edge in edges.prefix(settings.inlineAssociations) {
                            writer.object { writer in
                                writer.key("id")
                                writer.quotedNumber(world[type.kind].ids[Int(edge.row)])
                                writer.key("type")
                                writer.value(name)
                            }
                        }
                    }
                    guard edges.count > settings.inlineAssociations else { return }
                    let next = world[type.kind].ids[Int(edges[settings.inlineAssociations].row)]
                    let id = view.id(in: world)
                    let call = Call(
                        method: "GET",
                        target: "/crm/v4/objects/\(selection.type.name)/\(id)/associations/\(type.name)",
                        headers: [], body: [])
                    writePaging(String(next), call, to: &writer)
                }
            }
        }
    }
}
