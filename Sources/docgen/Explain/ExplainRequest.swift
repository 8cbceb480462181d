import Arithmetic
import Foundation

/// One formula to explain: a line of `explain --jsonl`, or the command line's own.
struct ExplainRequest: Equatable {
  var tex: String
  var point = GivenPoint([])
  /// Domains by name: `"p": "(0,1)"`, `"f": "function"`.
  var declarations: [Declaration] = []
  /// Formulas that stand before it.
  var given: [String] = []

  struct Declaration: Equatable {
    var name: String
    var domain: String
  }
}

/// Why a line is no request.
struct BadRequest: Error, Equatable {
  var reason: String
}

extension ExplainRequest {
  /// `{"tex": "…", "given": ["f(x) = x^2"], "at": {"p": 0.5}, "declare": {"p": "(0,1)"}}`
  init(line: some Collection<UInt8>) throws(BadRequest) {
    let wire: Wire
    do {
      wire = try JSONDecoder().decode(Wire.self, from: Data(line))
    } catch DecodingError.dataCorrupted {
      throw BadRequest(reason: "no JSON on this line")
    } catch DecodingError.keyNotFound(let key, _) {
      throw BadRequest(reason: "`\(key.stringValue)` is missing")
    } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw BadRequest(reason: "`\(path.isEmpty ? "line" : path)` has another type than expected")
    } catch {
      throw BadRequest(reason: "no request on this line")
    }
    tex = wire.tex
    given = wire.given ?? []
    declarations = (wire.declare ?? [:]).map { Declaration(name: $0.key, domain: Self.domain($0.value)) }
      .sorted { $0.name < $1.name }
    for (name, value) in (wire.at ?? [:]).sorted(by: { $0.key < $1.key }) {
      guard let value = value.point else {
        throw BadRequest(reason: "`at.\(name)` is no number, decimal, inf or array of these")
      }
      point.coordinates.append(GivenPoint.Coordinate(name: name, value: value))
    }
  }

  /// `\in \{1, 2\}` says the same as the set alone.
  private static func domain(_ written: String) -> String {
    let bare = written.drop { $0 == " " }
    for sign in ["\\in", "∈"] where bare.hasPrefix(sign) && bare.dropFirst(sign.count).first?.isLetter != true
    {
      return String(bare.dropFirst(sign.count))
    }
    return written
  }

  private struct Wire: Decodable {
    var tex: String
    var given: [String]?
    var at: [String: WireValue]?
    var declare: [String: String]?
  }

  private indirect enum WireValue: Decodable {
    case number(Double)
    case text(String)
    case array([WireValue])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let text = try? container.decode(String.self) {
        self = .text(text)
      } else {
        self = .array(try container.decode([WireValue].self))
      }
    }

    var point: ExactValue? {
      switch self {
      case .number(let value): return .binary(value)
      case .text(let text): return ExactValue(number: text)
      case .array(let members):
        let values = members.map(\.point)
        return values.contains(nil) ? nil : .array(values.compactMap(\.self))
      }
    }
  }
}
