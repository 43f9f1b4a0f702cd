import Testing

@testable import Reports
@testable import ReticleLua

@Suite("Charts of text")
struct PlotTests {
  @Test("bars are as long as their values, intervals drawn over them")
  func bars() {
    let lines = BarChart.lines(
      [.init("one", 1), .init("half", 0.5, low: 0.25, high: 0.75), .init("none", nil)],
      width: 8 + 4 + 1 + 4
    ) { String($0) }
    // Eight cells are 1.
    #expect(
      lines == ["one   1.0  ████████", "half  0.5  ██├█─┤", "none    -"])
  }

  @Test("what is below zero goes to the left")
  func negative() {
    let lines = BarChart.lines([.init("a", -1), .init("b", 1)], width: 17) { String(Int($0)) }
    #expect(lines == ["a  -1  █████", "b   1       █████"])
  }

  @Test("ranges of a histogram have round ends and hold every value once")
  func histogram() {
    let bins = Histogram.bins([0, 1, 2, 3, 9.5, 10, .nan], about: 5)
    #expect(bins.map(\.from) == [0, 2, 4, 6, 8])
    #expect(bins.map(\.count) == [2, 2, 0, 0, 2])
    #expect(Histogram.bins([], about: 5).isEmpty)
    #expect(Histogram.bins([4, 4], about: 5) == [.init(from: 4, to: 4, count: 2)])
  }

  @Test("a line that rises is drawn from below to above")
  func line() {
    let lines = LineChart.lines([("jan", 0), ("feb", 5), ("mar", 10)], width: 20, height: 2) {
      String(Int($0))
    }
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("10 ┤"))
    #expect(lines[2].hasSuffix("mar"))
    #expect(LineChart.lines([("a", nil)], width: 20) { String($0) } == ["(nothing to draw)"])
  }

  @Test("the darkest cell is the largest")
  func heat() {
    let lines = HeatMap.lines(
      rows: ["r", "s"], columns: ["x", "y"], cells: [[0, 10], [nil, 5]], width: 40
    ) { String(Int($0)) }
    #expect(lines[1].contains("█") && lines[1].hasSuffix("10"))
    #expect(lines[2].contains("▒") && !lines[2].contains("█"))
  }

  @Test("a script draws its figures, and mistakes are said")
  func script() throws {
    let text = try Workbench.run(
      """
      local by = cohorts(open(), { by = "industry" })
      print(plot.bar(by, "industry", "win_rate", { n = 3, width = 60 }))
      print(plot.histogram(open().accounts, "employees", { bins = 4, width = 60 }))
      """)
    #expect(text.contains("█"))
    #expect(text.contains("missing: "))
    #expect(text.contains("more rows"))
    let failed = Workbench.failure("plot.bar(open().accounts, \"name\", \"industry\")")
    #expect(failed.contains("plot.bar: value is text, not a number"), "\(failed)")
  }
}
