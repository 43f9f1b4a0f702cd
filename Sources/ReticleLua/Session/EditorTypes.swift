import Basics
import CRM
import Columns
import LuaHost

/// The annotation file for editors.
public enum EditorTypes {
  /// - Parameter data: A folder whose tables' columns are described too.
  public static func write(to path: String, data: String?) throws {
    var text = Annotations.text(of: try ReticleRegistry.make())
    if let data {
      let crm = try CRMLoader.open(CRMSource(folder: data), asOf: try AsOfDate.ofFolder(data))
      for entity in crm.entities {
        let table = try crm.table(entity.name)
        let columns = zip(table.names, table.columns).map { (name: $0, type: annotation($1.type)) }
        text += "\n" + Annotations.rowClass(entity.name, columns: columns) + "\n"
      }
    }
    try AtomicFile.write(text.utf8, to: path)
  }

  private static func annotation(_ type: ColumnType) -> String {
    switch type {
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .date, .timestamp: "reticle.date"
    case .text, .set: "string"
    }
  }
}
