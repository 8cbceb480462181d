import FlyingFox
import FlyingSocks
import Foundation

/// One connection, from its first request to its end: it waits for no one for ever, and holds no more than a head.
struct Connection: Sendable {
  let socket: AsyncSocket
  let answering: Answering
  let listeners: Listeners
  /// Called when a whole request is there, and when the connection waits for the next.
  let isBusy: @Sendable (Bool) -> Void

  /// Seconds that a request's head may take, that a browser may keep a connection for later, that it may take a file.
  private static let (head, idle, file) = (10.0, 60.0, 60.0)

  func serve() async {
    defer { try? socket.close() }
    var input = Input(socket)
    var isFirst = true
    do {
      while true {
        isBusy(false)
        let request: Request
        (request, input) = try await next(input, seconds: isFirst ? Self.head : Self.idle)
        isBusy(true)
        isFirst = false
        if request.wantsSocket, answering.guests.admits(request), request.path == Answering.socketPath {
          return try await converse(request, input)
        }
        let reply = answering.reply(to: request)
        let isKept = request.isKeptAlive && !request.hasBody && reply.status < 500
        try await write(reply.bytes(isHead: request.method == "HEAD", isKeptAlive: isKept))
        guard isKept else { return }
      }
    } catch ConnectionFailure.tooLarge {
      await refuse(.words(431, "the request's head is too large"))
    } catch ConnectionFailure.malformed {
      await refuse(.words(400, "no request of HTTP/1"))
    } catch ConnectionFailure.late where isFirst {
      await refuse(.words(408, "the request came too slowly"))
    } catch {
      // Gone, or told to go.
    }
  }

  private func next(_ input: Input, seconds: Double) async throws -> (Request, Input) {
    try await within(seconds) {
      var input = input
      guard let request = Request(head: try await input.head()) else { throw ConnectionFailure.malformed }
      return (request, input)
    }
  }

  private func write(_ bytes: [UInt8]) async throws {
    try await within(Self.file) { try await socket.write(Data(bytes)) }
  }

  private func refuse(_ reply: Reply) async {
    let bytes = reply.bytes(isHead: false, isKeptAlive: false)
    _ = try? await within(1) { try await socket.write(Data(bytes)) }
  }

  /// Tells the page all that changes, until it goes.
  private func converse(_ request: Request, _ input: Input) async throws {
    guard let accepted = await Self.handshake(request), let (number, words) = listeners.join() else {
      return await refuse(.words(503, "no socket is to be had"))
    }
    defer { listeners.leave(number) }
    try await write(accepted)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for await text in words { try await write(SocketFrames.text(text)) }
        _ = try? await write(SocketFrames.close)
      }
      group.addTask {
        var input = input
        while true {
          switch try await SocketFrames.next(from: &input) {
          case .close: return
          case .ping(let payload): try await write(SocketFrames.pong(payload))
          case .other: break
          }
        }
      }
      _ = try await group.next()
      group.cancelAll()
    }
  }

  /// FlyingFox knows how a WebSocket is agreed on.
  private static func handshake(_ request: Request) async -> [UInt8]? {
    var headers = HTTPHeaders()
    for (name, value) in request.headers { headers[HTTPHeader(name)] = value }
    let asked = HTTPRequest(
      method: .GET, version: .http11, path: request.path, query: [], headers: headers,
      body: HTTPBodySequence(data: Data()))
    let answer = try? await WebSocketHTTPHandler(handler: Silence()).handleRequest(asked)
    guard let answer, answer.statusCode == .switchingProtocols,
      let key = answer.headers[.webSocketAccept]
    else { return nil }
    let lines = [
      "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
      "Sec-WebSocket-Accept: \(key)", "", "",
    ]
    return Array(lines.joined(separator: "\r\n").utf8)
  }

  private struct Silence: WSHandler {
    func makeFrames(for client: AsyncThrowingStream<WSFrame, any Error>) async throws -> AsyncStream<WSFrame>
    {
      AsyncStream { $0.finish() }
    }
  }
}
