/// What a table's cell or a named value can be: a number or a text.
public protocol Cell {
  @_spi(Weaving) var _field: String { get }
}

extension Double: Cell {
  @_spi(Weaving) public var _field: String { Channel.field(self) }
}
extension Float: Cell {
  @_spi(Weaving) public var _field: String { Channel.field(Double(self)) }
}
extension Int: Cell {
  @_spi(Weaving) public var _field: String { Channel.field(self) }
}
extension String: Cell {
  @_spi(Weaving) public var _field: String { Channel.field(self) }
}
extension Bool: Cell {
  @_spi(Weaving) public var _field: String { Channel.field(String(self)) }
}

func cellField(of value: Any) -> String {
  (value as? any Cell)?._field ?? Channel.field(String(describing: value))
}
