extension LogisticKernel {
  /// A run of rows, small enough for the cache, with what is computed of them.
  struct Chunk {
    /// A block of the design as this chunk sees it.
    private enum Part {
      /// Index of the column among the numeric ones, and among all (intercept 0).
      case numeric(slot: Int, index: Int)
      /// Index among the columns of levels; first index and number of levels.
      case levels(slot: Int, first: Int, count: Int)
    }

    private let design: Design
    private let parts: [Part]
    private let centres: [Double]
    private let scales: [Double]
    private let capacity: Int
    /// One past the last index: where rows without a level go.
    private let nowhere: Int32
    private var count = 0

    private(set) var logOdds: [Double]
    /// w p (1 - p), and w (y - p).
    private var curvature: [Double]
    private var residual: [Double]
    /// Scaled numeric columns, one after the other, and each times the curvature.
    private var numbers: [Double]
    private var curved: [Double]
    /// The index of each row's level, one block after the other.
    private var indices: [Int32]

    init(_ kernel: LogisticKernel, capacity: Int) {
      design = kernel.design
      centres = kernel.centres
      scales = kernel.scales
      self.capacity = capacity
      nowhere = Int32(kernel.size)
      var (numeric, levels) = (0, 0)
      var parts: [Part] = []
      for (block, offset) in zip(design.blocks, design.offsets) {
        switch block {
        case .numeric:
          parts.append(.numeric(slot: numeric, index: offset + 1))
          numeric += 1
        case .levels(_, let count):
          parts.append(.levels(slot: levels, first: offset + 1, count: count))
          levels += 1
        }
      }
      self.parts = parts
      logOdds = [Double](repeating: 0, count: capacity)
      curvature = logOdds
      residual = logOdds
      numbers = [Double](repeating: 0, count: numeric * capacity)
      curved = numbers
      indices = [Int32](repeating: 0, count: levels * capacity)
    }

    /// Reads the rows, scaling numbers and turning codes into indices.
    mutating func load(_ rows: Range<Int>) {
      count = rows.count
      for (block, part) in zip(design.blocks, parts) {
        switch (block, part) {
        case (.numeric(let values), .numeric(let slot, let index)):
          let (centre, scale) = (centres[index - 1], 1 / scales[index - 1])
          let base = slot * capacity
          values.withUnsafeBufferPointer { values in
            numbers.withUnsafeMutableBufferPointer { numbers in
              for row in 0..<rows.count {
                numbers[base + row] = (values[rows.lowerBound + row] - centre) * scale
              }
            }
          }
        case (.levels(let codes, _), .levels(let slot, let first, let levels)):
          let base = slot * capacity
          let limit = UInt32(levels)
          codes.withUnsafeBufferPointer { codes in
            indices.withUnsafeMutableBufferPointer { indices in
              for row in 0..<rows.count {
                let code = codes[rows.lowerBound + row]
                let inside = UInt32(bitPattern: code) < limit
                indices[base + row] = inside ? code + Int32(first) : nowhere
              }
            }
          }
        default: break
        }
      }
    }

    /// The log odds of the rows at a position.
    mutating func predict(_ position: [Double]) {
      let count = count
      let padded = position + [0]
      padded.withUnsafeBufferPointer { position in
        logOdds.withUnsafeMutableBufferPointer { logOdds in
          for row in 0..<count { logOdds[row] = position[0] }
          for part in parts {
            switch part {
            case .numeric(let slot, let index):
              let coefficient = position[index]
              let base = slot * capacity
              numbers.withUnsafeBufferPointer { numbers in
                for row in 0..<count { logOdds[row] += coefficient * numbers[base + row] }
              }
            case .levels(let slot, _, _):
              let base = slot * capacity
              indices.withUnsafeBufferPointer { indices in
                for row in 0..<count { logOdds[row] += position[Int(indices[base + row])] }
              }
            }
          }
        }
      }
    }

    /// Residuals and curvature at the log odds.
    ///
    /// - Returns: The log-likelihood of the rows.
    mutating func weigh(_ outcomes: [Int8], _ weights: [Double]?, from start: Int) -> Double {
      let count = count
      var sum = CompensatedSum()
      outcomes.withUnsafeBufferPointer { outcomes in
        for row in 0..<count {
          let odds = logOdds[row]
          let weight = weights?[start + row] ?? 1
          let won = outcomes[start + row] == 1
          let small = exponential(-odds.magnitude)
          let whole = 1 + small
          // The chance of what did not happen, without cancellation.
          let missed = (odds >= 0) == won ? small / whole : 1 / whole
          residual[row] = weight * (won ? missed : -missed)
          curvature[row] = weight * (small / (whole * whole))
          let wrong = (odds >= 0) == won ? 0 : odds.magnitude
          if weight > 0 { sum.add(-weight * (wrong + logarithmOfOnePlus(small))) }
        }
      }
      let numeric = numbers.count / capacity
      curvature.withUnsafeBufferPointer { curvature in
        numbers.withUnsafeBufferPointer { numbers in
          curved.withUnsafeMutableBufferPointer { curved in
            for slot in 0..<numeric {
              let base = slot * capacity
              for row in 0..<count {
                curved[base + row] = curvature[row] * numbers[base + row]
              }
            }
          }
        }
      }
      return sum.value
    }

