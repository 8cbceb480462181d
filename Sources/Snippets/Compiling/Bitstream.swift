/// A reader of LLVM's bitstream container, as far as serialized diagnostics need it.
///
/// Source: llvm.org/docs/BitCodeFormat.html. Anything malformed ends the reading with nil.
struct Bitstream {
  /// A record: its code, its numbers, its blob.
  struct Record {
    var code: Int
    var values: [UInt64]
    var blob: ArraySlice<UInt8>
  }
  enum Entry {
    case enter(block: Int)
    case leave
    case record(Record)
  }

  private enum Operand {
    case literal(UInt64)
    case fixed(Int), variable(Int)
    case array, char6, blob
  }
  private struct Block {
    var id: Int
    var width: Int
    var abbreviations: [[Operand]]
  }

  private let bytes: [UInt8]
  private var bit: Int
  private var stack: [Block] = [Block(id: -1, width: 2, abbreviations: [])]
  /// Abbreviations that the stream defines for all blocks of an id.
  private var shared: [Int: [[Operand]]] = [:]
  private var describedBlock = -1

  /// - Parameter magic: the first four bytes.
  init?(_ bytes: [UInt8], magic: [UInt8]) {
    guard bytes.starts(with: magic) else { return nil }
    self.bytes = bytes
    bit = magic.count * 8
  }

  /// The next entry; nil at the end or where the stream is malformed.
  mutating func next() -> Entry? {
    while bit + 8 <= bytes.count * 8 || stack.count > 1 {
      guard let block = stack.last, let abbreviation = read(block.width) else { return nil }
      switch abbreviation {
      case 0:
        align()
        guard stack.count > 1 else { return nil }
        stack.removeLast()
        if block.id != 0 { return .leave }
      case 1:
        guard let id = readVariable(8), let width = readVariable(4), width > 0, width <= 32, stack.count < 64
        else {
          return nil
        }
        align()
        guard read(32) != nil else { return nil }
        stack.append(Block(id: Int(id), width: Int(width), abbreviations: shared[Int(id)] ?? []))
        if id != 0 { return .enter(block: Int(id)) }
      case 2:
        guard let operands = readDefinition() else { return nil }
        if block.id == 0 {
          shared[describedBlock, default: []].append(operands)
        } else {
          stack[stack.count - 1].abbreviations.append(operands)
        }
      default:
        let record = abbreviation == 3 ? readPlain() : readAbbreviated(Int(abbreviation) - 4, block)
        guard let record else { return nil }
        if block.id == 0 {
          if record.code == 1, let id = record.values.first { describedBlock = Int(id) }
        } else {
          return .record(record)
        }
      }
    }
    return nil
  }

  private mutating func readPlain() -> Record? {
    guard let code = readVariable(6), let count = readVariable(6), count < 1 << 16 else { return nil }
    var values: [UInt64] = []
    for _ in 0..<count {
      guard let value = readVariable(6) else { return nil }
      values.append(value)
    }
    return Record(code: Int(code), values: values, blob: [])
  }

  private mutating func readAbbreviated(_ index: Int, _ block: Block) -> Record? {
    guard block.abbreviations.indices.contains(index) else { return nil }
    let operands = block.abbreviations[index]
    var values: [UInt64] = []
    var blob: ArraySlice<UInt8> = []
    for (place, operand) in operands.enumerated() {
      switch operand {
      case .array:
        guard let count = readVariable(6), count < 1 << 20, let element = operands.last else { return nil }
        for _ in 0..<count {
          guard let value = readScalar(element) else { return nil }
          values.append(value)
        }
      case .blob:
        guard let count = readVariable(6) else { return nil }
        align()
        let start = bit / 8
        guard count <= bytes.count, start + Int(count) <= bytes.count else { return nil }
        blob = bytes[start..<start + Int(count)]
        bit += Int(count) * 8
        align()
      default:
        if place > 0, case .array = operands[place - 1] { continue }
        guard let value = readScalar(operand) else { return nil }
        values.append(value)
      }
    }
    guard let code = values.first else { return nil }
    return Record(code: Int(code), values: Array(values.dropFirst()), blob: blob)
  }

  private mutating func readScalar(_ operand: Operand) -> UInt64? {
    switch operand {
    case .literal(let value): value
    case .fixed(let width): read(width)
    case .variable(let width): readVariable(width)
    case .char6: read(6)
    case .array, .blob: nil
    }
  }

  private mutating func readDefinition() -> [Operand]? {
    guard let count = readVariable(5), count < 64 else { return nil }
    var operands: [Operand] = []
    for _ in 0..<count {
      guard let isLiteral = read(1) else { return nil }
      if isLiteral == 1 {
        guard let value = readVariable(8) else { return nil }
        operands.append(.literal(value))
        continue
      }
      switch read(3) {
      case 1:
        guard let width = readVariable(5), width <= 64 else { return nil }
        operands.append(.fixed(Int(width)))
      case 2:
        guard let width = readVariable(5), (2...32).contains(width) else { return nil }
        operands.append(.variable(Int(width)))
      case 3: operands.append(.array)
      case 4: operands.append(.char6)
      case 5: operands.append(.blob)
      default: return nil
      }
    }
    return operands
  }

  private mutating func read(_ width: Int) -> UInt64? {
    guard width <= 64, bit + width <= bytes.count * 8 else { return nil }
    var value: UInt64 = 0
    for offset in 0..<width {
      let place = bit + offset
      if bytes[place / 8] >> UInt8(place % 8) & 1 == 1 { value |= 1 << UInt64(offset) }
    }
    bit += width
    return value
  }

  private mutating func readVariable(_ width: Int) -> UInt64? {
    var value: UInt64 = 0
    var shift = 0
    while shift < 64 {
      guard let chunk = read(width) else { return nil }
      let more = UInt64(1) << UInt64(width - 1)
      value |= (chunk & (more - 1)) << UInt64(shift)
      if chunk & more == 0 { return value }
      shift += width - 1
    }
    return nil
  }

  private mutating func align() { bit = (bit + 31) / 32 * 32 }
}
