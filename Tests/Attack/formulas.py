"""Formulas of real numbers as trees: their value in doubles and to fifty digits, in LaTeX and in Swift.

A tree is a tuple. Beside the value, `bound` gives what rounding may do to it when every operation errs by half a
unit in the last place and sums may be added in any order: a rewriting whose error stays below is harmless.
"""
import decimal, math
from decimal import Decimal
from fractions import Fraction

DIGITS = decimal.Context(prec=50, Emin=-999999, Emax=999999)
UNIT = 2.0**-53


class Outside(Exception):
    """No value, or none that a double holds."""


def taylor(value, first, step):
    """The sine or cosine series: at most some hundred terms for the arguments used here."""
    if abs(value) > 60:
        raise Outside
    total, term, n = Decimal(0), first, step
    while term != 0 and abs(term) > Decimal(10)**-60:
        total = DIGITS.add(total, term)
        term = DIGITS.divide(DIGITS.multiply(DIGITS.multiply(term, -value), value), Decimal((n + 1) * (n + 2)))
        n += 2
    return total


def wide(tree, scope):
    """To about forty digits."""
    try:
        return widely(tree, scope)
    except decimal.DecimalException:
        raise Outside


def widely(tree, scope):
    head, c = tree[0], DIGITS
    if head == "num":
        return c.divide(Decimal(tree[1].numerator), Decimal(tree[1].denominator))
    if head == "var":
        return Decimal(scope[tree[1]])
    if head == "if":
        return widely(tree[4] if compares(tree[1], widely(tree[2], scope), widely(tree[3], scope)) else tree[5], scope)
    values = [widely(part, scope) for part in tree[1:] if isinstance(part, tuple)]
    if head == "add":
        total = values[0]
        for value in values[1:]:
            total = c.add(total, value)
        return total
    if head == "mul":
        total = values[0]
        for value in values[1:]:
            total = c.multiply(total, value)
        return total
    return WIDE[head](*values) if head != "power" else c.power(values[0], tree[2])


def divided(a, b):
    if b == 0:
        raise Outside
    return DIGITS.divide(a, b)


def logarithm(a):
    if a <= 0:
        raise Outside
    return DIGITS.ln(a)


def exponential(a):
    if abs(a) > 700:
        raise Outside
    return DIGITS.exp(a)


def raised(a, b):
    if a <= 0:
        raise Outside
    return exponential(DIGITS.multiply(b, DIGITS.ln(a)))


def rooted(a):
    if a < 0:
        raise Outside
    return DIGITS.sqrt(a)


def hyperbolic(a):
    e = exponential(DIGITS.multiply(a, Decimal(2)))
    return DIGITS.divide(e - 1, DIGITS.add(e, Decimal(1)))


WIDE = {
    "neg": lambda a: -a, "sub": DIGITS.subtract, "div": divided, "exp": exponential, "log": logarithm, "sqrt": rooted, "raise": raised,
    "abs": abs, "max": max, "min": min, "tanh": hyperbolic, "sin": lambda a: taylor(a, a, 1), "cos": lambda a: taylor(a, Decimal(1), 0),
    "sigmoid": lambda a: DIGITS.divide(Decimal(1), DIGITS.add(Decimal(1), exponential(-a))),
    "log1p": lambda a: logarithm(DIGITS.add(a, Decimal(1))), "expm1": lambda a: DIGITS.subtract(exponential(a), Decimal(1)),
    "log2": lambda a: divided(logarithm(a), DIGITS.ln(Decimal(2))), "log10": lambda a: divided(logarithm(a), DIGITS.ln(Decimal(10))),
    "single": lambda a: Decimal(single(float(a))),
}


def compares(relation, a, b):
    return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[relation]


def single(value):
    import struct
    return struct.unpack("f", struct.pack("f", value))[0]


