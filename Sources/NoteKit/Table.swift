/// A column of a table: its head, and its value in each row.
public struct Column<Row> {
  let title: String
  let unit: String?
  let format: String?
  let value: (Row) -> String
}

/// A column's head and how its cells are computed.
///
/// - Parameters:
///   - unit: stands behind the title.
///   - format: printf's, `%.4f`; without one a number has the fewest digits that read back as it.
public func column<Row, Value: Cell>(
  _ title: String, unit: String? = nil, format: String? = nil, _ value: @escaping (Row) -> Value
) -> Column<Row> {
  Column(title: title, unit: unit, format: format) { value($0)._field }
}

/// A table that stands where the snippet stands: a line for each row, a cell for each column.
///
/// - Parameter rows: an array, a range, a stride: whatever gives them one after the other.
public func table<Row>(
  _ caption: String? = nil, rows: some Sequence<Row>, _ columns: Column<Row>..., line: Int = #line
) {
  guard Channel.isOpen else { return }
  let rows = Array(rows)
  var fields = [
    Channel.field(line), Channel.field(caption), Channel.field(columns.count), Channel.field(rows.count),
  ]
  for column in columns {
    fields += [Channel.field(column.title), Channel.field(column.unit), Channel.field(column.format)]
  }
  for row in rows { fields += columns.map { $0.value(row) } }
  Channel.send("table", fields)
}
