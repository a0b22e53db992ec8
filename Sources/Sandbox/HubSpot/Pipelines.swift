extension HubSpot {
    private struct Pipeline {
        var id: String
        var label: String
        var stages: [(id: String, label: String, metadata: [(String, String)])]
    }

    /// `GET /crm/v3/pipelines/{deals|tickets|leads}[/{id}[/stages]]`
    func pipelines(_ call: Call, _ path: Endpoint, _ grant: Grant, world: World) throws -> Answer {
        guard call.method == "GET", let type = types[path.at(3) ?? ""] else { throw Refusal.notFound }
        try require(grant, type.readScopes)
        let all = pipelines(of: type.kind)
        guard let id = path.at(4) else {
            return .json(capacity: 4_096) { writer in
                writer.object { writer in
                    writer.key("results")
                    writer.array { writer in
                        for (order, pipeline) in all.enumerated() { write(pipeline, order, world, to: &writer) }
                    }
                }
            }
        }
        guard path.at(5) == nil, let order = all.firstIndex(where: { $0.id == id }) else { throw Refusal.notFound }
        return .json { write(all[order], order, world, to: &$0) }
    }

    private func pipelines(of kind: Kind) -> [Pipeline] {
        func stage(_ option: Property.Option, _ metadata: [(String, String)]) -> (String, String, [(String, String)]) {
            (option.value, option.label, metadata)
        }
        func deal(_ index: Int, _ probability: String) -> (String, String, [(String, String)]) {
            let isClosed = DealStage(rawValue: Int64(index))?.isClosed ?? false
            return stage(Property.dealStages[index], [("isClosed", "\(isClosed)"), ("probability", probability)])
        }
        switch kind {
        case .deal:
            let chances = ["0.2", "0.4", "0.6", "0.8", "0.9", "1.0", "0.0"]
            let renewal = ["0.5", "0.7", "1.0", "0.0"]
            return [
                Pipeline(id: "default", label: "Sales Pipeline", stages: (0..<7).map { deal($0, chances[$0]) }),
                Pipeline(id: "88110000", label: "Renewals", stages: (7..<11).map { deal($0, renewal[$0 - 7]) }),
            ]
        case .ticket:
            let stages = Property.ticketStages.map { option in
                let isClosed = option.value == "4"
                return stage(option, [("ticketState", isClosed ? "CLOSED" : "OPEN"), ("isClosed", "\(isClosed)")])
            }
            return [Pipeline(id: "0", label: "Support Pipeline", stages: stages)]
        case .lead:
            let states = ["NEW", "IN_PROGRESS", "IN_PROGRESS", "QUALIFIED", "UNQUALIFIED"]
            let stages = Property.leadStages.enumerated().map { stage($1, [("leadState", states[$0])]) }
            return [Pipeline(id: "lead-pipeline-id", label: "Lead pipeline", stages: stages)]
        default: return []
        }
    }

    private func write(_ pipeline: Pipeline, _ order: Int, _ world: World, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.key("id")
            writer.value(pipeline.id)
            writer.key("label")
            writer.value(pipeline.label)
            writer.key("displayOrder")
            writer.value(order)
            writer.key("stages")
            writer.array { writer in
                for (order, stage) in pipeline.stages.enumerated() {
                    writer.object { writer in
                        writer.key("id")
                        writer.value(stage.id)
                        writer.key("label")
                        writer.value(stage.label)
                        writer.key("displayOrder")
                        writer.value(order)
                        writer.key("metadata")
                        writer.object { writer in
                            for (key, value) in stage.metadata {
                                writer.key(key)
                                writer.value(value)
                            }
                        }
                        writeDates(world, to: &writer)
                    }
                }
            }
            writeDates(world, to: &writer)
        }
    }

    /// Definitions are as old as the company.
    func writeDates(_ world: World, to writer: inout JSONWriter) {
        writer.key("createdAt")
        writer.time(world.origin)
        writer.key("updatedAt")
        writer.time(world.origin)
        writer.key("archived")
        writer.value(false)
    }
}
