import Foundation
import Touchpoints

/// Numbers in sentences.
enum Words {
    static func percent(_ proportion: Proportion) -> String { percent(proportion.share) }

    static func percent(_ share: Double?) -> String {
        guard let share else { return "–" }
        let percent = share * 100
        // 0.4 % is neither nothing nor 0 %.
        return percent > 0 && percent < 10
            ? String(format: "%.1f %%", percent) : String(format: "%.0f %%", percent)
    }

    /// A difference of two shares: `6.6 points`.
    static func points(_ difference: Double) -> String { percent(difference).replacing(" %", with: " points") }

    /// `14 days`, `3.5 hours`; seconds.
    static func span(_ seconds: Double) -> String {
        for (unit, length) in [("day", 86_400.0), ("hour", 3_600), ("minute", 60)] where seconds >= length * 1.5 {
            let number = String(format: seconds / length < 10 ? "%.1f" : "%.0f", seconds / length)
            return (number.hasSuffix(".0") ? String(number.dropLast(2)) : number) + " \(unit)s"
        }
        return String(format: "%.0f seconds", seconds)
    }

    /// On the scale of −2 to 2.
    static func step(_ value: Double) -> String {
        let text = String(format: "%+.1f", value)
        return text == "-0.0" || text == "+0.0" ? "0" : text.replacing("-", with: "−")
    }

    /// `2026-07-01`; Unix milliseconds.
    static func day(_ milliseconds: Int64) -> String {
        Moment(clamping: milliseconds, precision: .day).description
    }
}

/// The normal distribution.
enum NormalTail {
    /// How much of it lies beyond so many standard deviations, on one side.
    static func beyond(_ deviations: Double) -> Double { erfc(deviations / 2.0.squareRoot()) / 2 }
}

extension Proportion {
    /// One-sided, by the score test: how likely a share as small as this one is where the true one is `limit`.
    func chance(ofNoLessThan limit: Double) -> Double { NormalTail.beyond(-score(limit)) }

    /// One-sided: how likely a share as large is where the true one is `limit`.
    func chance(ofNoMoreThan limit: Double) -> Double { NormalTail.beyond(score(limit)) }

    private func score(_ limit: Double) -> Double {
        guard let share, limit > 0, limit < 1 else { return 0 }
        return (share - limit) / (limit * (1 - limit) / Double(total)).squareRoot()
    }
}

extension Words {
    /// `0.003`, `< 0.0001`.
    static func q(_ value: Double) -> String {
        value < 0.0001 ? "< 0.0001" : String(format: value < 0.001 ? "%.4f" : "%.3f", value)
    }
}
