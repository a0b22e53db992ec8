import Testing

@testable import WaymarkCommand

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("45s", 45), ("30m", 1_800), ("6h", 21_600), ("90d", 7_776_000), ("2w", 1_209_600), ("1h30m", 5_400),
    ])
    func `reads spans as people write them`(text: String, seconds: Int) {
        #expect(DurationText(text)?.seconds == seconds)
    }

    @Test(arguments: ["", "6", "h", "6 h", "-6h", "0s", "6x", "6h30", "٣h", "99999999999999999999h", "999999999w"])
    func `refuses what is no span`(text: String) {
        #expect(DurationText(text) == nil)
    }

    @Test(arguments: [("16MiB", 16 << 20), ("512KiB", 512 << 10), ("1 GiB", 1 << 30), ("100", 100)])
    func `reads sizes`(text: String, bytes: Int) {
        #expect(ByteCount(text)?.bytes == bytes)
    }

    @Test(arguments: ["", "MiB", "16MB", "-1", "16 mib", "9999999999999999999999"])
    func `refuses what is no size`(text: String) {
        #expect(ByteCount(text) == nil)
    }
}
