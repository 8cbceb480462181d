import Foundation
import Testing

@testable import Previews

/// The server, attacked: nothing but the site is read, and memory stays bounded.
@Suite("The preview's server", .serialized)
struct ServerTests {
  private struct Files: PreviewFiles {
    var waiting: String? { nil }
    private let known: [String: String] = [
      "index.html": "<!doctype html><html><head></head><body>start</body></html>",
      "a/index.html": "<!doctype html><html><head></head><body>inside</body></html>",
      "404.html": "<!doctype html><html><head></head><body>none</body></html>",
      "data.csv": "0123456789", "样式.css": "p {}", "script.js": "1",
    ]

    func file(_ path: String) -> PreviewFile? {
      known[path].map { PreviewFile(bytes: Array($0.utf8), tag: "t\($0.utf8.count)") }
    }
  }

  /// Runs a server while something is done to it, on a thread of its own: what waits by hand would keep the server's
  /// own tasks from running.
  private func serving(_ body: @escaping @Sendable (UInt16, Listeners) throws -> Void) async throws {
    let listeners = Listeners()
    let server = try PreviewServer(port: 0, files: Files(), listeners: listeners)
    let running = Task { try await server.run() }
    let result: Result<Void, any Error> = await withCheckedContinuation { done in
      Thread { done.resume(returning: Result { try body(server.port, listeners) }) }.start()
    }
    running.cancel()
    _ = await running.result
    #expect(Client(port: server.port) == nil, "nothing listens after the end")
    try result.get()
  }

  private func status(_ reply: String) -> Int? { Int(reply.dropFirst("HTTP/1.1 ".count).prefix(3)) }

  @Test("types, tags, ranges, folders, and pages with the preview's script")
  func serves() async throws {
    try await serving { port, _ in
      let page = Client.ask(port, "/")
      #expect(page.contains("text/html; charset=utf-8") && page.contains("/.docgen/live.js"))
      #expect(Client.ask(port, "/.docgen/live.js").contains("text/javascript"))
      #expect(Client.ask(port, "/%E6%A0%B7%E5%BC%8F.css").contains("text/css"))
      #expect(Client.ask(port, "/a").contains("Location: /a/"))
      #expect(Client.ask(port, "/a/?x=1").contains("inside"))
      #expect(status(Client.ask(port, "/none.html")) == 404)
      #expect(status(Client.ask(port, "/data.csv", ["If-None-Match": "\"t10\""])) == 304)
      let part = Client.ask(port, "/data.csv", ["Range": "bytes=2-4"])
      #expect(status(part) == 206 && part.hasSuffix("234") && part.contains("bytes 2-4/10"))
      #expect(Client.ask(port, "/data.csv", ["Range": "bytes=-3"]).hasSuffix("789"))
      #expect(Client.ask(port, "/data.csv", ["Range": "bytes=8-"]).hasSuffix("89"))
      #expect(status(Client.ask(port, "/data.csv", ["Range": "bytes=10-"])) == 416)
      #expect(status(Client.ask(port, "/data.csv", ["Range": "bytes=4-2"])) == 200)
      let head = Client.ask(port, "/data.csv", method: "HEAD")
      #expect(head.contains("Content-Length: 10") && !head.contains("0123"))
      #expect(status(Client.ask(port, "/", method: "POST")) == 405)
      #expect(status(Client.ask(port, "/", ["Content-Length": "5"])) == 400)
    }
  }

