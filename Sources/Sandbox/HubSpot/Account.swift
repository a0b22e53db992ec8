extension HubSpot {
    /// `/account-info/v3/…`
    func account(_ call: Call, _ path: Endpoint, world: World) throws -> Answer {
        guard call.method == "GET" else { throw Refusal.noSuchMethod(call.method) }
        switch (path.at(2), path.at(3), path.at(4)) {
        case ("details", nil, _):
            return .json { writer in
                writer.object { writer in
                    writer.key("portalId")
                    writer.value(settings.portalID)
                    writer.key("accountType")
                    writer.value("DEVELOPER_TEST")
                    writer.key("timeZone")
                    writer.value("Europe/Berlin")
                    writer.key("companyCurrency")
                    writer.value("EUR")
                    writer.key("additionalCurrencies")
                    writer.value(["USD"])
                    writer.key("utcOffset")
                    writer.value("+02:00")
                    writer.key("utcOffsetMilliseconds")
                    writer.value(7_200_000)
                    writer.key("uiDomain")
                    writer.value("app.hubspot.com")
                    writer.key("dataHostingLocation")
                    writer.value("eu1")
                }
            }
        case ("api-usage", "daily", "private-apps"):
            let midnight = world.now - world.now % Span.day + Span.day
            return .json { writer in
                writer.object { writer in
                    writer.key("results")
                    writer.array { writer in
                        writer.object { writer in
                            writer.key("name")
                            writer.value("private-apps-api-calls-daily")
                            writer.key("usageLimit")
                            writer.value(limits.daily)
                            writer.key("currentUsage")
                            writer.value(limits.usedToday)
                            writer.key("collectedAt")
                            writer.time(world.now)
                            writer.key("fetchStatus")
                            writer.value("SUCCESS")
                            writer.key("resetsAt")
                            writer.time(midnight)
                        }
                    }
                }
            }
        default: throw Refusal.notFound
        }
    }
}
