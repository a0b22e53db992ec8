import SyncEngine
import Testing

/// Expects an exit code, and shows the run's problems where it is another.
func expect(
    _ code: Int32, _ report: SyncReport, sourceLocation: SourceLocation = #_sourceLocation
) {
    let problems =
        report.problems + report.streams.flatMap { stream in stream.problems.map { stream.stream + ": " + $0 } }
    #expect(report.exitCode == code, "\(problems)", sourceLocation: sourceLocation)
}
