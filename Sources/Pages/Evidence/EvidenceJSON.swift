import Basics
import Checks
import Diagnostics

/// `evidence.json`: all evidence for machines, flat objects in the notes' order.
package enum EvidenceJSON {
  /// What the members mean: raised when one is renamed or comes to mean another thing, not when one is
  /// added. Each object carries it, so that one line taken out of the file still says what it is.
  static let format = 1

  /// Files are named from the folder that holds the notes' folder, so that the text is the same wherever docgen was
  /// started and however the folder was given, and tells nothing of the machine.
  ///
  /// - Parameter folder: the notes' folder, as the evidence's files are named by it.
  package static func text(_ evidence: [Evidence], ofNotesIn folder: String) -> String {
    guard !evidence.isEmpty else { return "[]\n" }
    let names = FileNames(folder: folder)
    let lines = evidence.map { JSONValue.object(members($0, names)).text(indented: false) }
    return "[\n" + lines.joined(separator: ",\n") + "\n]\n"
  }

  /// Names files from the folder that holds the notes' folder.
  private struct FileNames {
    private let parent: String

    init(folder: String) {
      let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
      parent = folder.lastIndex(of: "/").map { String(folder[...$0]) } ?? ""
    }

    func callAsFunction(_ file: SourceFile) -> String {
      file.path.hasPrefix(parent) ? String(file.path.dropFirst(parent.count)) : file.path
    }
  }

  private static func members(_ item: Evidence, _ name: FileNames) -> [(String, JSONValue)] {
    let start = item.range.start
    var members: [(String, JSONValue)] = [
      ("format", .int(format)), ("id", .string(item.id)), ("kind", .string(item.kind.rawValue)),
      ("page", .string(item.page)),
      ("file", .string(name(item.range.file))), ("line", .int(start.line)),
      ("level", .int(item.level.rawValue)),
      ("verdict", .string(item.verdict.rawValue)), ("expected", .bool(item.isAsExpected)),
      ("points", .int(item.sample.points)), ("worst_ulp", item.sample.worstULP.map(number) ?? .null),
    ]
    if item.sample.excluded > 0 { members.append(("excluded", .int(item.sample.excluded))) }
    if let place = item.sample.excludedAt { members.append(("excluded_at", .string(place))) }
    if let formula = item.formula { members.append(("formula", .int(formula))) }
    if let value = item.value { members.append(("value", .string(value))) }
    if item.kind == .table || item.kind == .value {
      members.append(("held_against_formula", .bool(item.isHeldAgainstFormula)))
    }
    if !item.domains.isEmpty { members.append(("domains", .string(item.domains.joined(separator: ", ")))) }
    if let function = item.function { members.append(("function", .string(function))) }
    if let range = item.functionRange {
      members.append(("function_line", .int(range.start.line)))
      if range.file != item.range.file { members.append(("function_file", .string(name(range.file)))) }
    }
    if !item.hidden.isEmpty {
      let places = item.hidden.map { "\(name($0.file)):\($0.start.line)" }
      members.append(("hidden", .string(places.joined(separator: ", "))))
    }
    if let example = item.counterexample { members += self.members(example) }
    if let proof = item.proof {
      members += [("proof", .string(proof.method)), ("boxes", .int(proof.boxes))]
      if !proof.leftOut.isEmpty {
        members.append(("left_out", .string(proof.leftOut.joined(separator: "; "))))
      }
    }
    if let mutants = item.mutants {
      members += [
        ("mutants_made", .int(mutants.made)), ("mutants_caught", .int(mutants.caught)),
        ("mutants_equivalent", .int(mutants.equivalent)), ("mutants_undecided", .int(mutants.undecided)),
      ]
    }
    if let reason = item.reason { members.append(("reason", .string(reason.zh))) }
    if !item.about.isEmpty { members.append(("about", .string(item.about.joined(separator: ", ")))) }
    return members
  }

  private static func members(_ example: Evidence.Counterexample) -> [(String, JSONValue)] {
    let point = example.point.map { "\($0.name.plain)=\($0.value)" }.joined(separator: ",")
    return [
      ("counterexample", .string(point)), ("left", .string(example.left.value)),
      ("left_is", .string(example.left.label.en)), ("right", .string(example.right.value)),
      ("right_is", .string(example.right.label.en)),
    ]
  }

  private static func number(_ value: Double) -> JSONValue {
    value.isFinite ? .double(value) : .string(value > 0 ? "inf" : value < 0 ? "-inf" : "nan")
  }
}
