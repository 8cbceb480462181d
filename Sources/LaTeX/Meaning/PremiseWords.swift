import Trees

/// What became of words between formulas.
enum WordsRead: Equatable {
  /// Each a predicate of the same symbols: 非负且不超过 1.
  case read([Predicate])
  /// They restrict something in a way that is not read.
  case restricting
  case nothing
}

package enum PremiseWords {
  /// What words behind a symbol say of it.
  ///
  /// - Parameter isLast: whether the clause ends with them.
  static func predicate(_ words: String, isLast: Bool) -> WordsRead {
    if isNoPremise(words) || !isLast && isSize(words) || isCount(words) { return .nothing }
    var phrase = Phrase(words.droppingConjunction)
    var found: [Predicate] = []
    while true {
      guard let predicate = phrase.predicate() else {
        return restricts(isLast ? withoutName(words) : words) ? .restricting : .nothing
      }
      found.append(predicate)
      if phrase.isEmpty { return .read(found) }
      guard predicate.pending == nil, phrase.take(conjunctions) != nil, !phrase.isEmpty else {
        return .restricting
      }
    }
  }

  /// `$K$ 个实数`: how many of what there are. 个互不相同的数 restricts these.
  static func isCount(_ words: String) -> Bool {
    let text = words.trimmed
    return text.hasPrefix("个")
      && !WordList(hard + comparisons.map(\.text)).occurs(in: text.lowercased())
  }

  /// 是样本的均值, 那一组的平均是: words that end in the name of a quantity say what a symbol is called, and require nothing
  /// of it.
  private static func withoutName(_ words: String) -> String {
    var text = words.lowercased().trimmed
    let isDisplayed = copulas.first(where: text.hasSuffix)
    if let isDisplayed { text = String(text.dropLast(isDisplayed.count)).trimmed }
    guard isDisplayed != nil || (naming + ["的"]).contains(where: text.hasPrefix),
      let noun = quantities.first(where: text.hasSuffix)
    else { return words }
    return String(text.dropLast(noun.count))
  }

  /// 是长度为 $n$ 的序列: a size, which shapes tell. 的长度为 $1$ may be a norm.
  private static func isSize(_ words: String) -> Bool {
    let text = words.lowercased().trimmed
    return naming.contains(where: text.hasPrefix)
      && ["长度为", "长为", "of length"].contains(where: text.hasSuffix)
  }

  private static let naming = copulas + ["表示", "代表", "即", "记", "称为", "叫", "is ", "are ", "denotes", "denote"]

  /// What the noun right before a symbol says of it: 正整数 $n$, "a nonnegative real $x$".
  static func attribute(_ lead: String) -> WordsRead {
    let text = lead.lowercased().trimmed
    if let noun = nouns.first(where: { text.hasSuffix($0.text) }) {
      return .read([Predicate(requirements: noun.says)])
    }
    for noun in [""] + commonNouns where text.hasSuffix(noun) {
      let said = String(text.dropLast(noun.count)).trimmed
      // A quantity's name before its symbol, 均值 $\\mu$, is a name.
      if hard.contains(where: said.hasSuffix), noun != "" || !quantities.contains(where: said.hasSuffix) {
        return .restricting
      }
    }
    return .nothing
  }

  /// Whether some words are what a symbol behind them is called: 正整数.
  static func isNoun(_ words: String) -> Bool {
    let text = words.lowercased().trimmed
    return nouns.contains { $0.text == text }
  }

  /// Nouns behind an adjective: 对称矩阵, "a convex function".
  private static let commonNouns = [
    "的", "数", "整数", "实数", "的数", "的整数", "的实数", "矩阵", "的矩阵", "方阵", "阵", "向量", "的向量", "函数", "的函数", "序列", "数列",
    "的数列", "变量",
    "随机变量", "的随机变量", "事件", "的事件", "集合", "算子", "number", "numbers", "integer", "integers", "real", "reals",
    "matrix",
    "matrices", "vector", "vectors", "function", "functions", "sequence", "variables", "events",
  ]

  /// Whether a clause without a symbol of its own goes on about the one before: 且为偶数, "and is odd".
  static func goesOn(_ words: String) -> Bool {
    let rest = Phrase(words).rest
    // A name for what comes next.
    if quantities.contains(String(rest)) { return false }
    return (hard + comparisons.map(\.text) + plain.map(\.text)).contains(where: rest.hasPrefix)
      || (someOf + notEveryOf).contains(where: rest.hasPrefix) || Phrase.isBareSum(rest)
      || (elementSums + elements).contains(where: rest.hasPrefix) || isEqualTo(rest)
  }

  /// 为零
  private static func isEqualTo(_ rest: Substring) -> Bool {
    copulas.contains { copula in rest.hasPrefix(copula) && restricts(String(rest)) }
  }

  /// Whether some words set a bound: 不超过.
  static func compares(_ words: String) -> Bool { comparing.occurs(in: words.lowercased()) }

  private static let comparing = WordList(
    comparisons.map(\.text).filter { $0.count > 1 && !vague.contains($0) })

  static func restricts(_ words: String) -> Bool { restricting.occurs(in: words.lowercased()) }

  /// Whether there is anything in some words to be read.
  static func speaks(_ words: String) -> Bool { speaking.occurs(in: words.lowercased()) }

  private static let restricting = WordList(
    hard + (comparisons.map(\.text) + plain.map(\.text)).filter { $0.count > 1 && !vague.contains($0) })
  private static let speaking = WordList(
    hard + comparisons.map(\.text) + plain.map(\.text) + ["实数", "real"] + copulas)

  /// Words of the tables that by themselves tell nothing: "as above".
  private static let vague: Set<String> = ["not", "above", "below", "even", "odd", "more than"]

  /// Words between two symbols that only list them.
  static let joining: Set<String> = ["、", "和", "与", "及", "以及", "跟", "同", "and", "、和", "&"]
  /// Words that join two sayings.
  static let conjunctions = ["并且", "而且", "且", "并", "但", "and", "but"]

  /// Before a symbol: whether the words only bring it in and name it, so that what follows is said of it:
  /// 其中预测概率, "where the weight". Not so of 前几节假定, or of 两倍的.
  static func bringsIn(_ lead: String) -> Bool {
    var phrase = Phrase(lead)
    while phrase.take(cues) != nil {}
    let rest = String(phrase.rest)
    guard !rest.isEmpty, !nouns.contains(where: { $0.text == rest }) else { return true }
    // 二分类的计数: what it is a name of stands before it.
    if let of = rest.lastIndex(of: "的"), rest.index(after: of) < rest.endIndex {
      return isName(String(rest[..<of])) && isName(String(rest[rest.index(after: of)...]))
    }
    return isName(rest)
  }

  private static func isName(_ words: String) -> Bool {
    words.count <= (words.first?.isASCII == true ? 24 : 8) && !turning.occurs(in: words)
  }

  /// Words that may stand before a symbol's name and change nothing.
  private static let cues = [
    "设", "令", "取", "记", "给定", "假设", "假定", "其中", "这里", "此处", "本节", "全文", "满足", "使得", "使", "约束", "条件", "要求",
    "若", "如果",
    "当", "对于", "对", "任意", "任给", "任取", "任何", "所有", "每个", "一切", "固定", "并且", "而且", "并", "且", "又", "再设", "再",
    "两个", "一个", "三个",
    "的", "即", "也即", "而", "let", "suppose", "assume", "where", "with", "such that", "for", "if", "when",
    "given",
    "any", "every", "all", "here", "the", "two", "three", "fix", "fixed", "arbitrary", "and",
  ]

  /// Words that say something else of a symbol than what stands behind it.
  private static let turning = WordList([
    "以为", "认为", "误", "前", "后", "上", "下", "节", "章", "曾", "将", "另", "并非", "不", "没", "未", "无", "除", "否则", "反之",
    "例如", "比如",
    "其他", "时", "若", "如", "是", "有", "为", "在", "的", "讨论", "考虑", "只", "关于", "加", "减", "乘", "倍", "与", "和", "从",
    "由", "比", "模", "总",
    "of", "plus", "minus", "times", "by", "in", "at", "than", "to", "not", "no", "is", "are", "was", "before",
    "previous", "above", "below", "later", "twice", "half",
  ])

  /// Before a symbol or behind it: nothing is required of it.
  static func isNoPremise(_ words: String) -> Bool { denying.occurs(in: words.lowercased()) }

  private static let denying = WordList([
    "不要求", "不需要", "无需", "不必", "未必", "不一定", "是否", "证明", "求证", "验证", "看出", "说明", "显然", "可能", "可以", "可正可负",
    "need not",
    "not require", "not necessarily", "prove", "whether", "may be", "can be",
  ])

  // MARK: Tables

  typealias Saying = (text: String, says: [Predicate.Requirement])

  static let fillers = [
    "均为", "都为", "皆为", "均是", "都是", "皆是", "各为", "分别为", "必须为", "必须是", "必须", "应当", "均", "都", "皆", "须", "应", "同时",
    "总",
    "恒为", "恒", "严格", "任意", "任一", "任何", "给定", "某一个", "它们", "二者", "两者", "三者", "它", "其", "彼此", "也", "又", "且",
    "并且", "而且", "取", "一个", "某个", "两个",
  ]
  static let englishFillers = [
    "is", "are", "be", "both", "all", "each", "must", "should", "also", "and", "which", "that", "it", "they",
    "a", "an", "some", "have", "has", "values",
  ]
  static let copulas = ["等于", "为", "是"]

  /// 至少有一个为正
  static let someOf = [
    "中至少有一个", "至少有一个", "中至少一个", "至少一个", "之中至少有一个", "中有一个", "at least one of them", "at least one",
  ].longestFirst(\.self)
  /// 不全为零
  static let notEveryOf = ["不全", "不都", "不同时", "并非全", "不完全", "not all", "not both"].longestFirst(\.self)

  static let comparisons: [(text: String, relation: Tree.Relation)] = [
    ("不大于", .lessOrEqual), ("不超过", .lessOrEqual), ("不高于", .lessOrEqual), ("不多于", .lessOrEqual),
    ("不超出", .lessOrEqual), ("至多为", .lessOrEqual), ("至多是", .lessOrEqual), ("至多", .lessOrEqual),
    ("最多为", .lessOrEqual), ("最多是", .lessOrEqual), ("最多", .lessOrEqual), ("最大为", .lessOrEqual),
    ("小于或等于", .lessOrEqual), ("小于等于", .lessOrEqual),
    ("不小于", .greaterOrEqual), ("不低于", .greaterOrEqual), ("不少于", .greaterOrEqual),
    ("至少为", .greaterOrEqual), ("至少是", .greaterOrEqual), ("至少", .greaterOrEqual),
    ("最少为", .greaterOrEqual), ("最少", .greaterOrEqual), ("最小为", .greaterOrEqual),
    ("大于或等于", .greaterOrEqual), ("大于等于", .greaterOrEqual),
    ("不等于", .unequal), ("不同于", .unequal), ("异于", .unequal), ("不为", .unequal), ("不是", .unequal),
    ("严格小于", .less), ("小于", .less), ("低于", .less), ("少于", .less), ("不到", .less),
    ("严格大于", .greater), ("大于", .greater), ("高于", .greater), ("多于", .greater), ("超过", .greater),
    ("恒等于", .equal), ("等于", .equal),
    ("at most", .lessOrEqual), ("does not exceed", .lessOrEqual), ("do not exceed", .lessOrEqual),
    ("not greater than", .lessOrEqual), ("no greater than", .lessOrEqual), ("no more than", .lessOrEqual),
    ("not more than", .lessOrEqual), ("not larger than", .lessOrEqual),
    ("less than or equal to", .lessOrEqual),
    ("at least", .greaterOrEqual), ("not less than", .greaterOrEqual), ("no less than", .greaterOrEqual),
    ("not smaller than", .greaterOrEqual), ("greater than or equal to", .greaterOrEqual),
    ("not equal to", .unequal), ("different from", .unequal), ("differs from", .unequal), ("not", .unequal),
    ("strictly less than", .less), ("less than", .less), ("smaller than", .less), ("below", .less),
    ("strictly greater than", .greater), ("greater than", .greater), ("larger than", .greater),
    ("more than", .greater), ("exceeds", .greater), ("exceed", .greater), ("above", .greater),
    ("equal to", .equal), ("equals", .equal),
  ].longestFirst(\.text)

  /// What is said of each symbol, or of all together.
  private static let sayings: [(texts: [String], says: [Predicate.Requirement])] = [
    (
      ["非负", "不为负", "不是负数", "nonnegative", "non-negative", "not negative"],
      [.compares(.greaterOrEqual, .number(0))]
    ),
    (["正", "positive"], [.compares(.greater, .number(0))]),
    (["负", "negative"], [.compares(.less, .number(0))]),
    (["非正", "不为正", "nonpositive", "non-positive"], [.compares(.lessOrEqual, .number(0))]),
    (["非零", "不为零", "不等于零", "nonzero", "non-zero", "not zero"], [.compares(.unequal, .number(0))]),
    (["实数"], [.real]),
    (["整数", "integer", "integers", "whole numbers", "a whole number"], [.whole]),
    (
      [
        "概率分布", "概率向量", "分布列", "离散概率分布", "离散分布", "离散型分布", "probability distribution",
        "probability distributions",
        "probability vector",
      ], [.distribution]
    ),
    (["独热向量", "独热编码", "独热的", "独热", "one-hot vector", "one-hot"], [.oneHot]),
    (["单位向量", "单位长度的向量", "unit vector", "unit vectors"], [.unit]),
    (
      ["非零向量", "不是零向量", "不为零向量", "非零矩阵", "不是零矩阵", "nonzero vector", "nonzero vectors", "non-zero vector"],
      [.nonzero]
    ),
    (["对称矩阵", "对称方阵", "实对称矩阵", "对称阵", "对称", "symmetric matrix", "symmetric"], [.symmetric]),
    (["素数", "质数", "prime number", "prime numbers", "prime"], [.whole, .prime]),
    (["奇素数", "奇质数", "odd prime"], [.whole, .prime, .remainder(1)]),
    (["合数", "composite number"], [.whole, .composite]),
    (["非整数", "不是整数", "不为整数", "not an integer", "not integers", "not whole"], [.broken]),
    (["偶数", "偶", "even"], [.whole, .remainder(0)]),
    (["奇数", "奇", "odd"], [.whole, .remainder(1)]),
    (["不是偶数", "不为偶数"], [.remainder(1)]),
    (["不是奇数", "不为奇数"], [.remainder(0)]),
    (
      ["自然数", "非负整数", "nonnegative integer", "non-negative integer", "nonnegative integers"],
      [.whole, .compares(.greaterOrEqual, .number(0))]
    ),
    (["正整数", "positive integer", "positive integers"], [.whole, .compares(.greaterOrEqual, .number(1))]),
    (["正偶数"], [.whole, .remainder(0), .compares(.greater, .number(0))]),
    (["正奇数"], [.whole, .remainder(1), .compares(.greater, .number(0))]),
    (
      [
        "互不相等", "互不相同", "两两不同", "两两不等", "各不相同", "各不相等", "互异", "不相等", "不同", "不相同", "distinct",
        "pairwise distinct", "mutually distinct", "different", "not equal", "unequal",
      ], [.distinct]
    ),
    (["相等", "相同", "equal"], [.equal]),
    (["互质", "互素", "coprime", "relatively prime"], [.coprime]),
    (["同号", "of the same sign"], [.sameSign]),
    (["异号", "of opposite signs"], [.oppositeSigns]),
  ]

  static let plain: [Saying] = sayings.flatMap { entry in
    entry.texts.map { text in (text: text, says: entry.says) }
  }.longestFirst(\.text)

  /// Nouns behind what is said: 非负实数.
  package static let numbers = [
    "实数", "常数", "标量", "整数", "数", "的", "real numbers", "real number", "reals", "real", "numbers",
    "number", "constants", "constant", "integers", "integer", "scalar", "scalars",
  ]

  static let nouns: [Saying] = plain.filter { !$0.says.contains(where: \.isMutual) }
    .flatMap(nouns(of:)).longestFirst(\.text)

  private static func nouns(of saying: Saying) -> [Saying] {
    var made: [Saying] = []
    if saying.text.hasSuffix("数") || saying.text.contains("integer") { made.append(saying) }
    if saying.says.contains(where: { $0 == .real || $0 == .prime || $0 == .composite || $0.isOfArray }) {
      return [saying]
    }
    for noun in realNouns { made.append((saying.text + noun, saying.says)) }
    let whole = saying.says.contains(.whole) ? saying.says : [.whole] + saying.says
    for noun in ["整数", "的整数", " integer", " integers"] { made.append((saying.text + noun, whole)) }
    return made
  }

  private static let realNouns = [
    "数", "实数", "的数", "的实数", "常数", "的常数", " real", " reals", " real number", " real numbers", " number",
    " numbers",
    " constant",
  ]

  static let elementSums = [
    "的各分量之和", "各分量之和", "的分量之和", "分量之和", "的所有分量之和", "所有分量之和", "的各元素之和", "各元素之和", "的元素之和", "元素之和",
    "的所有元素之和", "所有元素之和", "的各项之和", "各项之和", "的各项之和", "的元素和", "的分量和",
  ].longestFirst(\.self)
  static let elements = [
    "的各分量", "各分量", "的每个分量", "每个分量", "的所有分量", "的分量", "分量", "的各元素", "各元素", "的每个元素", "每个元素", "的所有元素", "所有元素",
    "的元素", "元素",
  ].longestFirst(\.self)
  static let elementSumsInEnglish = [
    "components sum to", "entries sum to", "elements sum to", "components that sum to", "entries that sum to",
    "sums to", "sum to",
  ]

  /// What restricts, and is not put into a formula here.
  static let hard = [
    "素数", "质数", "合数", "平方数", "互质", "互素", "整除", "倍数", "约数", "因子", "因数", "无理数", "有理数", "单位向量", "正交", "垂直", "平行",
    "线性无关", "线性相关", "对称", "可逆", "正定", "负定", "非奇异", "奇异", "满秩", "幂等", "对角阵", "对角矩阵", "三角阵", "三角矩阵", "单调", "递增",
    "递减",
    "增函数", "减函数", "不增", "不减", "凸", "凹", "连续", "可微", "可导", "光滑", "有界", "周期", "奇函数", "偶函数", "归一", "互异", "升序",
    "降序", "从小到大",
    "从大到小", "有序", "之和", "之积", "之差", "的和", "的积", "的差", "的秩", "行列式", "特征值", "范数", "模长", "绝对值", "介于", "之间", "同号",
    "异号",
    "相反数", "互为", "相等", "不等", "不同", "相同", "单位长", "随机矩阵", "最小", "最大", "独热", "平均", "均值", "奇偶", "三角形", "内角", "边长",
    "只取", "不全",
    "全为", "不同时", "至少有", "有一个", "恰有", "独立", "互斥", "服从", "概率分布", "概率向量", "分布列", "长度为", "的长度", "的模", "模为", "置换",
    "排列", "正比", "反比",
    "一奇一偶", "整数倍", "余数", "除以", "之比", "方差", "总和", "收敛", "非空", "有限", "有理", "无理", "周期", "齐次", "可积", "反对称",
    "one-hot", "triangle", "independent", "permutation", "average", "smallest", "largest", "minimum",
    "maximum",
    "not both", "not all", "antisymmetric", "skew", "parity",
    "prime", "composite", "divides", "divisible", "multiple of", "irrational", "rational", "unit vector",
    "unit norm", "unit length", "orthogonal", "orthonormal", "perpendicular", "parallel",
    "linearly independent",
    "symmetric", "invertible", "nonsingular", "definite", "semidefinite", "full rank", "idempotent",
    "diagonal",
    "triangular", "monotone", "monotonic", "increasing", "decreasing", "convex", "concave", "continuous",
    "differentiable", "bounded", "periodic", "sorted", "ordered", "coprime", "distinct", "sum to", "sums to",
    "the sum of", "between",
  ]

  /// Names of quantities among them: a symbol may be called so.
  package static let quantities = [
    "因子", "因数", "约数", "倍数", "特征值", "行列式", "范数", "模长", "绝对值", "平均", "平均数", "平均值", "均值", "内角", "边长", "余数", "方差",
    "总和", "之和", "之积", "之差", "的和", "的积", "的差", "的秩", "的长度", "的模", "置换", "排列", "周期", "概率分布", "之比",
    "average", "minimum", "maximum", "permutation",
  ].longestFirst(\.self)

  /// Words of chance: they tie events and variables to each other, and leave each value what it may be.
  private static let chanceWords: Set<String> = ["独立", "互斥", "服从", "independent"]
  private static let chance = WordList(Array(chanceWords))

  /// Whether some words speak of chance alone: what holds value by value holds under them or without.
  package static func isOfChance(_ text: String) -> Bool {
    chance.occurs(in: text.lowercased()) && !restrictingValues.occurs(in: text.lowercased())
  }

  private static let restrictingValues = WordList(hard.filter { !chanceWords.contains($0) })

  static let numerals: [(text: String, value: UInt)] = [
    ("零", 0), ("一", 1), ("二", 2), ("两", 2), ("三", 3), ("四", 4), ("五", 5), ("六", 6), ("七", 7), ("八", 8),
    ("九", 9),
    ("十", 10), ("zero", 0), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("ten", 10),
  ]
}

extension String {
  /// Without 且 at its end, which joins another saying.
  fileprivate var droppingConjunction: String {
    let text = trimmed
    for word in PremiseWords.conjunctions + ["而"] where text.hasSuffix(word) && text.count > word.count {
      return String(text.dropLast(word.count))
    }
    return text
  }
}

extension Array {
  fileprivate func longestFirst(_ text: (Element) -> String) -> [Element] {
    sorted { text($0).count > text($1).count }
  }
}
