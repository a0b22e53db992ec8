import Foundation

// How long it takes to find out who is the same, how much memory, and what one more sync costs.
//
//   identity-benchmark [IDENTIFIERS] [FOLDER]                  default: 100,000, in the temporary folder
//   identity-benchmark --records STATEMENTS STORE [FOLDER]     what the records of a real store state, in another order
//
// The first invents people who are known to two systems, with the usual noise, and stores them a page of 100 records at a
// time, as a sync does; then 100 new records more, half of them of known people. Every line of the truth is known, so
// precision and recall over pairs of records are exact. The second is for scripts/check-identity.sh: nothing but the
// resolving, and whether the order matters. Both print one line of JSON.

let arguments = Array(CommandLine.arguments.dropFirst())
if arguments.first == "--records", (3...4).contains(arguments.count) {
    let statements = try Statements(reading: arguments[1])
    let isSame = try await resolve(statements, like: arguments[2], in: arguments.count > 3 ? arguments[3] : nil)
    exit(isSame ? 0 : 1)
}
guard let wanted = arguments.isEmpty ? 100_000 : Int(arguments[0]), wanted > 0, arguments.count < 3 else {
    print("usage: identity-benchmark [IDENTIFIERS] [FOLDER] | --records STATEMENTS STORE [FOLDER]")
    exit(64)
}
try await invent(wanted, in: arguments.count > 1 ? arguments[1] : nil)
