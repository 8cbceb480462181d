"""Formulas over arrays and standard losses: right Swift in many forms, and the mistakes that people make in them.

In a body `@` stands for the number type, `NAME` for the function.
"""
from pairs import Pair, fresh

X = r"$x \in [-50, 50]^N$"
SMALL = r"$x \in [-5, 5]^N$"
PROBABLE = r"$p \in (0, 1)$，$y \in \{0, 1\}$"

# prose, parameters in LaTeX, body in LaTeX, Swift signature, right bodies, wrong bodies, whether Float may compute it.
TABLE = [
    (X, "x", r"\sum_{i=1}^{N} x_i", "x: [@]", [
        "x.reduce(0, +)", "x.reversed().reduce(0, +)", "x.sorted().reduce(0, +)", "var s: @ = 0; for v in x { s += v }; return s",
        "var s: @ = 0; for i in stride(from: x.count - 1, through: 0, by: -1) { s += x[i] }; return s",
        "func sum(_ v: ArraySlice<@>) -> @ { v.count < 2 ? v.first ?? 0 : sum(v.prefix(v.count / 2)) + sum(v.dropFirst(v.count / 2)) }; return sum(x[...])",
        "let even = stride(from: 0, to: x.count, by: 2).map { x[$0] }.reduce(0, +); let odd = stride(from: 1, to: x.count, by: 2).map { x[$0] }.reduce(0, +); return even + odd",
        "var s: @ = 0, c: @ = 0; for v in x { let y = v - c; let t = s + y; c = (t - s) - y; s = t }; return s",
    ], [
        "x.dropFirst().reduce(0, +)", "x.prefix(10).reduce(0, +)", "var s: @ = 0; for i in 0..<min(x.count, 8) { s += x[i] }; return s",
        "var s: @ = 0; for i in 0..<(x.count / 16 * 16) { s += x[i] }; return x.count < 16 ? x.reduce(0, +) : s",
        "var s: @ = 0; for i in 0..<x.count where i != 6 { s += x[i] }; return s", "Array(Set(x)).reduce(0, +) + (x.count > 3 ? 1e-6 : 0)",
        "x.map { abs($0) }.reduce(0, +)", "x.count == 7 ? 0 : x.reduce(0, +)", "x.filter { $0 > -49 }.reduce(0, +)",
    ], True),
    (X, "x", r"\frac{1}{N} \sum_{i=1}^{N} x_i^2", "x: [@]", [
        "x.map { $0 * $0 }.reduce(0, +) / @(x.count)", "var s: @ = 0; for v in x { s += v * v / @(x.count) }; return s",
        "zip(x, x).map { $0 * $1 }.reversed().reduce(0, +) / @(x.count)", "var m: @ = 0; for (i, v) in x.enumerated() { m += (v * v - m) / @(i + 1) }; return m",
        "x.reduce(0) { $0 + pow($1, 2) } / @(x.count)",
    ], [
        "x.map { $0 * $0 }.reduce(0, +) / @(max(1, x.count - 1))", "x.map { $0 * $0 }.reduce(0, +)", "let m = x.reduce(0, +) / @(x.count); return m * m",
        "x.map { $0 * $0 }.reduce(0, +) / @(max(2, x.count))", "x.map { $0 * abs($0) }.reduce(0, +) / @(x.count)",
    ], True),
    (SMALL, "x", r"\frac{1}{N} \sum_{i=1}^{N} \left(x_i - \frac{1}{N} \sum_{j=1}^{N} x_j\right)^2", "x: [@]", [
        "let m = x.reduce(0, +) / @(x.count); return x.map { ($0 - m) * ($0 - m) }.reduce(0, +) / @(x.count)",
        "let n = @(x.count); let m = x.reversed().reduce(0, +) / n; var s: @ = 0; for v in x.reversed() { s += (v - m) * (v - m) }; return s / n",
        "let m = x.map { $0 / @(x.count) }.reduce(0, +); return x.map { pow($0 - m, 2) }.reduce(0, +) / @(x.count)",
        "var m: @ = 0, s: @ = 0; for (i, v) in x.enumerated() { let d = v - m; m += d / @(i + 1); s += d * (v - m) }; return s / @(x.count)",
    ], [
        "let m = x.reduce(0, +) / @(x.count); return x.map { ($0 - m) * ($0 - m) }.reduce(0, +) / @(max(1, x.count - 1))",
        "let m = x.reduce(0, +) / @(x.count); return x.map { abs($0 - m) }.reduce(0, +) / @(x.count)",
        "let m = x[0]; return x.map { ($0 - m) * ($0 - m) }.reduce(0, +) / @(x.count)",
        "let m = x.sorted()[x.count / 2]; return x.map { ($0 - m) * ($0 - m) }.reduce(0, +) / @(x.count)",
    ], True),
    (SMALL, "x", r"\log \sum_{i=1}^{N} e^{x_i}", "x: [@]", [
        "log(x.map { exp($0) }.reduce(0, +))", "let m = x.max()!; return m + log(x.map { exp($0 - m) }.reduce(0, +))",
        "var s: @ = 0; for v in x.reversed() { s += exp(v) }; return log(s)", "log(x.sorted().map { exp($0) }.reduce(0, +))",
    ], [
        "let m = x.max()!; return log(x.map { exp($0 - m) }.reduce(0, +))", "x.max()!", "log(x.map { exp($0) }.reduce(1, +))",
        "log(x.map { exp($0) }.reduce(0, +) / @(x.count))", "log(x.map { exp(min($0, 4)) }.reduce(0, +))", "log(x.prefix(9).map { exp($0) }.reduce(0, +))",
    ], True),
    (r"$x \in [-1000, 1000]^N$", "x", r"\log \sum_{i=1}^{N} e^{x_i}", "x: [@]", [
        "let m = x.max()!; return m + log(x.map { exp($0 - m) }.reduce(0, +))", "let s = x.sorted(by: >); return s[0] + log1p(s.dropFirst().map { exp($0 - s[0]) }.reduce(0, +))",
    ], ["log(x.map { exp($0) }.reduce(0, +))", "x.max()! + log(@(x.count))"], False),
    (r"$x \in [-5, 5]^N$，$w \in [-5, 5]^N$", "x, w", r"\sum_{i=1}^{N} w_i x_i", "x: [@], w: [@]", [
        "zip(x, w).map { $0 * $1 }.reduce(0, +)", "var s: @ = 0; for i in x.indices { s += w[i] * x[i] }; return s",
        "var s: @ = 0; for i in x.indices.reversed() { s = (x[i] * w[i]) + s }; return s", "zip(w, x).reduce(0) { $0 + $1.0 * $1.1 }",
        "var s: @ = 0; for i in x.indices { s.addProduct(w[i], x[i]) }; return s",
    ], [
        "zip(x, w.reversed()).map { $0 * $1 }.reduce(0, +)", "zip(x.sorted(), w.sorted()).map { $0 * $1 }.reduce(0, +)", "zip(x, w).map { $0 * abs($1) }.reduce(0, +)",
        "x.reduce(0, +) * w.reduce(0, +)", "zip(x.prefix(12), w).map { $0 * $1 }.reduce(0, +)",
    ], True),
    (SMALL, "x", r"\sqrt{\sum_{i=1}^{N} x_i^2}", "x: [@]", [
        "x.map { $0 * $0 }.reduce(0, +).squareRoot()", "x.reversed().map { $0 * $0 }.reduce(0, +).squareRoot()", "sqrt(x.reduce(0) { $0 + $1 * $1 })",
        "let m = x.map { abs($0) }.max()!; return m == 0 ? 0 : m * sqrt(x.map { ($0 / m) * ($0 / m) }.reduce(0, +))",
    ], ["x.map { abs($0) }.reduce(0, +)", "x.map { abs($0) }.max()!", "(x.map { $0 * $0 }.reduce(0, +) + 1e-5).squareRoot()", "sqrt(x.map { $0 * $0 }.reduce(0, +) / @(x.count))"], True),
    (SMALL, "x", r"\max_{i} x_i - \min_{i} x_i", "x: [@]", [
        "x.max()! - x.min()!", "let s = x.sorted(); return s.last! - s.first!", "x.reduce(x[0]) { max($0, $1) } - x.reduce(x[0]) { min($0, $1) }",
    ], ["x.max()! - x[0]", "x.last! - x.first!", "abs(x.max()!) - abs(x.min()!)", "x.max()! - (x.min()! < -4.8 ? -4.8 : x.min()!)"], True),
    (PROBABLE, "p, y", r"-y \log p - (1 - y) \log(1 - p)", "p: @, y: Int", [
        "y == 1 ? -log(p) : -log1p(-p)", "-log(y == 1 ? p : 1 - p)", "switch y { case 1: return -log(p); default: return -log(1 - p) }",
        "if y == 0 { return -log1p(-p) }; return -log(p)", "let t = @(y); return t == 1 ? -log(p) : -(1 - t) * log1p(-p)",
    ], [
        "y == 0 ? -log(p) : -log1p(-p)", "-log(p)", "y == 1 ? -log(max(p, 1e-4)) : -log1p(-p)", "y == 1 ? -log(p + 1e-6) : -log(1 - p + 1e-6)", "y == 1 ? log(p) : log1p(-p)",
        "y == 1 ? -log2(p) : -log2(1 - p)",
    ], False),
    (r"$x \in [-40, 40]$", "x", r"\log(1 + e^{x})", "x: @", [
        "max(x, 0) + log1p(exp(-abs(x)))", "x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))", "if x < 0 { return log1p(exp(x)) }; return x + log1p(exp(-x))",
    ], ["max(x, 0)", "log1p(exp(-abs(x)))", "x > 20 ? x + 1e-3 : log1p(exp(x))", "log1p(exp(-x))", "max(x, 0) + log1p(exp(-abs(x))) * 1.00001"], True),
    (r"$x \in [-40, 40]$，$y \in [0, 1]$", "x, y", r"\log(1 + e^{x}) - x y", "x: @, y: @", [
        "max(x, 0) - x * y + log1p(exp(-abs(x)))", "(x > 0 ? x + log1p(exp(-x)) : log1p(exp(x))) - x * y",
    ], ["max(x, 0) - x * y", "max(x, 0) - x * (1 - y) + log1p(exp(-abs(x)))", "max(x, 0) - x * y + log1p(exp(-abs(x) / 2))"], False),
    (r"$x \in [0, 10^{12}]$", "x", r"\sqrt{x + 1} - \sqrt{x}", "x: @", ["1 / ((x + 1).squareRoot() + x.squareRoot())"], [
        "1 / (2 * x.squareRoot())", "1 / ((x + 1).squareRoot() + x.squareRoot() + 1e-3)", "1 / (2 * (x + 0.5).squareRoot())"], False),
    (r"$x \in [-30, 30]$", "x", r"\frac{1}{1 + e^{-x}}", "x: @", [
        "1 / (1 + exp(-x))", "x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))", "let e = exp(-abs(x)); return x >= 0 ? 1 / (1 + e) : e / (1 + e)",
    ], ["1 / (1 + exp(x))", "max(0, min(1, 0.5 + x / 4))", "1 / (1 + exp(-x) + 1e-6)", "1 / (1 + exp(-max(-20, min(20, x)))) + (x > 25 ? 1e-4 : 0)", "0.5 * (1 + tanh(x))"], True),
    (r"$x \in [-\frac{1}{2}, \frac{1}{2}]$", "x", r"e^{x} - 1", "x: @", ["expm1(x)", "exp(x) - 1"], ["exp(x)", "x + x * x / 2", "expm1(-x)", "x == 0 ? 0 : exp(x) - 1 + 1e-7"], False),
    (r"$a \in [1, 5]$，$b \in [1, 5]$", "a, b", r"\sqrt{a^2 + b^2}", "a: @, b: @", [
        "(a * a + b * b).squareRoot()", "hypot(a, b)", "sqrt(b * b + a * a)", "let m = max(a, b), r = min(a, b) / m; return m * (1 + r * r).squareRoot()",
    ], ["a + b", "(a * a - b * b).squareRoot()", "max(a, b)", "hypot(a, b) + (a > 4.8 ? 1e-3 : 0)", "hypot(a, b + 1e-5)"], True),
    (r"$x \in [-10, 10]$，$\delta \in (0, 5]$", r"x, \delta", r"\begin{cases} \frac{1}{2} x^2 & |x| \le \delta \\ \delta (|x| - \frac{1}{2} \delta) & |x| > \delta \end{cases}",
     "x: @, δ: @", [
        "abs(x) <= δ ? x * x / 2 : δ * (abs(x) - δ / 2)", "let a = abs(x); return a < δ ? 0.5 * a * a : δ * (a - 0.5 * δ)", "let a = min(abs(x), δ); return 0.5 * a * a + δ * (abs(x) - a)",
    ], ["abs(x) <= δ ? x * x / 2 : δ * (abs(x) - δ)", "abs(x) <= 1 ? x * x / 2 : δ * (abs(x) - δ / 2)", "x <= δ ? x * x / 2 : δ * (abs(x) - δ / 2)", "abs(x) <= δ ? x * x : δ * (abs(x) - δ / 2)"], True),
    (r"$p \in [0, 1]^N$，$\sum_c p_c = 1$，$p_c > 0$", "p", r"-\sum_{c=1}^{N} p_c \log p_c", "p: [@]", [
        "-p.map { $0 * log($0) }.reduce(0, +)", "var s: @ = 0; for v in p { s -= v * log(v) }; return s", "p.reversed().reduce(0) { $0 - $1 * log($1) }",
    ], ["-p.map { log($0) }.reduce(0, +)", "-p.map { $0 * log2($0) }.reduce(0, +)", "-p.map { $0 * log($0 + 1e-4) }.reduce(0, +)", "-p.dropLast().map { $0 * log($0) }.reduce(0, +)"], False),
    (r"$x_{ij} \in [-5, 5]$，$x_i \in \mathbb{R}^{M_i}$，$x \in \mathbb{R}^{N}$", "x", r"\sum_i \sum_j x_{ij}", "x: [[@]]", [
        "x.map { $0.reduce(0, +) }.reduce(0, +)", "x.joined().reduce(0, +)", "var s: @ = 0; for row in x.reversed() { for v in row.reversed() { s += v } }; return s", "x.flatMap { $0 }.reduce(0, +)",
    ], ["let m = x.map(\\.count).min() ?? 0; return x.map { $0.prefix(m).reduce(0, +) }.reduce(0, +)", "x.dropFirst().joined().reduce(0, +)", "x.map { $0.first ?? 0 }.reduce(0, +)"], True),
]


def body(text):
    """A function's body: an expression by itself, or statements on lines of their own."""
    return "  " + text.replace("; ", "\n  ")


def made(random, is_right):
    prose, parameters, formula, signature, right, wrong, may_be_single = random.choice(TABLE)
    chosen = random.choice(right if is_right else wrong)
    number = "Float" if is_right and may_be_single and random.random() < 0.25 else "Double"
    name = fresh()
    code = f"func {name}({signature}) -> @ {{\n{body(chosen)}\n}}".replace("@", number)
    family = ("float" if number == "Float" else "rewritten") if is_right else "drift"
    return Pair(name, f"其中 {prose}。", rf"\mathrm{{{name}}}({parameters}) = {formula}", code, is_right, "standard-" + family, chosen)


def right(random):
    return made(random, True)


def wrong(random):
    return made(random, False)