  @Test("pages of other hosts and origins get nothing")
  func guests() async throws {
    try await serving { port, _ in
      for host in [
        "evil.example", "evil.example:\(port)", "127.0.0.1.evil.example", "127.0.0.1:1", "", "localhost",
      ] {
        #expect(status(Client.ask(port, "/", ["Host": host])) == 403, "\(host)")
      }
      #expect(status(Client.ask(port, "/", ["Host": "localhost:\(port)"])) == 200)
      for origin in ["http://evil.example", "null", "https://127.0.0.1:\(port)", "http://127.0.0.1:1"] {
        #expect(status(Client.ask(port, "/", ["Origin": origin])) == 403, "\(origin)")
        let asked = Client.ask(
          port, "/.docgen/socket",
          [
            "Origin": origin, "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
          ])
        #expect(status(asked) == 403, "\(origin)")
      }
      // A picture or a script of ours on a page of another site.
      #expect(
        status(Client.ask(port, "/script.js", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"]))
          == 403)
      let link = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"]
      #expect(status(Client.ask(port, "/", link)) == 200)
    }
  }

  @Test(
    "no path leads out of the site",
    arguments: [
      "/../etc/passwd", "/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/a/../../etc/passwd",
      "/%2e%2e%5c%2e%2e%5cetc", "/a/%00/b", "//etc/passwd", "/%c0%ae%c0%ae/etc/passwd",
      "/%252e%252e/etc/passwd",
      "/.docgen/../../etc/passwd", "/.docgen/socket/../live.js", "http://127.0.0.1/etc/passwd", "*", "/%",
      "/%zz", "/%+1",
      "/....//etc/passwd", "/./index.html", "/..;/etc/passwd",
    ])
  func traversal(path: String) async throws {
    try await serving { port, _ in
      let reply = Client.ask(port, path)
      #expect([400, 404].contains(status(reply)), "\(path): \(reply.prefix(80))")
      #expect(!reply.contains("root:"))
    }
  }

  @Test("heads without an end, and rubbish, are refused; memory stays bounded")
  func huge() async throws {
    try await serving { port, _ in
      let before = Self.memory
      let block = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
      for start in ["GET / HTTP/1.1\r\nX: ", "GET /", "", "GET / HTTP/1.1\r\n"] {
        let client = try #require(Client(port: port))
        client.send(start)
        var isTaken = true
        for _ in 0..<64 where isTaken { isTaken = client.send(block) }
        #expect(!isTaken, "64 MB of a head are not taken")
      }
      for rubbish in [
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /\r\n\r\n", "\r\n\r\n", "GET / HTTP/9\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: x\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n", "\0\0\0\0\r\n\r\n",
      ] {
        let client = try #require(Client(port: port))
        client.send(rubbish)
        let reply = String(decoding: client.receive(), as: UTF8.self)
        #expect([400, 403].contains(status(reply)), "\(rubbish)")
      }
      #expect(Self.memory - before < 64, "MiB more than before")
      #expect(status(Client.ask(port, "/")) == 200)
    }
  }

  @Test(
    "a thousand sockets that say nothing keep no one out, and slow ones are ended", .timeLimit(.minutes(3)))
  func thousand() async throws {
    try await serving { port, _ in
      let before = Self.memory
      var idle: [Client] = []
      for number in 0..<1000 {
        guard let client = Client(port: port) else { continue }
        if number % 2 == 0 { client.send("GET / HT") }
        idle.append(client)
      }
      #expect(idle.count > 500)
      let start = ContinuousClock.now
      #expect(status(Client.ask(port, "/")) == 200)
      #expect(ContinuousClock.now - start < .seconds(10))
      #expect(Self.memory - before < 128, "MiB more than before")
      // Byte by byte, so that each wait is short.
      let slow = try #require(Client(port: port))
      Thread {
        for byte in Array("GET / HTTP/1.1\r\nHost: ".utf8) + [UInt8](repeating: 97, count: 400) {
          guard slow.send([byte]) else { return }
          usleep(200_000)
        }
      }.start()
      #expect(slow.isEnded(within: 30), "a request's head may take ten seconds")
      idle.removeAll()
      #expect(status(Client.ask(port, "/")) == 200)
    }
  }

  private func socket(_ port: UInt16) throws -> Client {
    let client = try #require(Client(port: port))
    client.send(
      "GET /.docgen/socket HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nOrigin: http://127.0.0.1:\(port)\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    return client
  }

  @Test("an open page is told the newest state; one that does not read holds no more than that")
  func sockets() async throws {
    try await serving { port, listeners in
      listeners.tell("first")
      let client = try socket(port)
      let reply = String(decoding: client.receive(), as: UTF8.self)
      // The key's answer is RFC 6455's own example.
      #expect(reply.contains("101") && reply.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
      #expect(reply.contains("first"))
      listeners.tell(String(repeating: "二", count: 30_000))
      #expect(client.receive().count > 90_000)
      client.send([0x89, 0x81, 1, 2, 3, 4, UInt8(ascii: "x") ^ 1])
      #expect(client.receive().starts(with: [0x8A, 1, UInt8(ascii: "x")]), "a ping is answered")
      let before = Self.memory
      let deaf = try socket(port)
      for number in 0..<400 { listeners.tell("\(number)" + String(repeating: "x", count: 1 << 20)) }
      #expect(Self.memory - before < 96, "MiB more than before")
      for frame in [
        [0x81, 0x05, 1, 2, 3], [0x81, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
        [0x82, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0],
      ] as [[UInt8]] {
        let rude = try socket(port)
        _ = rude.receive(atMost: 100)
        rude.send(frame)
        #expect(rude.isEnded(within: 10))
      }
      withExtendedLifetime(deaf) {}
    }
  }

  /// MiB that this process holds.
  private static var memory: Int {
    let data = try? FileHandle(forReadingAtPath: "/proc/self/statm")?.readToEnd()
    let pages = data.flatMap { String(decoding: $0, as: UTF8.self).split(separator: " ").dropFirst().first }
    return (pages.flatMap { Int($0) } ?? 0) * Int(getpagesize()) >> 20
  }
}
