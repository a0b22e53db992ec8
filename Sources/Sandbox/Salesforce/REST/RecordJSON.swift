extension Salesforce {
    /// One record with its `attributes`. `typeName` is `Name` where a reference may lead to several objects.
    func write(
        _ kind: SObjectKind, _ row: Int, _ shape: SOQLShape, typeName: String? = nil, root: RecordReference? = nil,
        in world: World, to writer: inout JSONWriter
    ) {
        let org = mirror.org
        let root = root ?? RecordReference(kind, row)
        writer.object { writer in
            writer.key("attributes")
            writeAttributes(RecordReference(kind, row), typeName, to: &writer)
            for member in shape.members {
                switch member {
                case .field(let key, let path):
                    writer.key(prepared: key)
                    write(path.value(root.kind, root.row, org, world), in: world, to: &writer)
                case .record(let key, let through, let isPolymorphic, let inner):
                    writer.key(prepared: key)
                    guard let record = through.record(root.kind, root.row, org, world) else {
                        writer.null()
                        continue
                    }
                    write(
                        record.kind, record.row, inner, typeName: isPolymorphic ? "Name" : nil, root: root, in: world,
                        to: &writer)
                }
            }
        }
    }

    private func writeAttributes(_ reference: RecordReference, _ typeName: String?, to writer: inout JSONWriter) {
        let name = SObject.of(reference.kind).name
        writer.object { writer in
            writer.key("type")
            writer.value(typeName ?? name)
            writer.key("url")
            writer.string { writer in
                writer.bytes.append(contentsOf: "/services/data/v\(version).0/sobjects/\(name)/".utf8)
                RecordID.append(reference, to: &writer.bytes)
            }
        }
    }

    /// As REST spells values: instants with `+0000`, numbers as numbers.
    func write(_ value: SValue, in world: World, to writer: inout JSONWriter) {
        let org = mirror.org
        switch value {
        case .null: writer.null()
        case .flag(let flag): writer.value(flag)
        case .whole(let number): writer.value(number)
        case .decimal(let hundredths): writer.literal { $0.appendDouble(hundredths) }
        case .instant(let at): writer.string { $0.bytes.appendStamp(at, zone: "+0000") }
        case .address(let city, let country):
            writer.object { writer in
                writer.key("city")
                writer.value(org.text(city, world))
                writer.key("country")
                writer.value(country)
                for name in ["geocodeAccuracy", "latitude", "longitude", "postalCode", "state", "street"] {
                    writer.key(name)
                    writer.null()
                }
            }
        case .text, .word, .day, .reference:
            writer.string { org.append(value, world, to: &$0.bytes) }
        }
    }
}