    /// Adds the rows to the gradient and to the lower triangle of the curvature.
    func accumulate(
      _ gradient: UnsafeMutableBufferPointer<Double>,
      _ hessian: UnsafeMutableBufferPointer<Double>, stride: Int
    ) {
      curvature.withUnsafeBufferPointer { curvature in
        residual.withUnsafeBufferPointer { residual in
          numbers.withUnsafeBufferPointer { numbers in
            curved.withUnsafeBufferPointer { curved in
              indices.withUnsafeBufferPointer { indices in
                let view = View(
                  curvature: curvature, residual: residual, numbers: numbers, curved: curved,
                  indices: indices, capacity: capacity, count: count, stride: stride)
                for row in 0..<count {
                  gradient[0] += residual[row]
                  hessian[0] += curvature[row]
                }
                for (position, part) in parts.enumerated() {
                  view.alone(part, gradient, hessian)
                  for earlier in parts[..<position] { view.pair(part, earlier, hessian) }
                }
              }
            }
          }
        }
      }
    }

    /// The chunk's arrays as plain memory.
    private struct View {
      let curvature: UnsafeBufferPointer<Double>
      let residual: UnsafeBufferPointer<Double>
      let numbers: UnsafeBufferPointer<Double>
      let curved: UnsafeBufferPointer<Double>
      let indices: UnsafeBufferPointer<Int32>
      let capacity: Int
      let count: Int
      let stride: Int

      /// What a block adds by itself and with the intercept.
      func alone(
        _ part: Part, _ gradient: UnsafeMutableBufferPointer<Double>,
        _ hessian: UnsafeMutableBufferPointer<Double>
      ) {
        switch part {
        case .numeric(let slot, let index):
          let base = slot * capacity
          gradient[index] += Self.dot(residual, 0, numbers, base, count)
          hessian[index * stride] += Self.dot(curvature, 0, numbers, base, count)
          hessian[index * stride + index] += Self.dot(curved, base, numbers, base, count)
        case .levels(let slot, _, _):
          let base = slot * capacity
          for row in 0..<count {
            let index = Int(indices[base + row])
            let weight = curvature[row]
            gradient[index] += residual[row]
            hessian[index * stride] += weight
            hessian[index * stride + index] += weight
          }
        }
      }

      /// What two blocks add together; `later` has the larger indices.
      func pair(_ later: Part, _ earlier: Part, _ hessian: UnsafeMutableBufferPointer<Double>) {
        switch (later, earlier) {
        case (.numeric(let slotA, let indexA), .numeric(let slotB, let indexB)):
          hessian[indexA * stride + indexB] += Self.dot(
            curved, slotA * capacity, numbers, slotB * capacity, count)
        case (.numeric(let slotA, let indexA), .levels(let slotB, _, _)):
          let (baseA, baseB) = (slotA * capacity, slotB * capacity)
          let line = indexA * stride
          for row in 0..<count { hessian[line + Int(indices[baseB + row])] += curved[baseA + row] }
        case (.levels(let slotA, _, _), .numeric(let slotB, let indexB)):
          let (baseA, baseB) = (slotA * capacity, slotB * capacity)
          for row in 0..<count {
            hessian[Int(indices[baseA + row]) * stride + indexB] += curved[baseB + row]
          }
        case (.levels(let slotA, _, _), .levels(let slotB, _, _)):
          let (baseA, baseB) = (slotA * capacity, slotB * capacity)
          for row in 0..<count {
            let cell = Int(indices[baseA + row]) * stride + Int(indices[baseB + row])
            hessian[cell] += curvature[row]
          }
        }
      }

      /// A dot product in eight interleaved sums: faster than one, and as exact.
      @inline(__always)
      static func dot(
        _ a: UnsafeBufferPointer<Double>, _ fromA: Int, _ b: UnsafeBufferPointer<Double>,
        _ fromB: Int, _ count: Int
      ) -> Double {
        guard let a = a.baseAddress, let b = b.baseAddress, count > 0 else { return 0 }
        let (left, right) = (UnsafeRawPointer(a + fromA), UnsafeRawPointer(b + fromB))
        var sums = SIMD8<Double>(repeating: 0)
        var row = 0
        while row + 8 <= count {
          let offset = row * MemoryLayout<Double>.stride
          sums +=
            left.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
            * right.loadUnaligned(fromByteOffset: offset, as: SIMD8<Double>.self)
          row += 8
        }
        var sum = sums.sum()
        while row < count {
          sum += a[fromA + row] * b[fromB + row]
          row += 1
        }
        return sum
      }
    }
  }
}
