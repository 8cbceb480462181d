import Notes
import Snippets
import Trees

/// Boxes: the sets of a formula such as `|A \\cap B| / |A \\cup B|` as what the code's structs of corners enclose.
struct Rectangle {
  var left: Tree
  var top: Tree
  var right: Tree
  var bottom: Tree

  var area: Tree { .product([Self.minus(right, left), Self.minus(bottom, top)]) }

  func intersection(_ other: Rectangle) -> Tree {
    let width = Self.minus(.apply(.min, [right, other.right]), .apply(.max, [left, other.left]))
    let height = Self.minus(.apply(.min, [bottom, other.bottom]), .apply(.max, [top, other.top]))
    return .product([.apply(.max, [.number(0), width]), .apply(.max, [.number(0), height])])
  }

  func hull(_ other: Rectangle) -> Rectangle {
    Rectangle(
      left: .apply(.min, [left, other.left]), top: .apply(.min, [top, other.top]),
      right: .apply(.max, [right, other.right]), bottom: .apply(.max, [bottom, other.bottom]))
  }

  private static func minus(_ a: Tree, _ b: Tree) -> Tree { .sum([a, .negate(b)]) }
}

extension SwiftType {
  /// The places of left, top, right and bottom among the fields of a box.
  fileprivate var corners: [Int]? {
    guard case .record(_, let fields) = self, fields.allSatisfy({ [.double, .float].contains($0.type) })
    else {
      return nil
    }
    let labels = fields.map { ($0.label ?? "").lowercased().filter { $0 != "_" } }
    let known: [[String]] = [
      ["x1", "y1", "x2", "y2"], ["x0", "y0", "x1", "y1"], ["xmin", "ymin", "xmax", "ymax"],
      ["minx", "miny", "maxx", "maxy"], ["left", "top", "right", "bottom"], ["l", "t", "r", "b"],
      ["left", "bottom", "right", "top"],
    ]
    for names in known {
      let places = names.compactMap { name in labels.firstIndex(of: name) }
      if places.count == 4, fields.count == 4 { return places }
    }
    return nil
  }
}

extension Definition {
  /// With the areas written out, of sets that the function is handed as boxes; nil where there are none.
  ///
  /// - Parameter withHull: whether one more set may be the box around the two.
  func ofRectangles(_ function: SwiftFunction, _ definitions: [String: Definition], withHull: Bool)
    -> (definition: Definition, arguments: [Binding.Argument])?
  {
    let boxes = function.parameters.indices.filter { function.parameters[$0].shape.corners != nil }
    guard !boxes.isEmpty, let whole = writtenOut(definitions) ?? Optional(self) else { return nil }
    var sets: [Name] = parameters
    whole.body.collectSets(into: &sets)
    sets = sets.uniqued.filter { whole.body.isMeasured($0) }
    guard sets.count >= boxes.count, !sets.isEmpty else { return nil }
    var rectangles: [Name: Rectangle] = [:]
    var made = self
    var corners: [Name] = []
    var arguments: [Binding.Argument] = []
    for (set, box) in zip(sets, boxes) {
      guard case .record(_, let fields) = function.parameters[box].shape,
        let places = function.parameters[box].shape.corners
      else { return nil }
      let names = fields.map { set.field($0.label ?? "", of: box) }
      rectangles[set] = Rectangle(
        left: .symbol(names[places[0]]), top: .symbol(names[places[1]]), right: .symbol(names[places[2]]),
        bottom: .symbol(names[places[3]]))
      for place in fields.indices {
        made.meanings[names[place]] = Meaning(
          names[place], .parameter, domain: Domain(Binding.moderate), origin: .head)
      }
      for (lower, upper) in [(places[0], places[2]), (places[1], places[3])] {
        let after = Tree.Scope(
          names[upper], .relation([.symbol(names[lower]), .symbol(names[upper])], [.less]))
        made.meanings[names[upper]]?.domain?.values = .filtered(Binding.moderate, after)
      }
      corners += names
      arguments += fields.indices.map { place in
        Binding.Argument(name: names[place], parameter: box, field: place, type: fields[place].type)
      }
    }
    let spare = sets.dropFirst(boxes.count)
    guard spare.isEmpty || spare.count == 1 && boxes.count == 2 && withHull else { return nil }
    if let hull = spare.first, let a = rectangles[sets[0]], let b = rectangles[sets[1]] {
      rectangles[hull] = a.hull(b)
    }
    let body = whole.body.replacingAreas(rectangles)
    guard !sets.contains(where: { body.isFree($0) }) else { return nil }
    made.rows = [rows[0]]
    made.rows[0].value = body
    made.parameters = []
    made.ranks = []
    made.implicit = body.freeSymbols
    made.inputs = corners.filter(body.isFree) + made.implicit.filter { !corners.contains($0) }
    return (made, arguments)
  }
}

