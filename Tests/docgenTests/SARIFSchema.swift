import Foundation

/// What SARIF 2.1.0 (OASIS, errata 01, section 3) requires of a log, as far as docgen writes one: required
/// properties, their types and ranges, enumerations, and indices that must agree. Anything else that
/// docgen does not mean to write is reported too.
struct SARIFSchema {
  private(set) var problems: [String] = []

  static func problems(in text: String) -> [String] {
    var schema = SARIFSchema()
    guard let log = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else {
      return ["not a JSON object"]
    }
    schema.log(log)
    return schema.problems
  }

  private mutating func require(_ holds: Bool, _ words: String) {
    if !holds { problems.append(words) }
  }

  private mutating func keys(_ object: [String: Any], _ allowed: Set<String>, _ place: String) {
    for key in object.keys.sorted() where !allowed.contains(key) {
      problems.append("\(place): unknown \(key)")
    }
  }

  /// §3.13: version and runs are required.
  private mutating func log(_ log: [String: Any]) {
    keys(log, ["$schema", "version", "runs"], "log")
    require(log["version"] as? String == "2.1.0", "log.version")
    if let schema = log["$schema"] { require((schema as? String).flatMap(URL.init) != nil, "log.$schema") }
    guard let runs = log["runs"] as? [[String: Any]], !runs.isEmpty else { return require(false, "log.runs") }
    for run in runs { self.run(run) }
  }

  /// §3.14: tool is required; §3.19: its driver is, with a name.
  private mutating func run(_ run: [String: Any]) {
    keys(
      run, ["tool", "results", "columnKind", "originalUriBaseIds", "invocations", "language", "artifacts"],
      "run")
    let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any] ?? [:]
    require(!(driver["name"] as? String ?? "").isEmpty, "driver.name")
    if let kind = run["columnKind"] {
      require(["utf16CodeUnits", "unicodeCodePoints"].contains(kind as? String), "run.columnKind")
    }
    let rules = driver["rules"] as? [[String: Any]] ?? []
    var ids = Set<String>()
    for rule in rules {
      let id = rule["id"] as? String ?? ""
      require(!id.isEmpty && ids.insert(id).inserted, "rule.id \(id) missing or twice")
      if let text = rule["shortDescription"] { message(text, "rule.shortDescription") }
    }
    guard let results = run["results"] as? [[String: Any]] else { return require(false, "run.results") }
    for (index, result) in results.enumerated() { self.result(result, rules, "result \(index)") }
  }

  /// §3.27: message is required; level is one of four; ruleIndex points at the rule of ruleId.
  private mutating func result(_ result: [String: Any], _ rules: [[String: Any]], _ place: String) {
    message(result["message"] as Any, place + ".message")
    if let level = result["level"] {
      require(["none", "note", "warning", "error"].contains(level as? String), place + ".level")
    }
    if let index = result["ruleIndex"] {
      let index = index as? Int ?? -1
      let isRule =
        rules.indices.contains(index) && rules[index]["id"] as? String == result["ruleId"] as? String
      require(isRule, place + ".ruleIndex")
    }
    for location in result["locations"] as? [[String: Any]] ?? [] { self.location(location, place) }
    var ids = Set<Int>()
    for location in result["relatedLocations"] as? [[String: Any]] ?? [] {
      self.location(location, place + ".relatedLocations")
      if let id = location["id"] as? Int {
        require(id >= 0 && ids.insert(id).inserted, place + " related id")
      }
    }
  }

  /// §3.11: text or id.
  private mutating func message(_ message: Any, _ place: String) {
    let object = message as? [String: Any] ?? [:]
    require(object["text"] is String || object["id"] is String, place)
  }

  /// §3.28–3.30: a URI reference, lines and columns from 1.
  private mutating func location(_ location: [String: Any], _ place: String) {
    guard let physical = location["physicalLocation"] as? [String: Any] else { return }
    let artifact = physical["artifactLocation"] as? [String: Any] ?? [:]
    let uri = artifact["uri"] as? String ?? ""
    require(!uri.isEmpty && URLComponents(string: uri) != nil && !uri.contains(" "), place + " uri \(uri)")
    guard let region = physical["region"] as? [String: Any] else { return }
    for key in ["startLine", "startColumn", "endLine", "endColumn"] {
      if let value = region[key] { require((value as? Int ?? 0) >= 1, place + " region.\(key)") }
    }
    let (start, end) = (region["startLine"] as? Int ?? 1, region["endLine"] as? Int)
    require(region["startLine"] is Int, place + " region.startLine")
    if let end { require(end >= start, place + " region ends before it starts") }
  }
}
