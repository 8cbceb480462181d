/// A key as a keyboard sends it.
package struct Key: Sendable, Hashable {
  var key: String
  var code: String
  var number: Int
  var text: String?

  package static let tab = Key(key: "Tab", code: "Tab", number: 9)
  package static let enter = Key(key: "Enter", code: "Enter", number: 13, text: "\r")
  package static let escape = Key(key: "Escape", code: "Escape", number: 27)
  package static let space = Key(key: " ", code: "Space", number: 32, text: " ")
  package static let left = Key(key: "ArrowLeft", code: "ArrowLeft", number: 37)
  package static let up = Key(key: "ArrowUp", code: "ArrowUp", number: 38)
  package static let right = Key(key: "ArrowRight", code: "ArrowRight", number: 39)
  package static let down = Key(key: "ArrowDown", code: "ArrowDown", number: 40)
  package static let home = Key(key: "Home", code: "Home", number: 36)
  package static let end = Key(key: "End", code: "End", number: 35)
  package static let pageDown = Key(key: "PageDown", code: "PageDown", number: 34)
  package static let pageUp = Key(key: "PageUp", code: "PageUp", number: 33)

  /// A character that is one key.
  package static func character(_ character: Character) -> Key {
    let text = String(character)
    return Key(
      key: text, code: "", number: Int(text.uppercased().unicodeScalars.first?.value ?? 0), text: text)
  }
}

/// Keys and pointer.
extension Page {
  package struct Modifiers: OptionSet, Sendable {
    package var rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }
    package static let alt = Modifiers(rawValue: 1)
    package static let control = Modifiers(rawValue: 2)
    package static let shift = Modifiers(rawValue: 8)
  }

  package struct Box: Sendable, Decodable, Hashable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double
  }

  package func press(_ key: Key, _ modifiers: Modifiers = [], times: Int = 1) async throws {
    for _ in 0..<times {
      var event: [String: JSON] = [
        "key": .string(key.key), "code": .string(key.code),
        "windowsVirtualKeyCode": .number(Double(key.number)),
        "modifiers": .number(Double(modifiers.rawValue)),
      ]
      event["type"] = key.text == nil ? "rawKeyDown" : "keyDown"
      if let text = key.text, modifiers.isDisjoint(with: [.alt, .control]) { event["text"] = .string(text) }
      try await send("Input.dispatchKeyEvent", .object(event))
      event["type"] = "keyUp"
      event["text"] = nil
      try await send("Input.dispatchKeyEvent", .object(event))
    }
  }

  /// Text as an input method commits it.
  package func type(_ text: String) async throws {
    try await send("Input.insertText", ["text": .string(text)])
  }

  /// Where the first such element stands in the window, after it was scrolled into sight.
  package func box(_ selector: String) async throws -> Box {
    let found = try await call(
      """
      (selector) => {
        const element = document.querySelector(selector);
        if (!element) return null;
        element.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
        const { x, y, width, height } = element.getBoundingClientRect();
        return { x, y, width, height };
      }
      """, .string(selector))
    guard let x = found["x"].number, let y = found["y"].number, let width = found["width"].number,
      let height = found["height"].number
    else { throw BrowserFailure.missing(selector: selector) }
    return Box(x: x, y: y, width: width, height: height)
  }

  package func click(_ selector: String) async throws {
    let box = try await box(selector)
    try await click(x: box.x + box.width / 2, y: box.y + box.height / 2)
  }

  package func click(x: Double, y: Double) async throws {
    try await move(x: x, y: y)
    try await pointer("mousePressed", x, y)
    try await pointer("mouseReleased", x, y)
  }

  package func move(x: Double, y: Double) async throws {
    try await send("Input.dispatchMouseEvent", ["type": "mouseMoved", "x": .number(x), "y": .number(y)])
  }

  /// Presses within the element at a share of its width, and lets go at another.
  package func drag(_ selector: String, from start: Double, to end: Double) async throws {
    let box = try await box(selector)
    let y = box.y + box.height / 2
    try await move(x: box.x + start * box.width, y: y)
    try await pointer("mousePressed", box.x + start * box.width, y)
    for step in 1...4 {
      let share = start + (end - start) * Double(step) / 4
      try await send(
        "Input.dispatchMouseEvent",
        [
          "type": "mouseMoved", "x": .number(box.x + share * box.width), "y": .number(y), "button": "left",
          "buttons": 1,
        ])
    }
    try await pointer("mouseReleased", box.x + end * box.width, y)
  }

  private func pointer(_ type: String, _ x: Double, _ y: Double) async throws {
    try await send(
      "Input.dispatchMouseEvent",
      [
        "type": .string(type), "x": .number(x), "y": .number(y), "button": "left", "clickCount": 1,
        "buttons": type == "mousePressed" ? 1 : 0,
      ])
  }
}