def double(tree, scope):
    """As Swift computes it."""
    head = tree[0]
    if head == "num":
        return tree[1].numerator / tree[1].denominator
    if head == "var":
        return scope[tree[1]]
    if head == "if":
        return double(tree[4] if compares(tree[1], double(tree[2], scope), double(tree[3], scope)) else tree[5], scope)
    values = [double(part, scope) for part in tree[1:] if isinstance(part, tuple)]
    try:
        if head in ("add", "mul"):
            total = values[0]
            for value in values[1:]:
                total = total + value if head == "add" else total * value
            return total
        return DOUBLE[head](*values) if head != "power" else values[0]**tree[2]
    except (ValueError, OverflowError, ZeroDivisionError):
        raise Outside


DOUBLE = {
    "neg": lambda a: -a, "sub": lambda a, b: a - b, "div": lambda a, b: a / b, "exp": math.exp, "log": math.log, "sqrt": math.sqrt,
    "raise": math.pow, "abs": abs, "max": max, "min": min, "tanh": math.tanh, "sin": math.sin, "cos": math.cos,
    "sigmoid": lambda a: 1 / (1 + math.exp(-a)), "log1p": math.log1p, "expm1": math.expm1, "log2": math.log2, "log10": math.log10,
    "single": single,
}


def bound(tree, scope):
    """(value, what rounding may do to it)."""
    head = tree[0]
    if head in ("num", "var"):
        value = double(tree, scope)
        return value, abs(value) * UNIT if head == "num" else 0.0
    if head == "if":
        return bound(tree[4] if compares(tree[1], double(tree[2], scope), double(tree[3], scope)) else tree[5], scope)
    parts = [bound(part, scope) for part in tree[1:] if isinstance(part, tuple)]
    value = double(tree, scope)
    own = abs(value) * UNIT * (1 if head in ("add", "sub", "mul", "div", "sqrt", "neg", "abs", "max", "min") else 2)
    (a, ea), (b, eb) = parts[0], parts[1] if len(parts) > 1 else (0.0, 0.0)
    if head in ("add", "sub"):
        return value, sum(e for _, e in parts) + UNIT * (len(parts) - 1) * sum(abs(v) for v, _ in parts)
    if head == "mul":
        total, error = parts[0]
        for v, e in parts[1:]:
            total, error = total * v, abs(total) * e + abs(v) * error + abs(total * v) * UNIT
        return value, error
    if head == "div":
        return value, ea / abs(b) + abs(value / b) * eb + own
    if head in ("max", "min"):
        return value, max(ea, eb)
    slope = {"neg": 1, "abs": 1, "exp": value, "log": 1 / a if a else 0, "sqrt": 0.5 / value if value else 0, "tanh": 1, "sin": 1, "cos": 1,
             "sigmoid": 0.25, "power": tree[2] * value / a if head == "power" and a else 0, "raise": b * value / a if head == "raise" else 0,
             "log1p": 1 / (1 + a) if head == "log1p" else 0, "expm1": value + 1}[head]
    error = abs(slope) * ea + own
    if head == "raise":
        error += abs(value * math.log(a)) * eb
    return value, error


# LaTeX.

LATIN = {"α": r"\alpha", "γ": r"\gamma", "β": r"\beta"}
NAMES = {"exp": r"\exp", "log": r"\log", "tanh": r"\tanh", "sin": r"\sin", "cos": r"\cos"}


def group(tree):
    text = latex(tree)
    return text if tree[0] == "var" or tree[0] == "num" and tree[1] >= 0 else rf"\left({text}\right)"


