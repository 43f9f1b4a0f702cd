import Basics

/// The text of a file whatever way its characters are stored, for readers of other formats.
public enum PlainText {
  /// - Throws: ``Problem`` if a file begins like an old workbook, or its text is stored in a way
  ///   that is not read and no other is given.
  public static func check(
    _ head: some Collection<UInt8>, file: String, encoding: TextEncoding? = nil
  ) throws {
    if head.starts(with: [0xd0, 0xcf, 0x11, 0xe0]) {
      throw Problem(
        .data, "\(file): an old Excel workbook (.xls), or one with a password",
        hints: ["save it as .xlsx without a password, or as .csv, from the spreadsheet"])
    }
    guard encoding == nil, TextDecoding.isUTF32(head) else { return }
    throw Problem(
      .data, "\(file): the text is stored as UTF-32",
      hints: ["save it as UTF-8: iconv -f UTF-32 -t UTF-8 FILE does"])
  }

  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - encoding: nil: found out as for delimited text (see ``CSVOptions/encoding``).
  /// - Returns: UTF-8 without a byte order mark, how it was stored, and what was unusual.
  /// - Complexity: O(*n*); UTF-8 without a mark is not copied.
  public static func utf8(
    _ bytes: [UInt8], encoding: TextEncoding? = nil
  ) -> (bytes: [UInt8], encoding: TextEncoding, notes: [String]) {
    let text = TextDecoding.decode(bytes, forced: encoding)
    let start = text.start
    return (
      start == 0 ? text.bytes : Array(text.bytes[start...]), text.encoding, text.notes
    )
  }
}

extension ColumnNames {
  /// Names for columns as delimited files get them: outer blanks cut off, an empty name becomes
  /// `column_3`, a name that occurs again gets ` (2)`. The notes say which were changed.
  public static func unique(_ header: [String]) -> (names: [String], notes: [String]) {
    HeaderNames.names(header)
  }

  /// `column_1`, `column_2`, …, for a file without a header.
  public static func numbered(_ count: Int) -> [String] { HeaderNames.numbered(count) }
}

/// How columns are named where a file does not name them well.
public enum ColumnNames {}
