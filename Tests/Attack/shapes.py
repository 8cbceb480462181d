"""Claims about kinks, branches, regions without value, floors, optima and tiny differences."""
from fractions import Fraction

from claims import Claim, family, fresh, shown
from exact import Undefined, Unknown
from terms import Evaluator, latex, num, number, var, written


class Broken:
    """A function of one variable on [low, high], linear between its knots."""

    def __init__(self, knots):
        self.knots = knots

    def at(self, x):
        for (a, fa), (b, fb) in zip(self.knots, self.knots[1:]):
            if a <= x <= b:
                return fa + (fb - fa) * (x - a) / (b - a)
        raise Unknown

    def joined(self, other, combine):
        places = sorted({x for x, _ in self.knots} | {x for x, _ in other.knots})
        crossings = []
        for a, b in zip(places, places[1:]):
            gap, end = self.at(a) - other.at(a), self.at(b) - other.at(b)
            if gap * end < 0:
                crossings.append(a + (b - a) * gap / (gap - end))
        return Broken([(x, combine(self.at(x), other.at(x))) for x in sorted(places + crossings)])

    def slopes(self):
        found = []
        for (a, fa), (b, fb) in zip(self.knots, self.knots[1:]):
            slope = (fb - fa) / (b - a)
            if found and found[-1][0] == slope:
                found[-1] = (slope, found[-1][1], b)
            else:
                found.append((slope, a, b))
        return found


def broken(random, name, low, high, depth):
    """A term of max, min, |·|, sums over an index, and the same as knots."""
    x = var(name)
    if depth == 0 or random.random() < 0.1:
        slope, shift = random.choice([1, 1, 1, -1, 2, 0, 3]), Fraction(random.randrange(-3, 4), random.choice([1, 1, 2, 3]))
        term = num(shift) if slope == 0 else ("add", x if slope == 1 else ("mul", num(slope), x), num(shift))
        if slope == 1 and random.random() < 0.5:
            term, shift = x, Fraction(0)
        return term, Broken([(low, slope * low + shift), (high, slope * high + shift)])
    kind = random.choice(["max", "max", "min", "abs", "add", "scale", "sum", "cases", "neg"])
    one, first = broken(random, name, low, high, depth - 1)
    if kind in ("max", "min", "add"):
        two, second = broken(random, name, low, high, depth - 1)
        combine = {"max": max, "min": min, "add": lambda p, q: p + q}[kind]
        return (kind, one, two), first.joined(second, combine)
    if kind == "cases":
        two, second = broken(random, name, low, high, depth - 1)
        return ("cases", ((one, (">=", one, two)),), two), first.joined(second, max)
    zero = Broken([(low, Fraction(0)), (high, Fraction(0))])
    if kind == "abs":
        return ("abs", one), first.joined(zero, lambda p, q: abs(p))
    if kind == "neg":
        return ("neg", one), first.joined(zero, lambda p, q: -p)
    if kind == "scale":
        factor = random.choice([2, 3, -2])
        return ("mul", num(factor), one), first.joined(zero, lambda p, q: factor * p)
    index = random.choice(["i", "j", name])
    count = random.choice([2, 3])
    if index == name:
        total = sum(max(Fraction(n), Fraction(2)) for n in range(1, count + 1))
        inner = ("sum", index, num(1), num(count), ("max", var(index), num(2)))
        return ("add", one, inner), first.joined(zero, lambda p, q: p + total)
    head = random.choice(["max", "min", "abs"])
    whole, knots = None, zero
    for n in range(1, count + 1):
        edge = Broken([(low, Fraction(n)), (high, Fraction(n))])
        line = Broken([(low, low), (high, high)])
        part = line.joined(edge, {"max": max, "min": min, "abs": lambda p, q: abs(p - q)}[head])
        if head == "abs" and low < n < high:
            part = Broken(sorted(set(part.knots) | {(Fraction(n), Fraction(0))}))
        knots = knots.joined(part, lambda p, q: p + q)
    body = ("abs", ("add", x, ("neg", var(index)))) if head == "abs" else (head, var(index), x)
    whole = ("sum", index, num(1), num(count), body)
    return ("add", one, whole), first.joined(knots, lambda p, q: p + q)


