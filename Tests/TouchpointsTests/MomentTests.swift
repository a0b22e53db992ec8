import Foundation
import Testing
import Touchpoints

@Suite struct MomentTests {
    @Test(
        arguments: [
            ("2026-05-02T08:15:30.412Z", 1_777_709_730_412, .millisecond),
            ("2026-05-02T08:15:30Z", 1_777_709_730_000, .second),
            ("2026-05-02t08:15:30z", 1_777_709_730_000, .second), ("2026-05-02 08:15:30Z", 1_777_709_730_000, .second),
            ("2026-05-02T10:15:30+02:00", 1_777_709_730_000, .second),
            ("2026-05-02T02:45:30.4-05:30", 1_777_709_730_400, .millisecond),
            ("2026-05-02T08:15:30.000+0000", 1_777_709_730_000, .millisecond),
            ("2026-05-02T08:15:30-00:00", 1_777_709_730_000, .second),
            ("2026-05-02T08:15:30.41Z", 1_777_709_730_410, .millisecond),
            ("2026-05-02T08:15:30.412999999Z", 1_777_709_730_412, .millisecond),
            ("1970-01-01T00:00:00Z", 0, .second), ("1969-12-31T23:59:59.999Z", -1, .millisecond),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000, .second),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999, .millisecond),
            ("2000-02-29T00:00:00Z", 951_782_400_000, .second),
            ("2016-12-31T23:59:60Z", 1_483_228_799_999, .millisecond),
            ("2017-01-01T01:59:60.5+02:00", 1_483_228_799_999, .millisecond),
        ] as [(String, Int64, Moment.Precision)])
    func `reads RFC 3339 with the precision given`(text: String, milliseconds: Int64, precision: Moment.Precision)
        throws
    {
        let moment = try #require(Moment(rfc3339: text))
        #expect(moment.milliseconds == milliseconds)
        #expect(moment.precision == precision)
        #expect(Moment(parsing: text) == moment)
        var copy = text
        #expect(copy.withUTF8 { Moment(rfc3339: UnsafeRawBufferPointer($0)) } == moment)
    }

    @Test(
        arguments: [
            "", " ", "2026", "2026-05", "2026-05-02T", "2026-05-02T08:15Z", "2026-05-02T08:15:30",
            "2026-05-02T08:15:30.Z",
            "2026-05-02T08:15:30.1234567891Z", "2026-05-02T08:15:30,5Z", "2026-05-02T24:00:00Z", "2026-05-02T08:60:00Z",
            "2026-05-02T08:15:60Z", "2026-12-31T23:59:61Z", "2026-12-31T23:59:60+01:00", "2026-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z",
            "2026-05-02T08:15:30+24:00",
            "2026-05-02T08:15:30+02:60", "2026-05-02T08:15:30+2:00", "2026-05-02T08:15:30 Z", " 2026-05-02T08:15:30Z",
            "2026-05-02T08:15:30Z ",
            "2026-05-02T08:15:30ZZ", "2026-5-2T08:15:30Z", "+2026-05-02T08:15:30Z", "-026-05-02T08:15:30Z",
            "2026-05-02_08:15:30Z",
            "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2026-05-02T08:15:30\u{00}",
            "２026-05-02T08:15:30Z", "20260502T081530Z",
            "2026-05-32", "2026-02-30", "1777709730", "177770973041", "null", "2026-05-02T08:15:30.412Z2026",
        ])
    func `refuses what is no time`(text: String) {
        #expect(Moment(rfc3339: text) == nil)
        #expect(Moment(date: text) == nil)
        if text != "177770973041" { #expect(Moment(parsing: text) == nil) }
    }

    @Test func `reads dates and epochs`() {
        #expect(Moment(date: "2026-05-02")?.milliseconds == 1_777_680_000_000)
        #expect(Moment(date: "2026-05-02")?.precision == .day)
        #expect(Moment(date: "2026-05-02T08:15:30Z") == nil)
        #expect(Moment(parsing: "2026-05-02") == Moment(date: "2026-05-02"))
        #expect(Moment(parsing: "1777709730412")?.description == "2026-05-02T08:15:30.412Z")
        #expect(Moment(parsing: "12345678901")?.milliseconds == 12_345_678_901)
        #expect(Moment(parsing: "99999999999999")?.description == "5138-11-16T09:46:39.999Z")
        #expect(Moment(parsing: "1234567890") == nil, "ten digits may be seconds")
        #expect(Moment(parsing: "123456789012345") == nil)
        #expect(Moment(epochSeconds: "1777709730")?.description == "2026-05-02T08:15:30Z")
        #expect(Moment(epochMilliseconds: "-1")?.description == "1969-12-31T23:59:59.999Z")
        #expect(Moment(epochMilliseconds: "0")?.milliseconds == 0)
        for text in ["", "-", "+1", "1.5", " 1", "1 ", "0x1", "9223372036854775807", "9223372036854775808"] {
            #expect(Moment(epochMilliseconds: text) == nil, "\(text)")
            #expect(Moment(epochSeconds: text) == nil, "\(text)")
        }
        #expect(Moment(epochMilliseconds: 253_402_300_799_999) == .latest)
        #expect(Moment(epochMilliseconds: 253_402_300_800_000) == nil)
        #expect(Moment(epochMilliseconds: -62_167_219_200_000) == .earliest)
        #expect(Moment(epochMilliseconds: -62_167_219_200_001) == nil)
        #expect(Moment(epochMilliseconds: Int64.min) == nil)
        #expect(Moment(epochSeconds: Int64.max) == nil)
    }

    @Test func `agrees with Foundation on every day from 1600 to 2400`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
        // One reference per year (Foundation is slow); the days between follow the calendar's month lengths.
        var day: Int64 = -135_140  // 1600-01-01
        for year in 1600...2400 {
            let january = try #require(calendar.date(from: DateComponents(year: year, month: 1, day: 1)))
            #expect(Int64(january.timeIntervalSince1970) == day * 86_400, "\(year)")
            for month in 1...12 {
                let first = try #require(calendar.date(from: DateComponents(year: year, month: month, day: 1)))
                let length = try #require(calendar.range(of: .day, in: .month, for: first)).count
                for dayOfMonth in 1...length {
                    let text = "\(year)-\(twoDigits(month))-\(twoDigits(dayOfMonth))"
                    let moment = Moment(date: text)
                    guard moment?.milliseconds == day * 86_400_000, moment?.description == text else {
                        Issue.record("\(text): \(String(describing: moment))")
                        return
                    }
                    day += 1
                }
                #expect(Moment(date: "\(year)-\(twoDigits(month))-\(twoDigits(length + 1))") == nil)
            }
        }
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    @Test func `agrees with Foundation's formatter at many moments of all years`() throws {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        var milliseconds: Int64 = -12_219_292_800_000 + 86_400_000  // Foundation is Julian before 1582-10-15
        while milliseconds < Moment.latest.milliseconds {
            let theirs = Date(timeIntervalSince1970: Double(milliseconds / 1_000)).formatted(style)
            let ours = try #require(Moment(epochMilliseconds: milliseconds - milliseconds % 1_000))
            #expect(ours.description == theirs)
            #expect(Moment(parsing: theirs) == ours)
            milliseconds += 86_399_999 * 1_009
        }
    }

    @Test func `is written as it was given and read back the same`() throws {
        for text in [
            "2026-05-02T08:15:30.412Z", "2026-05-02T08:15:30.000Z", "2026-05-02T08:15:30Z", "2026-05-02", "0000-01-01",
            "9999-12-31",
        ] {
            let moment = try #require(Moment(parsing: text))
            #expect(moment.description == text)
            let coded = try JSONEncoder().encode([moment])
            #expect(String(decoding: coded, as: UTF8.self) == "[\"\(text)\"]")
            #expect(try JSONDecoder().decode([Moment].self, from: coded) == [moment])
        }
        #expect(Moment(date: "2026-05-02")?.rfc3339 == "2026-05-02T00:00:00Z")
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Moment].self, from: Data(#"["soon"]"#.utf8)) }
    }

    @Test func `cuts milliseconds to the precision, towards the past`() {
        #expect(Moment(milliseconds: 1_999, precision: .second)?.milliseconds == 1_000)
        #expect(Moment(milliseconds: -1, precision: .second)?.milliseconds == -1_000)
        #expect(Moment(milliseconds: -1, precision: .day)?.description == "1969-12-31")
    }

    @Test func `is ordered by time, then the coarser first`() throws {
        let texts = [
            "2026-05-01T23:59:59.999Z", "2026-05-02", "2026-05-02T00:00:00Z", "2026-05-02T00:00:00.000Z",
            "2026-05-02T00:00:00.001Z",
        ]
        let moments = try texts.map { try #require(Moment(parsing: $0)) }
        #expect(moments.shuffled().sorted() == moments)
        #expect(Set(moments).count == 5)
        #expect(!(moments[1] < moments[1]))
    }

    @Test func `adds durations and refines the precision where needed`() throws {
        let day = try #require(Moment(date: "2026-05-02"))
        #expect(day.adding(.seconds(86_400)).description == "2026-05-03")
        #expect((day + .seconds(3_600)).description == "2026-05-02T01:00:00Z")
        #expect((day - .milliseconds(1)).description == "2026-05-01T23:59:59.999Z")
        let second = try #require(Moment(rfc3339: "2026-05-02T08:15:30Z"))
        #expect((second - .seconds(300)).description == "2026-05-02T08:10:30Z")
        #expect((second + .nanoseconds(-1)).description == "2026-05-02T08:15:29.999Z")
        #expect((second + .nanoseconds(999_999)).description == "2026-05-02T08:15:30Z")
        #expect(second - day == .seconds(8 * 3_600 + 15 * 60 + 30))
        #expect(day - second == .zero - (second - day))
        #expect(day + .seconds(Int64.max) == .latest)
        #expect((day + .seconds(Int64.min)).milliseconds == Moment.earliest.milliseconds)
    }
}
