import Basics
import Diagnostics
import Foundation
import Notes
import Pages
import Snippets
import Synchronization

/// Other languages' code, highlighted by Pygments: one process for all that the cache does not know.
///
/// Without Pygments, or for a language that it does not know, code stays plain. Anybody's code reaches it: it runs
/// behind the wall that the notes' own code runs behind, and not for ever.
struct Highlighter {
  let cacheFolder: String
  let isolation: SnippetOptions.Isolation
  /// Of earlier builds of this process.
  var memory: HighlightMemory?

  /// Seconds for all. The script stops itself long before, and each code sooner, since some lexers take a time that
  /// grows with the square of a line: by the processor's seconds, so that a busy machine colours what an idle one does.
  private static let longest = 60.0

  private struct Code: Hashable, Codable, Sendable {
    var language: String
    var code: String
  }

  private static let script = """
    import json, resource, signal, sys, time
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    class TooLong(Exception): pass
    def stop(number, frame): raise TooLong
    signal.signal(signal.SIGPROF, stop)
    end = time.process_time() + 6
    answers = []
    for item in json.load(sys.stdin):
        answer = None
        try:
            signal.setitimer(signal.ITIMER_PROF, max(0.001, min(2, end - time.process_time())))
            lexer = get_lexer_by_name(item["language"], stripnl=False, ensurenl=False)
            answer = highlight(item["code"], lexer, HtmlFormatter(nowrap=True))
            signal.setitimer(signal.ITIMER_PROF, 0)
        except ClassNotFound:
            signal.setitimer(signal.ITIMER_PROF, 0)
            answer = ""
        except (TooLong, MemoryError, RecursionError):
            pass
        answers.append(answer)
    json.dump(answers, sys.stdout)
    """

  /// Where Pygments is, as the very script that highlights finds it; nil where that has none.
  static func place(isolation: SnippetOptions.Isolation = .available) -> String? {
    let words =
      "import pygments, sys; print(f'{pygments.__path__[0]} ({pygments.__version__}, {sys.executable})', end='')"
    let said = try? ShutInScript(path: "python3", arguments: ["-I", "-c", words]).run(
      [], isolation: isolation, timeout: longest)
    return said.map { String(decoding: $0, as: UTF8.self) }
  }

  /// - Returns: HTML by `SiteOptions.key(language:code:)`, and what could not be had of it.
  func highlight(_ documents: [Document]) -> Reported<[String: String]> {
    var known: [String: String] = [:]
    var missing: [Code] = []
    for code in Set(concurrentMap(documents, Self.codes).joined()) {
      let html = memory?.html(key(code)) ?? cached(code)
      if let html { known[key(code)] = html } else { missing.append(code) }
    }
    var diagnostics: [Diagnostic] = []
    let asked = Set(missing.map(key))
    if !missing.isEmpty, let words = memory?.words(forMissing: asked) {
      diagnostics = words
    } else if !missing.isEmpty {
      do throws(ShutInScript.Failure) {
        let answers = try ask(missing)
        // What took too long stays plain for now: another time the machine may be less busy.
        var slow: [String] = []
        for (code, html) in zip(missing, answers) {
          if let html {
            known[key(code)] = html
            keep(html, for: code)
          } else {
            slow.append(code.language)
          }
        }
        if !slow.isEmpty { diagnostics.append(.highlightingSlow(slow)) }
      } catch {
        diagnostics.append(.notHighlighted(missing.count, error.reason))
      }
    }
    memory?.keep(known, missing: asked.filter { known[$0] == nil }, diagnostics)
    return Reported(known.filter { !$0.value.isEmpty }, diagnostics)
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

  private func ask(_ codes: [Code]) throws(ShutInScript.Failure) -> [String?] {
    let input = (try? JSONEncoder().encode(codes)) ?? Data()
    let output = try ShutInScript(path: "python3", arguments: ["-I", "-c", Self.script]).run(
      [UInt8](input), isolation: isolation, timeout: Self.longest)
    guard let answers = try? JSONDecoder().decode([String?].self, from: Data(output)),
      answers.count == codes.count
    else { throw ShutInScript.Failure(reason: Message(zh: "回答读不懂", en: "its answer cannot be read")) }
    return answers
  }

  private struct Entry: Codable {
    var code: Code
    var html: String
  }

  /// A file is believed only if it holds the very code.
  private func file(for code: Code) -> URL {
    URL(filePath: cacheFolder).appending(path: SHA256.hex(fields: [code.language, code.code]) + ".json")
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

extension Diagnostic {
  /// Pages stand without it: colours are all that is lost.
  fileprivate static func notHighlighted(_ count: Int, _ reason: Message) -> Diagnostic {
    Diagnostic(
      .warning, "code-not-highlighted",
      Message(
        zh: "\(count) 段 Swift 以外的代码没有上色: \(reason.zh)",
        en:
          "\(count) piece\(count == 1 ? "" : "s") of code other than Swift \(count == 1 ? "has" : "have") no colours: \(reason.en)"
      ), consequence: .machine,
      help: [
        Message(
          zh: "make setup 安装 Pygments (python3-pygments); docgen doctor 说它在哪里",
          en: "make setup installs Pygments (python3-pygments); docgen doctor says where it is")
      ])
  }

  fileprivate static func highlightingSlow(_ languages: [String]) -> Diagnostic {
    let names = Set(languages).sorted().prefix(4).joined(separator: ", ")
    return Diagnostic(
      .warning, "code-not-highlighted",
      Message(
        zh: "\(languages.count) 段代码 (\(names)) 上色太慢, 没有上色",
        en:
          "\(languages.count) piece\(languages.count == 1 ? "" : "s") of code (\(names)) took too long to colour"
      ),
      consequence: .machine)
  }
}

/// Code that was highlighted before, and is asked for again.
final class HighlightMemory: Sendable {
  private struct State {
    var known: [String: String] = [:]
    /// What could not be highlighted, and what was said of it: nobody waits for that again and again.
    var missing: Set<String> = []
    var words: [Diagnostic] = []
  }

  private let state = Mutex(State())

  func html(_ key: String) -> String? { state.withLock { $0.known[key] } }

  /// What was said where just these were asked for in vain.
  func words(forMissing keys: Set<String>) -> [Diagnostic]? {
    state.withLock { $0.missing == keys ? $0.words : nil }
  }

  func keep(_ html: [String: String], missing: Set<String>, _ words: [Diagnostic]) {
    state.withLock { $0 = State(known: html, missing: missing, words: words) }
  }
}