def interval(random):
    low = Fraction(random.randrange(-4, 2))
    return low, low + random.randrange(1, 6)


@family
def bounded(random):
    """max, min, |·| and branches against their exact greatest value."""
    name = random.choice(["x", "t", "i", "p"])
    low, high = interval(random)
    term, knots = broken(random, name, low, high, random.choice([2, 2, 3]))
    for x in (low, low + Fraction(1, 7), high - Fraction(2, 9), high):
        if Evaluator().value(term, {name: x}) != knots.at(x):
            raise AssertionError(f"the generator is wrong: {latex(term)} at {x}")
    top, bottom = max(f for _, f in knots.knots), min(f for _, f in knots.knots)
    gap = random.choice([Fraction(0), Fraction(1), Fraction(1, 100), Fraction(1, 10**9), Fraction(1, 10**20)])
    relation, side, truth = random.choice([
        ("<=", num(top + gap), True), ("<", num(top + gap), gap > 0), ("<=", num(top - gap), gap == 0),
        (">=", num(bottom - gap), True), (">", num(bottom - gap), gap > 0), (">=", num(bottom + gap), gap == 0),
        ("=", num(top), top == bottom), ("<=", num((top + bottom) / 2), top == bottom),
    ])
    if random.random() < 0.25 and gap:
        # The bound is met only near one place, where it is broken by next to nothing.
        place = low + (high - low) / 3
        bump = ("pow", ("add", var(name), num(-place)), 2)
        if relation == "<=" and side == num(top - gap) and knots.at(place) == top:
            side, truth = ("add", side, bump), False
    share = sum(b - a for (a, fa), (b, fb) in zip(knots.knots, knots.knots[1:])
                if not side_holds(relation, (fa + fb) / 2, side)) / (high - low)
    text = rf"\forall {name} \in [{low}, {high}]: {written((relation, term, side))}"
    return [Claim(text, truth, plain=share > Fraction(1, 5))]


def side_holds(relation, value, side):
    return side[0] != "num" or {"<=": value <= side[1], "<": value < side[1], ">=": value >= side[1], ">": value > side[1],
                                "=": value == side[1]}[relation]


@family
def kinks(random):
    """The derivative of nested max, min and |·|: its slopes are known, and it has none at a kink."""
    name = random.choice(["x", "t", "u"])
    low, high = interval(random)
    term, knots = broken(random, name, low, high, random.choice([1, 2, 2, 3]))
    slopes = knots.slopes()
    values = [s for s, _, _ in slopes]
    said = random.choice(values + [max(values), min(values), Fraction(0), Fraction(1)])
    relation, truth = random.choice([
        ("=", all(v == said for v in values)), ("<=", all(v <= said for v in values)), (">=", all(v >= said for v in values)),
        ("=", all(v == said for v in values)),
    ])
    fails = {"=": lambda v: v != said, "<=": lambda v: v > said, ">=": lambda v: v < said}[relation]
    share = sum(b - a for s, a, b in slopes if fails(s)) / (high - low)
    text = rf"\forall {name} \in ({low}, {high}): {written((relation, ('d', name, term), num(said)))}"
    return [Claim(text, truth, plain=share > Fraction(1, 10))]


