import Diagnostics

extension Configuration {
  package static let fileName = "docgen.yml"
  static let keys = [
    "title", "description", "strict", "run", "editURL", "siteURL", "folders", "macros", "symbols",
    "conventions", "libraries", "activeAssets", "lang", "updated",
  ]

  /// Reads `docgen.yml`.
  package static func parse(_ file: SourceFile) -> Reported<Configuration> {
    var obstacles = InputGuard(file: file)
    let bytes = obstacles.cleaned(0..<file.bytes.count)
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var settings = Settings(file, bytes: bytes, range: start..<bytes.count)
    var configuration = Configuration()
    for entry in settings.entries {
      switch entry.key {
      case "title": configuration.title = settings.text(entry)
      case "description": configuration.description = settings.text(entry)
      case "strict": configuration.strict = settings.flag(entry) ?? false
      case "run": configuration.run = settings.flag(entry)
      case "editURL": configuration.editURL = settings.text(entry)
      case "siteURL": configuration.siteURL = settings.text(entry)
      case "lang": configuration.language = settings.language(entry) ?? .zh
      case "updated": configuration.showsDates = settings.flag(entry) ?? false
      case "folders":
        configuration.folders = Dictionary(settings.pairs(entry).map { ($0.name, $0.value) }) { $1 }
      case "macros":
        configuration.macros = Dictionary(settings.pairs(entry).map { ($0.name, $0.value) }) { $1 }
      case "symbols":
        configuration.symbols = settings.pairs(entry).map { (name: $0.name, domain: $0.value) }
      case "conventions": configuration.conventions = settings.conventions(entry)
      case "libraries": configuration.libraries = settings.words(entry).map(\.word)
      case "activeAssets": configuration.hasActiveAssets = settings.flag(entry) ?? false
      default: settings.unknown(entry, known: Self.keys)
      }
    }
    return Reported(configuration, obstacles.diagnostics + settings.diagnostics)
  }
}
