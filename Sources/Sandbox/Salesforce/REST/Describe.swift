/// What objects and fields there are.
extension Salesforce {
    /// 304 where the schema has not changed since the caller last saw it.
    private func unlessUnchanged(_ call: Call, _ body: (inout JSONWriter) -> Void) -> Answer {
        var modified: [UInt8] = []
        modified.appendHTTPDate(schemaChanged)
        let text = String(decoding: modified, as: UTF8.self)
        var answer: Answer
        if let since = call.header("if-modified-since").flatMap(httpDate),
            schemaChanged - schemaChanged % 1_000 <= since
        {
            answer = Answer(status: 304)
        } else {
            answer = .json(capacity: 65_536, body)
        }
        answer.headers.append(("Last-Modified", text))
        return answer
    }

    func describeGlobal(_ call: Call, _ world: World) -> Answer {
        unlessUnchanged(call) { writer in
            writer.object { writer in
                writer.key("encoding")
                writer.value("UTF-8")
                writer.key("maxBatchSize")
                writer.value(200)
                writer.key("sobjects")
                writer.array { writer in
                    for object in SObject.all {
                        writer.object { writer in writeSummary(object, to: &writer) }
                    }
                }
            }
        }
    }

    private func writeSummary(_ object: SObject, to writer: inout JSONWriter) {
        for (name, text) in [
            ("name", object.name), ("label", object.label), ("labelPlural", object.label + "s"),
            ("keyPrefix", object.prefix),
        ] {
            writer.key(name)
            writer.value(text)
        }
        for (name, flag) in [
            ("queryable", true), ("retrieveable", true), ("searchable", false), ("createable", false),
            ("updateable", false), ("deletable", object.hasRecycleBin), ("undeletable", object.hasRecycleBin),
            ("replicateable", object.isReplicateable), ("custom", object.name.hasSuffix("__c")),
            ("customSetting", false), ("deprecatedAndHidden", false),
        ] {
            writer.key(name)
            writer.value(flag)
        }
        writer.key("urls")
        writer.object { writer in
            let base = "/services/data/v\(version).0/sobjects/\(object.name)"
            for (name, url) in [("sobject", base), ("describe", base + "/describe"), ("rowTemplate", base + "/{ID}")] {
                writer.key(name)
                writer.value(url)
            }
        }
    }

    func describe(_ call: Call, _ object: SObject, _ world: World) throws -> Answer {
        let org = mirror.org
        return unlessUnchanged(call) { writer in
            writer.object { writer in
                writeSummary(object, to: &writer)
                writer.key("childRelationships")
                writer.array { _ in }
                writer.key("recordTypeInfos")
                writer.array { _ in }
                writer.key("fields")
                writer.array { writer in
                    for field in object.fields where !org.isHidden(object, field) { write(field, to: &writer) }
                }
            }
        }
    }

    private func write(_ field: SField, to writer: inout JSONWriter) {
        let (soap, length) = Self.soap(field.kind)
        writer.object { writer in
            for (name, text) in [
                ("name", field.name), ("label", field.name.replacing("__c", with: "").replacing("_", with: " ")),
                ("type", field.kind.rawValue), ("soapType", soap),
            ] {
                writer.key(name)
                writer.value(text)
            }
            for (name, number) in [("length", length), ("precision", 0), ("scale", 0), ("digits", 0)] {
                writer.key(name)
                writer.value(number)
            }
            for (name, flag) in [
                ("filterable", field.isFilterable), ("sortable", field.isSortable), ("calculated", field.isCalculated),
                ("custom", field.isCustom), ("nillable", field.kind != .id && field.kind != .boolean),
                ("createable", false), ("updateable", false), ("unique", field.kind == .id),
                ("idLookup", field.kind == .id), ("externalId", false), ("groupable", false),
                ("polymorphicForeignKey", field.isPolymorphic), ("nameField", field.name == "Name"),
                ("namePointing", field.isPolymorphic), ("deprecatedAndHidden", false),
                ("defaultedOnCreate", false), ("permissionable", field.isCustom),
            ] {
                writer.key(name)
                writer.value(flag)
            }
            writer.key("relationshipName")
            if let relationship = field.relationship { writer.value(relationship) } else { writer.null() }
            writer.key("compoundFieldName")
            writer.null()
            writer.key("referenceTo")
            writer.value(field.references.map { SObject.of($0).name })
            writer.key("picklistValues")
            writer.array { writer in
                for option in field.options {
                    writer.object { writer in
                        writer.key("active")
                        writer.value(true)
                        writer.key("defaultValue")
                        writer.value(false)
                        writer.key("label")
                        writer.value(option)
                        writer.key("value")
                        writer.value(option)
                    }
                }
            }
        }
    }

    private static func soap(_ kind: SField.Kind) -> (String, Int) {
        switch kind {
        case .id, .reference: ("tns:ID", 18)
        case .boolean: ("xsd:boolean", 0)
        case .int: ("xsd:int", 0)
        case .double, .currency, .percent: ("xsd:double", 0)
        case .date: ("xsd:date", 0)
        case .datetime: ("xsd:dateTime", 0)
        case .address: ("urn:address", 0)
        case .anyType: ("xsd:anyType", 0)
        case .textarea: ("xsd:string", 32_000)
        case .string, .email, .phone, .url, .picklist: ("xsd:string", 255)
        }
    }
}

/// `Tue, 01 Sep 2026 08:00:00 GMT` to milliseconds; nil for anything else.
func httpDate(_ text: String) -> Instant? {
    let parts = text.split(separator: " ")
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])), parts[1].count == 2 else { return nil }
    let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
    return parseInstant("\(parts[3])-\(number)-\(parts[1])T\(parts[4])Z")
}