@family
def branches(random):
    """The derivative at one place of a function in branches, by infinitesimals."""
    name = random.choice(["x", "t"])
    x, place = var(name), Fraction(random.randrange(-2, 3))
    gap = ("add", x, num(-place))
    smooth = random.choice([
        ("mul", num(random.choice([1, 2, -1])), gap), ("pow", gap, 2), ("mul", gap, x), ("pow", x, 2), num(3),
        ("div", ("pow", gap, 2), gap), ("div", ("add", ("pow", x, 2), num(-place * place)), gap),
    ])
    condition = random.choice([
        ("!=", x, num(place)), (">", x, num(place)), (">=", x, num(place)), ("=", x, num(place)), ("<", x, num(place)),
        ("!=", ("floor", x), num(place)), (">", ("ceil", x), num(place)), ("=", ("floor", ("div", gap, num(2))), num(0)),
    ])
    other = random.choice([num(0), x, gap, num(place), ("neg", gap), num(2 * place), ("pow", gap, 2)])
    body = ("cases", ((smooth, condition),), other)
    definitions = {fresh(): ((name,), body)}
    function = next(iter(definitions))
    spot = random.choice([place, place, place, place + 1, place - Fraction(1, 2)])
    try:
        slope = Evaluator(definitions).value(("d", name, body), {name: spot})
    except Undefined:
        slope = None
    said = random.choice([v for v in (slope, slope, Fraction(0), Fraction(1), Fraction(-1), Fraction(2), 2 * place) if v is not None])
    truth = None if slope is None else said == slope
    derivative = random.choice([
        rf"{function}'({number(spot)}) = {number(said)}",
        rf"\forall {name} \in [-5, 5]: {name} = {number(spot)} \Rightarrow \frac{{d}}{{d{name}}} {function}({name}) = {number(said)}",
    ])
    return [Claim(derivative, truth, plain=True, above=f"其中 ${name} \\in [-5, 5]$。\n" + shown(definitions))]


@family
def regions(random):
    """True wherever it is defined, and undefined on a part of the domain that has an inside."""
    name = random.choice(["x", "p", "t"])
    x, edge = var(name), random.randrange(-2, 3)
    inner = latex(("add", x, num(-edge))) if edge else name
    inner = rf"\left({inner}\right)" if edge else inner
    bare = inner[6:-7] if edge else inner
    zero = rf"\max\left(0, {bare}\right)"
    text = random.choice([
        rf"\sqrt{{{bare}}} \ge 0", rf"\left(\sqrt{{{bare}}}\right)^2 = {bare}", rf"e^{{\log {inner}}} = {bare}",
        rf"\log {inner} \le 100", rf"\log {inner} < {bare}", rf"\sqrt{{{bare}}} = \sqrt{{{bare}}}", rf"0 \cdot \log {inner} = 0",
        rf"\frac{{\log {inner}}}{{\log {inner}}} \le 2", rf"\sqrt{{{bare}}} + 1 \ge 1", rf"\frac{{1}}{{{zero}}} > 0",
        rf"\frac{{{zero}}}{{{zero}}} = 1", rf"\log\left({inner}^3\right) = 3\log {inner}", rf"\sqrt[4]{{{inner}^3}} \ge 0",
        rf"{inner}^{{1/2}} \ge 0", rf"{inner}^{{-1/2}} > 0", rf"\arcsin\left({bare} - 1\right) \le 2", rf"\frac{{d}}{{d{name}}} \sqrt{{{bare}}} > 0",
    ])
    low, high = random.choice([(edge - 2, edge + 2), (edge - 1, edge), (edge - 3, edge + Fraction(1, 2)), (edge - 2, edge - 1)])
    domain = random.choice([rf"[{low}, {number(high)}]", rf"({low}, {number(high)})"])
    whole = rf"\forall {name} \in {domain}: {text}"
    return [Claim(whole, None)]


@family
def floors(random):
    """Whole numbers too large for a double, and steps."""
    base = random.choice([2**53, 2**53, 2**60, 2**64, 10**18, 10**20, 3**40])
    more = random.choice([0, 0, 1, 2, 3])
    low, high = random.choice([(0, base + more + 1), (base - 2, base + more + 1), (-base - more, base + more + 1)])
    top = base + more
    opened = random.random() < 0.7
    reached = top if opened else top + 1
    said = reached + random.choice([0, 0, 1, -1, -1, -2])
    name = random.choice(["x", "t"])
    kind = random.choice(["floor", "floor", "ceil", "low", "difference"])
    interval = rf"[{low}, {high})" if opened else rf"[{low}, {high}]"
    if kind == "floor":
        return [Claim(rf"\forall {name} \in {interval}: \lfloor {name} \rfloor \le {said}", reached <= said, plain=False)]
    if kind == "ceil":
        return [Claim(rf"\forall {name} \in {interval}: \lceil {name} \rceil \le {said}", high <= said)]
    if kind == "low":
        return [Claim(rf"\forall {name} \in [-{top}, 0]: \lfloor {name} \rfloor \ge -{said}", said >= top)]
    other = base + random.choice([0, 1, 2])
    sign, holds = random.choice([("=", top == other), ("<", top < other), (">", top > other), (r"\le", top <= other)])
    left, right = random.choice([(rf"\lfloor {top} \rfloor", str(other)), (str(top), rf"\lceil {other} \rceil"),
                                 (f"{top} + 1", f"{other} + 1"), (rf"\max({top}, 1)", str(other))])
    return [Claim(f"{left} {sign} {right}", holds, plain=True)]


