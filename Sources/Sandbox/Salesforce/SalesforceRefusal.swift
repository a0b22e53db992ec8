/// An error answer: an array of one, as the data API has it, or an object, as the token endpoint has it.
struct SalesforceRefusal: Error {
    var status: Int
    var code: String
    var message: String
    var fields: [String] = []
    var isOAuth = false

    init(_ status: Int, _ code: String, _ message: String, fields: [String] = []) {
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields
    }

    /// Of the token endpoint.
    static func oauth(_ error: String, _ description: String, status: Int = 400) -> SalesforceRefusal {
        var refusal = SalesforceRefusal(status, error, description)
        refusal.isOAuth = true
        return refusal
    }

    static let session = SalesforceRefusal(401, "INVALID_SESSION_ID", "Session expired or invalid")
    static let notFound = SalesforceRefusal(404, "NOT_FOUND", "The requested resource does not exist")
    static let noSuchRecord = SalesforceRefusal(
        404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: Id")
    static let deleted = SalesforceRefusal(404, "ENTITY_IS_DELETED", "entity is deleted")
    static let locator = SalesforceRefusal(400, "INVALID_QUERY_LOCATOR", "invalid query locator")

    static func malformed(_ message: String) -> SalesforceRefusal {
        SalesforceRefusal(400, "MALFORMED_QUERY", message)
    }

    static func method(_ method: String) -> SalesforceRefusal {
        SalesforceRefusal(405, "METHOD_NOT_ALLOWED", "HTTP Method '\(method)' not allowed. Allowed are GET")
    }

    func answer() -> Answer {
        .json(status) { writer in
            if isOAuth {
                writer.object { writer in
                    writer.key("error")
                    writer.value(code)
                    writer.key("error_description")
                    writer.value(message)
                }
                return
            }
            writer.array { writer in
                writer.object { writer in
                    writer.key("message")
                    writer.value(message)
                    writer.key("errorCode")
                    writer.value(code)
                    if !fields.isEmpty {
                        writer.key("fields")
                        writer.value(fields)
                    }
                }
            }
        }
    }
}