def fraction(value):
    if value.denominator == 1:
        return str(value.numerator)
    return f"{'-' if value < 0 else ''}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def latex(tree):
    head = tree[0]
    if head == "num":
        return fraction(tree[1])
    if head == "var":
        return LATIN.get(tree[1], tree[1])
    if head == "add":
        return " + ".join(group(p) if p[0] in ("neg", "num", "sub") else latex(p) for p in tree[1:])
    if head == "sub":
        return f"{latex(tree[1])} - {group(tree[2])}"
    if head == "neg":
        return "-" + group(tree[1])
    if head == "mul":
        return r" \cdot ".join(group(p) for p in tree[1:])
    if head == "div":
        return rf"\frac{{{latex(tree[1])}}}{{{latex(tree[2])}}}"
    if head in ("power", "raise"):
        return rf"{group(tree[1])}^{{{tree[2] if head == 'power' else latex(tree[2])}}}"
    if head == "sqrt":
        return rf"\sqrt{{{latex(tree[1])}}}"
    if head == "abs":
        return rf"\left|{latex(tree[1])}\right|"
    if head in ("max", "min"):
        return rf"\{head}\left({latex(tree[1])}, {latex(tree[2])}\right)"
    if head == "sigmoid":
        return rf"\frac{{1}}{{1 + e^{{{latex(('neg', tree[1]))}}}}}"
    if head == "if":
        sign = {"<": "<", ">": ">", "<=": r"\le", ">=": r"\ge"}[tree[1]]
        return (rf"\begin{{cases}} {latex(tree[4])} & {latex(tree[2])} {sign} {latex(tree[3])} \\ "
                rf"{latex(tree[5])} & \text{{otherwise}} \end{{cases}}")
    return rf"{NAMES[head]}\left({latex(tree[1])}\right)"


# Swift.

class Swift:
    """The body of a function: one step a line, or whole expressions, or helpers, as the style says."""

    def __init__(self, random, number="Double", style="mixed"):
        self.random, self.number, self.style, self.lines, self.count = random, number, style, [], 0

    def named(self, text):
        self.count += 1
        self.lines.append(f"  let t{self.count}: {self.number} = {text}")
        return f"t{self.count}"

    def literal(self, value):
        if value.denominator == 1:
            return f"{self.number}({value.numerator})" if value >= 0 else f"(-{self.number}({-value.numerator}))"
        return f"({self.number}({value.numerator}) / {self.number}({value.denominator}))"

    def term(self, tree):
        head = tree[0]
        if head == "num":
            return self.literal(tree[1])
        if head == "var":
            return tree[1]
        if head == "if":
            # A branch must not be computed where its condition does not hold.
            left, right = self.term(tree[2]), self.term(tree[3])
            inner = [Swift(self.random, self.number), Swift(self.random, self.number)]
            for side in inner:
                side.count = self.count + 100
            first, second = inner[0].term(tree[4]), inner[1].term(tree[5])
            self.count += 1
            name = f"t{self.count}"
            self.lines += [f"  let {name}: {self.number}", f"  if {left} {tree[1]} {right} {{", *inner[0].lines, f"    {name} = {first}",
                           "  } else {", *inner[1].lines, f"    {name} = {second}", "  }"]
            return name
        parts = [self.term(part) for part in tree[1:] if isinstance(part, tuple)]
        return self.named(self.step(head, parts, tree))

    def step(self, head, parts, tree):
        one, two = parts[0], parts[1] if len(parts) > 1 else ""
        if head in ("add", "mul"):
            return (" + " if head == "add" else " * ").join(parts)
        if head == "power":
            if tree[2] <= 3 and self.random.random() < 0.6:
                return " * ".join([one] * tree[2])
            return f"pow({one}, {self.number}({tree[2]}))"
        if head == "max" and self.random.random() < 0.4:
            return f"{one} > {two} ? {one} : {two}"
        if head == "abs" and self.random.random() < 0.3:
            return f"{one} < {self.number}(0) ? -{one} : {one}"
        if head == "sigmoid":
            return f"{self.number}(1) / ({self.number}(1) + exp(-{one}))"
        forms = {"sub": f"{one} - {two}", "neg": f"-{one}", "div": f"{one} / {two}", "raise": f"pow({one}, {two})", "sqrt": f"{one}.squareRoot()",
                 "max": f"max({one}, {two})", "min": f"min({one}, {two})", "single": f"Double(Float({one}))"}
        return forms.get(head, f"{head}({one})")

    def function(self, name, parameters, tree):
        result = self.term(tree)
        signature = ", ".join(f"{p}: {self.number}" for p in parameters)
        return "\n".join([f"func {name}({signature}) -> {self.number} {{", *self.lines, f"  return {result}", "}"])
