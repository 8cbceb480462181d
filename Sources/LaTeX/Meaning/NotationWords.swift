import Typesetting
import Trees

/// Words that say what a sign means, where it means just that: `$a \bmod m$ 表示 $a$ 除以 $m$ 的余数`. Nothing is required of the
/// letters by them.
enum NotationWords {
  static func explain(_ words: String) -> Bool {
    ["表示", "是指", "指的是", "指", "记", "即", "为", "是", "denotes", "is the", "means", "stands for"]
      .contains(where: words.hasPrefix)
  }

  /// Words before the formula that is explained.
  static func leads(_ words: String) -> Bool {
    ["其中", "这里", "此处", "记号", "符号", "用", "以", "我们用", "where", "here"].contains(words)
  }

  /// What a sign is called; none where the formula is made of more than one sign, or of none.
  static func nouns(_ lexemes: [Lexeme]) -> [String] {
    let signs = lexemes.compactMap(nouns(of:))
    return signs.count == 1 ? signs[0] : []
  }

  private static func nouns(of lexeme: Lexeme) -> [String]? {
    switch lexeme.kind {
    case .sign("mod"), .sign("%"): ["余数", "remainder"]
    case .fenced("⌊", "⌋", _), .open("⌊"): ["最大整数", "下取整", "向下取整", "largest integer", "greatest integer"]
    case .fenced("⌈", "⌉", _), .open("⌈"): ["最小整数", "上取整", "向上取整", "smallest integer", "least integer"]
    case .function(.gcd): ["最大公约数", "最大公因数", "greatest common divisor"]
    case .function(.determinant): ["行列式", "determinant"]
    case .function(.max): ["最大", "较大", "largest", "maximum"]
    case .function(.min): ["最小", "较小", "smallest", "minimum"]
    case .binomial: ["组合数", "二项式系数", "binomial coefficient"]
    case .fenced("|", "|", _): ["绝对值", "absolute value"]
    default: nil
    }
  }
}

extension [Lexeme] {
  /// Whether this is a matrix written out, `A = \begin{pmatrix} a & b \\ b & c \end{pmatrix}`, that is its own transpose
  /// sign by sign.
  var isSymmetricGrid: Bool {
    guard let sign = firstIndex(where: { if case .relation(.equal) = $0.kind { true } else { false } }) else {
      return false
    }
    var body = Array(self[(sign + 1)...])
    if body.count == 1, case .fenced(_, _, let inside) = body[0].kind { body = inside }
    guard body.count == 1, case .grid(_, let rows) = body[0].kind, !rows.isEmpty,
      rows.allSatisfy({ $0.count == rows.count })
    else { return false }
    let texts = rows.map { $0.map { Parser.scriptText($0) } }
    return rows.indices.allSatisfy { i in
      rows.indices.allSatisfy { j in i <= j || texts[i][j] != nil && texts[i][j] == texts[j][i] }
    }
  }
}
