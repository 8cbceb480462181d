import Diagnostics
import Foundation
import Pages

/// What the pages that are open are told: all that is wrong now, and that they may have changed.
struct News: Encodable {
  struct Problem: Encodable {
    var severity: String
    var message: String
    /// `docs/mal.md:41:5`; empty where it stands nowhere.
    var place: String
    /// The page that it stands on; nil where it stands on none.
    var page: String?

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(severity, forKey: .severity)
      try container.encode(message, forKey: .message)
      try container.encode(place, forKey: .place)
      // Not left out: the script tells null from a page.
      try container.encode(page, forKey: .page)
    }

    private enum CodingKeys: CodingKey { case severity, message, place, page }
  }

  struct Words: Encodable {
    var away: String

    init(_ language: Language) {
      let isChinese = language == .zh
      away = isChinese ? "docgen serve 已停，等它回来…" : "docgen serve is away: waiting for it…"
    }
  }

  var edition: Int
  var seconds: String
  /// `1 个错误，2 个警告`
  var counts: String
  var errors: Int
  var warnings: Int
  var problems: [Problem]
  var styles: String
  var words: Words

  static let fine = Message(zh: "全部成立", en: "all holds")

  /// What the pages that are open are told while the next state takes longer than a reader waits unasked.
  static func busy(in language: Language) -> String {
    let words = Message(zh: "正在核对…", en: "checking…").text(in: language)
    return "{\"busy\":\"\(words)\"}"
  }

  /// So many stand in the list; the terminal has them all.
  private static let most = 200

  init(
    edition: Int, _ report: Report, pages: [String: String], styles: String, seconds: Double,
    in language: Language
  ) {
    self.edition = edition
    self.styles = styles
    self.seconds = Summary.decimal(seconds, places: 2)
    errors = report.count(.error)
    warnings = report.count(.warning)
    let ordered =
      report.diagnostics.filter { $0.severity == .error }
      + report.diagnostics.filter { $0.severity == .warning }
    counts = (report.counts ?? Self.fine).text(in: language)
    problems = ordered.prefix(Self.most).map { finding in
      Problem(
        severity: finding.severity.rawValue, message: finding.message.text(in: language),
        place: finding.place ?? "", page: finding.range.flatMap { pages[$0.file.path] })
    }
    words = Words(language)
  }

  var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}
