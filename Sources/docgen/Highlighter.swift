import Diagnostics
import Foundation
import Notes
import Pages
import Snippets

/// Other languages' code, highlighted by Pygments: one process for all that the cache does not know.
///
/// Without Pygments, or for a language that it does not know, code stays plain.
struct Highlighter {
  let cacheFolder: String

  private struct Code: Hashable, Codable, Sendable {
    var language: String
    var code: String
  }

  private static let script = """
    import json, sys
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound
    answers = []
    for item in json.load(sys.stdin):
        try:
            lexer = get_lexer_by_name(item["language"], stripnl=False, ensurenl=False)
            answers.append(highlight(item["code"], lexer, HtmlFormatter(nowrap=True)))
        except ClassNotFound:
            answers.append("")
    json.dump(answers, sys.stdout)
    """

  /// - Returns: HTML by `SiteOptions.key(language:code:)`.
  func highlight(_ documents: [Document]) -> [String: String] {
    var known: [String: String] = [:]
    var missing: [Code] = []
    for code in Set(concurrentMap(documents, Self.codes).joined()) {
      if let html = cached(code) { known[key(code)] = html } else { missing.append(code) }
    }
    guard !missing.isEmpty, let answers = ask(missing) else { return known.filter { !$0.value.isEmpty } }
    for (code, html) in zip(missing, answers) {
      known[key(code)] = html
      keep(html, for: code)
    }
    return known.filter { !$0.value.isEmpty }
  }

  private func key(_ code: Code) -> String { SiteOptions.key(language: code.language, code: code.code) }

  private static func codes(in document: Document) -> [Code] {
    var codes: [Code] = []
    func gather(_ blocks: [Block]) {
      for block in blocks {
        switch block.kind {
        case .code(let language, _, let text) where !language.isEmpty:
          codes.append(Code(language: language, code: text))
        case .quote(let inner), .alert(_, let inner): gather(inner)
        case .list(_, _, let items): for item in items { gather(item.blocks) }
        default: break
        }
      }
    }
    gather(document.blocks)
    for note in document.footnotes { gather(note.blocks) }
    return codes
  }

  private func ask(_ codes: [Code]) -> [String]? {
    guard let input = try? JSONEncoder().encode(codes) else { return nil }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-I", "-c", Self.script]
    let (into, from) = (Pipe(), Pipe())
    process.standardInput = into
    process.standardOutput = from
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    // The script reads all of its input before it writes.
    try? into.fileHandleForWriting.write(contentsOf: input)
    try? into.fileHandleForWriting.close()
    let output = from.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0,
      let answers = try? JSONDecoder().decode([String].self, from: output), answers.count == codes.count
    else { return nil }
    return answers
  }

  private struct Entry: Codable {
    var code: Code
    var html: String
  }

  /// A file is found by a short hash and believed only if it holds the very code.
  private func file(for code: Code) -> URL {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in key(code).utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return URL(filePath: cacheFolder).appending(path: String(hash, radix: 16) + ".json")
  }

  private func cached(_ code: Code) -> String? {
    guard let data = SealedFile.payload(ofFile: file(for: code).path),
      let entry = try? JSONDecoder().decode(Entry.self, from: data), entry.code == code
    else { return nil }
    return entry.html
  }

  private func keep(_ html: String, for code: Code) {
    try? FileManager.default.createDirectory(atPath: cacheFolder, withIntermediateDirectories: true)
    guard let data = try? JSONEncoder().encode(Entry(code: code, html: html)) else { return }
    _ = Disk.replace(file(for: code).path, by: [UInt8](SealedFile.sealed(data)))
  }
}
