/// What a channel is worth by what would be lost without it: the removal effect in a chain of first order (Anderl, Becker,
/// von Wangenheim & Schumann, IJRM 33(3), 2016).
///
/// States are start, the channels, conversion and nothing; a path counts for each of its steps. Removing a channel sends
/// everybody who arrives in it to nothing. With N = (I − Q)⁻¹ of the chain among start and channels, h the chance to
/// convert from each state, P = h(start): the chance to ever see c is N(start, c) / N(c, c), so what is lost without c is
/// that times h(c), and RE(c) = N(start, c) / N(c, c) · h(c) / P. One inversion instead of one per channel.
public struct MarkovChain: Sendable {
    public static let most = 400

    /// `counts[i][j]` from state i to j; row and column 0 is start, channel c is c + 1.
    private var counts: [[Int]] = [[0]]
    private var conversions: [Int] = [0]
    private var nothings: [Int] = [0]

    public init() {}

    public mutating func add(_ path: [Int], converts: Bool) throws(MeasureError) {
        guard let last = path.last else { return }
        guard let highest = path.max(), highest < Self.most else { throw .tooManyChannels }
        while counts.count <= highest + 1 {
            for row in counts.indices { counts[row].append(0) }
            counts.append([Int](repeating: 0, count: counts.count + 1))
            conversions.append(0)
            nothings.append(0)
        }
        var state = 0
        for channel in path {
            counts[state][channel + 1] += 1
            state = channel + 1
        }
        if converts { conversions[last + 1] += 1 } else { nothings[last + 1] += 1 }
    }

    public struct Removal: Hashable, Sendable {
        /// P: the chance that a path converts.
        public var conversion: Double
        /// RE per channel: the share of conversions that would be lost without it.
        public var effects: [Double]

        /// Conversions divided in proportion to the effects.
        public func credits(_ conversions: Int) -> [Double] {
            let sum = effects.reduce(0, +)
            return effects.map { sum > 0 ? $0 / sum * Double(conversions) : 0 }
        }
    }

    /// Nil where no path converts.
    public func removal() -> Removal? {
        let states = counts.count
        let totals = (0..<states).map { counts[$0].reduce(0, +) + conversions[$0] + nothings[$0] }
        guard conversions.contains(where: { $0 > 0 }) else { return nil }
        var matrix = (0..<states).map { row in
            (0..<states).map { column in
                (row == column ? 1 : 0) - (totals[row] > 0 ? Double(counts[row][column]) / Double(totals[row]) : 0)
            }
        }
        guard let inverse = Self.inverted(&matrix) else { return nil }
        let ends = (0..<states).map { totals[$0] > 0 ? Double(conversions[$0]) / Double(totals[$0]) : 0 }
        let converts = inverse.map { row in zip(row, ends).reduce(0) { $0 + $1.0 * $1.1 } }
        guard converts[0] > 0 else { return nil }
        return Removal(
            conversion: converts[0],
            effects: (1..<states).map { inverse[0][$0] / inverse[$0][$0] * converts[$0] / converts[0] })
    }

    /// Gauss and Jordan, with the largest pivot of each column.
    private static func inverted(_ matrix: inout [[Double]]) -> [[Double]]? {
        let size = matrix.count
        var inverse = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0.0 } }
        for column in 0..<size {
            guard let pivot = (column..<size).max(by: { abs(matrix[$0][column]) < abs(matrix[$1][column]) }),
                abs(matrix[pivot][column]) > 1e-12
            else { return nil }
            matrix.swapAt(column, pivot)
            inverse.swapAt(column, pivot)
            let scale = 1 / matrix[column][column]
            for index in 0..<size {
                matrix[column][index] *= scale
                inverse[column][index] *= scale
            }
            for row in 0..<size where row != column && matrix[row][column] != 0 {
                let factor = matrix[row][column]
                for index in 0..<size {
                    matrix[row][index] -= factor * matrix[column][index]
                    inverse[row][index] -= factor * inverse[column][index]
                }
            }
        }
        return inverse
    }
}
