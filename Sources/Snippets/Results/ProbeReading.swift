/// The values of a page's probes, put together from all of its processes.
struct ProbeReading {
  private(set) var results: [String: [ProbeResult]] = [:]

  init(_ program: PageProgram, _ entry: LinkedUnit, _ runs: [RawRun]) {
    var values = program.probes.map { [ProbeResult](repeating: .notReached, count: $0.points.count) }
    for (number, words) in entry.refusedProbes where values.indices.contains(number) {
      values[number] = values[number].map { _ in .threw(words) }
    }
    for run in runs {
      let reached = Self.read(run) { number, point, result in
        if values.indices.contains(number), values[number].indices.contains(point) {
          values[number][point] = result
        }
      }
      if let (number, point) = reached, Self.ended(run), values.indices.contains(number),
        values[number].indices.contains(point)
      {
        values[number][point] = .trapped(TrapWords(run).text.en)
      }
    }
    for (index, probe) in program.probes.enumerated() { results[probe.id] = values[index] }
  }

  /// One probe's results in one process; the row in which the process died has trapped.
  static func rows(of run: RawRun, probe: Int, count: Int) -> [ProbeResult] {
    var rows = [ProbeResult](repeating: .notReached, count: count)
    let reached = read(run) { number, point, result in
      if number == probe, rows.indices.contains(point) { rows[point] = result }
    }
    if ended(run), let (number, point) = reached, number == probe, rows.indices.contains(point) {
      rows[point] = .trapped(TrapWords(run).text.en)
    }
    return rows
  }

  /// Whether the process died, or ended itself, before all was asked.
  static func ended(_ run: RawRun) -> Bool {
    run.ending != .exited(0) || Record.parse(Array(run.results)).last { $0.kind != "trap" }?.kind != "end"
  }

  /// Reads the points of one process; returns the probe and point that come next, nil before any probe.
  private static func read(_ run: RawRun, _ take: (Int, Int, ProbeResult) -> Void) -> (Int, Int)? {
    var next: (number: Int, point: Int)?
    for var record in Record.parse(Array(run.results)) {
      switch record.kind {
      case "probe": next = (record.fields.int(), record.fields.int())
      case "point":
        guard let (number, point) = next else { continue }
        take(number, point, .value(record.fields.probeValue()))
        next = (number, point &+ 1)
      case "threw":
        guard let (number, point) = next else { continue }
        take(number, point, .threw(record.fields.text() ?? ""))
        next = (number, point &+ 1)
      default: continue
      }
    }
    return next
  }

  /// The probe in which a process died or was stuck; nil where it came to its end.
  static func fatal(_ run: RawRun) -> Int? { ended(run) ? read(run) { _, _, _ in }?.0 : nil }

  /// What is left to ask after a process died in a probe; nil if it did not.
  ///
  /// - Parameter leaving: whether no more is asked of that probe.
  static func remaining(of request: RunRequest, after run: RawRun, leaving: Bool = false) -> RunRequest? {
    guard ended(run), let (number, point) = read(run, { _, _, _ in }) else { return nil }
    var rest = RunRequest(isProbing: true, probes: [])
    for probe in request.probes where probe.number >= number {
      if probe.number > number {
        rest.probes.append(probe)
        continue
      }
      if leaving { continue }
      let asked = probe.first..<probe.first + probe.points.count
      // What it says it has come to lies among what it was asked.
      guard asked.contains(point) else { return nil }
      let next = point + 1
      if next < asked.upperBound {
        rest.probes.append((number, next, Array(probe.points.dropFirst(next - probe.first))))
      }
    }
    return rest.probes.isEmpty ? nil : rest
  }
}

/// How often a page's functions may die or be stuck: one that traps at each of its points must not cost a process for
/// each of thousands, nor keep the others from being asked.
struct ProbePatience {
  private var deaths: [Int: Int] = [:]
  private var stuck = 0

  mutating func next(_ request: RunRequest, after run: RawRun) -> RunRequest? {
    guard let probe = ProbeReading.fatal(run) else { return nil }
    deaths[probe, default: 0] += 1
    let isStuck = run.ending == .timedOut
    if isStuck { stuck += 1 }
    guard stuck < 3, deaths.values.reduce(0, +) < 64 else { return nil }
    return ProbeReading.remaining(
      of: request, after: run, leaving: isStuck || deaths[probe, default: 0] >= 12)
  }
}