extension Name {
  /// A corner of a box, as a name of its own: `x1` of A.
  fileprivate func field(_ label: String, of parameter: Int) -> Name {
    Name("\(plain).\(label)", label: "\(parameter)")
  }
}

extension Tree {
  /// Names that sets are made of, or that are measured, in order.
  fileprivate func collectSets(into found: inout [Name]) {
    switch self {
    case .apply(.length, let inside): inside[0].collectNames(into: &found)
    default: for child in children { child.collectSets(into: &found) }
    }
  }

  private func collectNames(into found: inout [Name]) {
    if case .symbol(let name) = self { found.append(name) }
    for child in children { child.collectNames(into: &found) }
  }

  /// Whether the size of a set with this name in it is asked for.
  fileprivate func isMeasured(_ name: Name) -> Bool {
    contains { tree in
      if case .apply(.length, let inside) = tree { inside[0].isFree(name) } else { false }
    }
  }

  fileprivate func replacingAreas(_ rectangles: [Name: Rectangle]) -> Tree {
    if case .apply(.length, let inside) = self, let area = inside[0].area(rectangles) { return area }
    return mapChildren { $0.replacingAreas(rectangles) }
  }

  private func area(_ rectangles: [Name: Rectangle]) -> Tree? {
    switch self {
    case .symbol(let name): return rectangles[name]?.area
    case .set(.intersection(let parts)):
      guard let (a, b) = Self.two(parts, rectangles) else { return nil }
      return a.intersection(b)
    case .set(.union(let parts)):
      guard let (a, b) = Self.two(parts, rectangles) else { return nil }
      return .sum([a.area, b.area, .negate(a.intersection(b))])
    case .set(.difference(let outer, let inner)):
      // Only of what encloses both is the rest the difference of the areas.
      guard case .symbol(let name) = outer, case .set(.union(let parts)) = inner,
        let hull = rectangles[name], let (a, b) = Self.two(parts, rectangles),
        let area = inner.area(rectangles),
        hull.area == a.hull(b).area
      else { return nil }
      return .sum([hull.area, .negate(area)])
    default: return nil
    }
  }

  private static func two(_ parts: [Tree], _ rectangles: [Name: Rectangle]) -> (Rectangle, Rectangle)? {
    guard parts.count == 2, case .symbol(let a) = parts[0], case .symbol(let b) = parts[1],
      let first = rectangles[a], let second = rectangles[b]
    else { return nil }
    return (first, second)
  }
}

extension Document {
  /// Whether its prose says of a box that it encloses others.
  var speaksOfHulls: Bool {
    let text = file.text(0..<file.bytes.count).lowercased()
    return [
      "外接框", "外接矩形", "外接边框", "包围框", "包围盒", "包住它们的最小框", "包住两者的最小框", "最小的框", "最小框", "最小矩形", "最小的矩形", "闭包框",
      "enclosing box", "enclosing rect", "bounding box", "bounding rect", "smallest box", "smallest rect",
    ].contains {
      text.contains($0)
    }
  }
}
