import Foundation

/// Which channels conversions are owed to, by seven rules. A path is what came before a journey's first conversion, or the
/// whole journey where there was none.
public struct Attribution: Sendable {
    /// Milliseconds after which a touch counts half, for the decay by time.
    public let halfLife: Int64
    public private(set) var conversions = 0
    /// Conversions before which there was nothing: nobody gets credit for them.
    public private(set) var withoutTouch = 0
    public private(set) var paths = 0
    public private(set) var credits: [Credit] = []
    public private(set) var converting = MarkovChain()
    public private(set) var all = MarkovChain()

    public struct Credit: Hashable, Sendable {
        public var first = 0.0
        public var last = 0.0
        public var linear = 0.0
        public var position = 0.0
        public var decay = 0.0
        public var shapley = 0.0
    }

    public init(halfLife: Int64) { self.halfLife = halfLife }

    /// - Parameters:
    ///   - path: numbers of channels.
    ///   - times: Unix milliseconds, one for each.
    ///   - conversion: when it came; nil: it did not.
    public mutating func add(_ path: [Int], at times: [Int64], conversion: Int64?) throws(MeasureError) {
        if conversion != nil { conversions += 1 }
        guard let first = path.first, let last = path.last, let highest = path.max() else {
            if conversion != nil { withoutTouch += 1 }
            return
        }
        guard highest < MarkovChain.most else { throw .tooManyChannels }
        while credits.count <= highest { credits.append(Credit()) }
        paths += 1
        try all.add(path, converts: conversion != nil)
        guard conversion != nil else { return }
        try converting.add(path, converts: true)
        credits[first].first += 1
        credits[last].last += 1
        let shares = Self.positions(path.count)
        // 2^−Δ/half-life; what is left out of all alike cancels, so the newest touch weighs 1.
        let newest = times[times.count - 1]
        let weights = times.map { exp2(-Double(newest - $0) / Double(halfLife)) }
        let sum = weights.reduce(0, +)
        for index in path.indices {
            credits[path[index]].linear += 1 / Double(path.count)
            credits[path[index]].position += shares[index]
            credits[path[index]].decay += weights[index] / sum
        }
        let team = Set(path)
        for channel in team { credits[channel].shapley += 1 / Double(team.count) }
    }

    /// 40 % to the first and the last touch, 20 % to all between; of two, half each.
    static func positions(_ count: Int) -> [Double] {
        switch count {
        case 0: return []
        case 1: return [1]
        case 2: return [0.5, 0.5]
        default:
            var shares = [Double](repeating: 0.2 / Double(count - 2), count: count)
            shares[0] = 0.4
            shares[count - 1] = 0.4
            return shares
        }
    }
}
