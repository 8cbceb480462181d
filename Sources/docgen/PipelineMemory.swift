import Formulas
import Basics
import Checks
import Diagnostics
import Foundation
import Notes
import Pages
import Snippets
import Synchronization

/// What each station of the pipeline keeps in memory between runs, for who builds again and again.
///
/// A station gives the very value of the last run where nothing went into it that is new; the next one then knows by
/// that alone that it has nothing to do. What all stations depend on is one word: where it changes, nothing is kept.
final class PipelineMemory: Sendable {
  struct Stations: Sendable {
    var notebook = NotebookMemory()
    var formulaIndex = FormulaIndexMemory()
    var gathering = GatheringMemory()
    var site = SiteMemory()
    var highlighting = HighlightMemory()
  }

  private struct State {
    var inputs: [UInt8]?
    var stations = Stations()
    var checks: CheckMemory?
  }

  private let state = Mutex(State())

  /// The stations for a run in which so much holds for all notes.
  func stations(under inputs: [UInt8]) -> Stations {
    state.withLock { state in
      if state.inputs.map({ !$0.holdsSame(as: inputs) }) ?? false { state.stations = Stations() }
      state.inputs = inputs
      return state.stations
    }
  }

  /// The checks that earlier runs made, read from the disk once.
  func checks(_ open: () -> CheckMemory) -> CheckMemory {
    state.withLock { state in
      let checks = state.checks ?? open()
      state.checks = checks
      return checks
    }
  }

  /// Keeps for the next process what this one found.
  func save() { state.withLock { $0.checks }?.save(isWhole: true) }
}

extension Pipeline {
  /// What every note depends on: configuration, audit, libraries.
  var commonInputs: [UInt8] {
    var bytes: [UInt8] = []
    for path in [notes.docs + "/" + Configuration.fileName, auditPath] {
      let file = Disk.bytes(of: path, upTo: Notebook.largestFile) ?? []
      bytes += "\(path) \(file.count)\n".utf8
      bytes += file
    }
    return bytes
  }

  /// Names, sizes and times of files that are no notes: what pages show, and what their programs may read.
  static func state(of files: [String], in folder: String) -> String {
    var state = ""
    for name in files {
      var facts = stat()
      guard stat(folder + "/" + name, &facts) == 0 else { continue }
      #if os(Linux)
        let time = "\(facts.st_mtim.tv_sec).\(facts.st_mtim.tv_nsec)"
      #else
        let time = "\(facts.st_mtimespec.tv_sec).\(facts.st_mtimespec.tv_nsec)"
      #endif
      state += "\(name)\0\(facts.st_size) \(time) \(facts.st_ino)\n"
    }
    return state
  }

  /// The same of the libraries that pages import.
  static func state(ofLibraries folders: [String]) -> String {
    folders.map { folder in folder + "\n" + state(of: Disk.files(below: folder) ?? [], in: folder) }.joined()
  }
}
