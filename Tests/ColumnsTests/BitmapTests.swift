import Testing

@testable import Columns

@Suite("Bitmap")
struct BitmapTests {
  @Test("agrees with an array of booleans at every size around a word", arguments: Array(0...130))
  func agrees(count: Int) {
    let bits = (0..<count).map { ($0 * 7 + count) % 3 == 0 }
    let bitmap = Bitmap(bits)
    #expect(bitmap.countOfSet == bits.filter { $0 }.count)
    #expect((0..<count).map { bitmap[$0] } == bits)
    #expect((0..<count).map { bitmap.inverted()[$0] } == bits.map { !$0 })
    #expect(bitmap.inverted().countOfSet == count - bitmap.countOfSet)
    #expect(bitmap.rows().array.map { Int($0) } == bits.indices.filter { bits[$0] })
    #expect(Bitmap(count: count, filled: true).isFull)
  }
}