NAMES = [
    ("x_{01}", "x_{1}"), ("x_{007}", "x_{7}"), ("x_{10}", "x_{1}"), (r"\mathrm{f01}", r"\mathrm{f1}"), ("x'", "x"), ("x''", "x'"),
    (r"\hat x", "x"), (r"\bar x", r"\hat x"), (r"\tilde x", "x"), ("x_{a}", "x_{A}"), (r"\alpha", "a"), ("x_{00}", "x_{0}"),
    (r"\mathrm{ab}", r"\mathrm{aB}"), (r"\mathrm{b10}", r"\mathrm{b1}"), ("x_{02}", "x_{2}"), (r"x_{\mathrm{a1}}", r"x_{\mathrm{a01}}"),
    (r"\mathrm{g00}", r"\mathrm{g0}"), ("y_{1}", "y_{2}"), (r"\theta_{1}", r"\theta_{01}"), (r"\mathrm{w2b}", r"\mathrm{w02b}"),
]


@family
def spelled(random):
    """Two names that look alike are two: as variables, as functions, under a binder."""
    one, two = random.sample(random.choice(NAMES), 2)
    kind = random.choice(["variables", "functions", "mixed"])
    if kind == "variables":
        text, truth = random.choice([
            (f"{one} = {two}", False), (rf"{one} \le {two}", False), (rf"{one} + {two} = 2 \cdot {one}", False),
            (f"{one} = {one}", True), (rf"{one} + {two} = {two} + {one}", True), (rf"\left({one} - {two}\right)^2 \ge 0", True),
            (rf"{one} \cdot {two} = {one}^2", False), (rf"\left({one} - {two}\right)^2 \le 0", False),
        ])
        return [Claim(rf"\forall {one} \in [0, 1], {two} \in [0, 1]: {text}", truth, plain=True)]
    if "mathrm" not in one or "_" in one:
        one, two = r"\mathrm{f01}", r"\mathrm{f1}"
        if random.random() < 0.5:
            one, two = two, one
    mark = fresh()[8:-1]
    one, two = one[:-1] + mark + "}", two[:-1] + mark + "}"
    if random.random() < 0.5:
        one, two = one.replace(mark, ""), two.replace(mark, "")
        one, two = one[:8] + mark + one[8:], two[:8] + mark + two[8:]
    first, second = num(random.randrange(-3, 4)), num(random.randrange(-3, 4))
    definitions = {one: (("x",), ("add", var("x"), first)), two: (("x",), ("mul", num(2), ("add", var("x"), second)))}
    text, truth = random.choice([
        (rf"\forall x \in [0, 1]: {one}(x) = {two}(x)", False), (rf"{one}(1) = {number(1 + first[1])}", True),
        (rf"{two}(1) = {number(2 * (1 + second[1]))}", True), (rf"{one}(1) = {number(2 * (1 + second[1]))}", 1 + first[1] == 2 * (1 + second[1])),
        (rf"\forall x \in [0, 1]: {two}(x) - {one}(x) = x + {number(2 * second[1] - first[1])}".replace("+ -", "- "), True),
    ])
    return [Claim(text, truth, plain=True, above="其中 $x \\in [0, 1]$。\n" + shown(definitions))]
