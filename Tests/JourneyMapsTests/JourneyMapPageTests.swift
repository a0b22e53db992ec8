import Foundation
import JourneyMaps
@testable import Journeys
import Testing

@Suite struct JourneyMapPageTests {
    private let page = JourneyMapPage(MapFixture.report()).html

    @Test func `the page can be written for a browser to look at`() throws {
        #expect(page.hasPrefix("<!DOCTYPE html>"))
        #expect(page.hasSuffix("</html>\n"))
        guard let folder = ProcessInfo.processInfo.environment["WAYMARK_MAP_FIXTURE"] else { return }
        try Data(page.utf8).write(to: URL(filePath: folder).appending(path: "map.html"))
        try Data(JourneyMapPage(MapFixture.empty()).html.utf8).write(to: URL(filePath: folder).appending(path: "empty.html"))
    }
}
