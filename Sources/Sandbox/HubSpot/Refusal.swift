/// An error answer in HubSpot's documented shapes (apis/hubspot.md §11, §12).
struct Refusal: Error {
    var status: Int
    var category: String
    var message: String
    /// What the member `status` of the body says.
    var word = "error"
    var headers: [(name: String, value: String)] = []
    /// Extra members of the body.
    var details: @Sendable (inout JSONWriter) -> Void = { _ in }

    static func validation(_ message: String) -> Refusal {
        Refusal(status: 400, category: "VALIDATION_ERROR", message: message)
    }

    static func validation(_ message: String, code: String, property: String) -> Refusal {
        Refusal(status: 400, category: "VALIDATION_ERROR", message: message) { writer in
            writer.key("errors")
            writer.array { writer in
                writer.object { writer in
                    writer.key("message")
                    writer.value(message)
                    writer.key("code")
                    writer.value(code)
                    writer.key("context")
                    writer.object { writer in
                        writer.key("propertyName")
                        writer.value([property])
                    }
                }
            }
        }
    }

    /// With another word than "error" in the member `status`, as the token endpoint has it.
    func withStatus(_ word: String) -> Refusal {
        var refusal = self
        refusal.word = word
        return refusal
    }

    static let notFound = Refusal(status: 404, category: "OBJECT_NOT_FOUND", message: "resource not found")

    static let unauthenticated = Refusal(
        status: 401, category: "INVALID_AUTHENTICATION",
        message: "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find "
            + "more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview")

    static func expired(_ agoMilliseconds: Int64) -> Refusal {
        Refusal(
            status: 401, category: "EXPIRED_AUTHENTICATION",
            message: "The OAuth token used to make this call expired \(agoMilliseconds / 1_000) second(s) ago.")
    }

    static func missingScopes(_ scopes: [String]) -> Refusal {
        Refusal(
            status: 403, category: "MISSING_SCOPES",
            message: "This app hasn't been granted all required scopes to make this call. Read more about required "
                + "scopes here: https://developers.hubspot.com/scopes."
        ) { writer in
            writer.key("errors")
            writer.array { writer in
                writer.object { writer in
                    writer.key("message")
                    writer.value("One or more of the following scopes are required.")
                    writer.key("context")
                    writer.object { writer in
                        writer.key("requiredGranularScopes")
                        writer.value(scopes)
                    }
                }
            }
            writer.key("links")
            writer.object { writer in
                writer.key("scopes")
                writer.value("https://developers.hubspot.com/scopes")
            }
        }
    }

    static func noSuchMethod(_ method: String) -> Refusal {
        Refusal(status: 405, category: "METHOD_NOT_ALLOWED", message: "\(method) is not supported here")
    }

    func answer(correlation: String) -> Answer {
        var answer = Answer.json(status) { writer in
            writer.object { writer in
                writer.key("status")
                writer.value(word)
                writer.key("message")
                writer.value(message)
                writer.key("correlationId")
                writer.value(correlation)
                details(&writer)
                if !category.isEmpty {
                    writer.key("category")
                    writer.value(category)
                }
            }
        }
        answer.headers += headers
        return answer
    }
}
