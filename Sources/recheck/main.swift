import Foundation
import Proofs

// Re-checks proof files: docs/proofs/*.json by default, or those named.
//
// No search, no notes, no LaTeX: the statement in the file is taken apart anew, and each step of its proof
// is evaluated anew with outward rounding.

var paths = Array(CommandLine.arguments.dropFirst())
if paths.isEmpty {
  let folder = "docs/proofs"
  let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  paths = names.filter { $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }
}
guard !paths.isEmpty else {
  FileHandle.standardError.write(Data("recheck: 没有证明文件 (no proof files)\n".utf8))
  exit(3)
}

var refused = 0
var boxes = 0
for path in paths {
  do {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Kernel.Refusal(reason: "cannot be read")
    }
    let file = try ProofFile.read(data).get()
    try file.check()
    boxes += file.proofs.reduce(0) { $0 + $1.boxes }
  } catch {
    refused += 1
    let refusal = error as? Kernel.Refusal
    let way = refusal?.path.joined(separator: " › ") ?? ""
    print("\(path): 不接受 (refused): \(refusal?.reason ?? "\(error)")\(way.isEmpty ? "" : " [\(way)]")")
  }
}
print("recheck: \(paths.count - refused) 接受 (accepted), \(refused) 不接受 (refused), \(boxes) 个盒 (boxes)")
exit(refused == 0 ? 0 : 1)
