import Columns
import Testing

@testable import Formats

@Suite struct WorkbookTests {
  @Test func aWorkbookOfAnotherProgramIsRead() throws {
    let loaded = try TableFile.read(bytes: try seed("xlsx/small.xlsx"), file: "small.xlsx")
    #expect(loaded.table.names == ["id", "name", "when", "column_4", "column_5"].prefix(3) + [])
    let day = Int32(Calendar.days(year: 2025, month: 3, day: 1))
    let noon = (Int64(day) * 24 + 12) * 3_600_000_000
    #expect(loaded.table["name"]?[0] == .text(" a\rb "))
    #expect(loaded.table["name"]?[1] == .missing)
    #expect(loaded.table["when"]?[0] == .timestamp(Int64(day) * Calendar.microsPerDay))
    #expect(loaded.table["when"]?[1] == .timestamp(noon))
    #expect(loaded.report.blankLines == 1)
    #expect(loaded.report.notes.contains("1 error such as #N/A became missing"))
    #expect(loaded.report.notes.contains("other sheets: \"B\""))
    #expect(loaded.report.format == "XLSX, sheet \"A\"")
  }

  @Test func sheetsAreChosenByNameOrNumber() throws {
    let bytes = try seed("xlsx/small.xlsx")
    for sheet in ["B", "2"] {
      let loaded = try TableFile.read(
        bytes: bytes, file: "x.xlsx", options: ReadOptions(sheet: sheet))
      #expect(loaded.report.format == "XLSX, sheet \"B\"")
    }
    let found = problem {
      _ = try TableFile.read(bytes: bytes, file: "x.xlsx", options: ReadOptions(sheet: "C"))
    }
    #expect(found?.hints == ["sheets: A, B"])
  }

  @Test(arguments: [
    ("yyyy\\-mm\\-dd", NumberFormat.day), ("[$-409]d/m/yy h:mm AM/PM;@", .moment),
    ("General", .plain),
    ("#,##0.00 \"days\"", .plain), ("[Red]0.00", .plain), ("[h]:mm:ss", .time), ("mmm", .day),
    ("mm:ss", .time), ("0.00;[Red]\\-d", .plain), ("\\d0", .plain), ("_d0", .plain),
    ("0.0E+00", .plain),
  ])
  func formatsTellDates(_ code: String, _ expected: NumberFormat) {
    #expect(NumberFormat(code: code) == expected)
  }

  @Test func serialNumbersAreDays() {
    let from1900 = SerialDates(from1904: false)
    let from1904 = SerialDates(from1904: true)
    func day(_ year: Int, _ month: Int, _ day: Int) -> Int32 {
      Int32(Calendar.days(year: year, month: month, day: day))
    }
    #expect(from1900.days(1) == day(1900, 1, 1))
    #expect(from1900.days(59) == day(1900, 2, 28))
    #expect(from1900.days(60) == nil)
    #expect(from1900.days(61) == day(1900, 3, 1))
    #expect(from1900.days(45_717) == day(2025, 3, 1))
    #expect(from1900.days(2_958_465) == day(9999, 12, 31))
    #expect(from1900.days(2_958_466) == nil)
    #expect(from1904.days(0) == day(1904, 1, 1))
    #expect(from1904.days(44_255) == day(2025, 3, 1))
    #expect(SerialDates.time(0.5) == "12:00:00")
    #expect(SerialDates.time(1.25) == "30:00:00")
  }

  @Test func everyMicrosecondThatASheetTakesComesBack() {
    let dates = SerialDates(from1904: false)
    var dice = Dice(state: 5)
    for _ in 0..<20_000 {
      let micros = Int64.random(in: -2_200_000_000_000_000...3_400_000_000_000_000, using: &dice)
      // Within the years 1901 to 2077 a number is fine enough.
      #expect(dates.serial(micros: micros).flatMap { dates.micros($0) } == micros)
    }
  }

  @Test func damagedWorkbooksSayWhatIsWrong() throws {
    let whole = try seed("xlsx/small.xlsx")
    for cut in [4, whole.count / 2, whole.count - 1] {
      let found = problem {
        _ = try TableFile.read(bytes: Array(whole[..<cut]), file: "cut.xlsx")
      }
      #expect(found?.kind == .data, "\(cut)")
      #expect(found?.message.hasPrefix("cut.xlsx: not a whole XLSX file") == true)
    }
  }

  @Test func sheetNamesAreMadeFit() {
    #expect(XLSXWriter.sheetName("a/b:c") == "a_b_c")
    #expect(XLSXWriter.sheetName("") == "Sheet1")
    #expect(XLSXWriter.sheetName(String(repeating: "x", count: 40)).count == 31)
  }
}
