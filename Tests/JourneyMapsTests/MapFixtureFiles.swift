import Foundation
import JourneyMaps
@testable import Journeys
import Testing

@Suite struct MapFixtureFiles {
    /// For `scripts/check-map.sh`, and for people who want to look at all that a map may show.
    @Test func `the fixture's maps are written where the environment says`() throws {
        guard let folder = ProcessInfo.processInfo.environment["WAYMARK_MAP_FIXTURE"] else { return }
        let folders = URL(filePath: folder)
        for (name, report) in [("full", MapFixture.report()), ("empty", MapFixture.empty())] {
            try Data(JourneyMapPage(report).html.utf8).write(to: folders.appending(path: "\(name).html"))
            try Data(JourneyMapPicture(report).svg.utf8).write(to: folders.appending(path: "\(name).svg"))
        }
    }
}
