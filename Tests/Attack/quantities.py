"""Claims about limits, what exists, extremes over intervals, logarithms, and sums under premises."""
from fractions import Fraction
from math import ceil, floor

from claims import Claim, family
from shapes import broken
from terms import latex, number


def small(random, most=4):
    return Fraction(random.randrange(-most, most + 1), random.choice([1, 1, 2, 3]))


def plus(value):
    """A number as the last term of a sum; nothing for 0."""
    return "" if value == 0 else (f" - {number(-value)}" if value < 0 else f" + {number(value)}")


def linear(random, name):
    slope, shift = Fraction(random.choice([1, 1, 2, -1, -2])), small(random, 3)
    head = {1: name, -1: f"-{name}"}.get(slope, f"{number(slope)} {name}")
    return slope, shift, head + plus(shift)


def jump(random, name, place):
    """A function that may jump at a place: its LaTeX, its limits from above and from below."""
    slope, shift, text = linear(random, name)
    value = slope * place + shift
    if random.random() < 0.6:
        shift, value = shift - value, Fraction(0)
        text = {1: name, -1: f"-{name}"}.get(slope, f"{number(slope)} {name}") + plus(shift)
    up = slope > 0
    sides = {}
    for above in (True, False):
        beside = (1 if up == above else -1) if value == 0 else (1 if value > 0 else -1)
        grows = up == above
        low = floor(value) - (1 if value.denominator == 1 and not grows else 0)
        high = ceil(value) + (1 if value.denominator == 1 and grows else 0)
        sides[above] = beside, Fraction(low), Fraction(high)
    kind = random.choice(["sign", "floor", "ceil", "abs", "cases", "equal", "mod", "step"])
    if kind == "sign":
        return rf"\operatorname{{sign}}({text})", *(Fraction(sides[a][0]) for a in (True, False))
    if kind == "floor":
        return rf"\lfloor {text} \rfloor", *(sides[a][1] for a in (True, False))
    if kind == "ceil":
        return rf"\lceil {text} \rceil", *(sides[a][2] for a in (True, False))
    if kind == "abs":
        return rf"\frac{{|{text}|}}{{{text}}}", *(Fraction(sides[a][0]) for a in (True, False))
    if kind == "mod":
        return rf"(({text}) \bmod 1)", *(value - sides[a][1] for a in (True, False))
    one, two = small(random), small(random)
    if kind == "equal":
        return rf"\begin{{cases}} {number(one)} & {text} \ne 0 \\ {number(two)} & {text} = 0 \end{{cases}}", one, one
    if kind == "step":
        relation = random.choice([r"\ge", ">"])
        return rf"\begin{{cases}} {number(one)} & \lfloor {text} \rfloor {relation} 0 \\ {number(two)} & \text{{otherwise}} \end{{cases}}", *(
            one if (sides[a][1] >= 0 if relation == r"\ge" else sides[a][1] > 0) else two for a in (True, False))
    relation = random.choice([r"\ge", ">"])
    return rf"\begin{{cases}} {number(one)} & {text} {relation} 0 \\ {number(two)} & \text{{otherwise}} \end{{cases}}", *(
        one if sides[a][0] > 0 else two for a in (True, False))


@family
def besides(random):
    """Limits of what may jump, from one side and from both."""
    name = random.choice(["x", "t", "h"])
    place = small(random)
    parts, above, below = [], Fraction(0), Fraction(0)
    for _ in range(random.choice([1, 1, 2])):
        slope, shift, factor = linear(random, name)
        text, up, down = jump(random, name, place)
        if random.random() < 0.5:
            slope, shift, factor = Fraction(0), Fraction(1), "1"
        parts.append(text if factor == "1" else rf"({factor}) \cdot {text}")
        above += (slope * place + shift) * up
        below += (slope * place + shift) * down
    side = random.choice(["", "", "^+", "^-"])
    said = random.choice([above, below, above, below, above + 1, (above + below) / 2])
    truth = {"": above == below == said, "^+": above == said, "^-": below == said}[side]
    to = f"({number(place)})" if side and place < 0 else number(place)
    to = f"{{{to}}}" if side else to
    return [Claim(rf"\lim_{{{name} \to {to}{side}}} \left( {' + '.join(parts)} \right) = {number(said)}", truth, plain=True)]


def parabola(random, name, low, high):
    """A square's LaTeX, and its least and greatest value on [low, high], each with whether it is at an end alone."""
    centre, factor, shift = small(random, 3), Fraction(random.choice([1, 1, 2, -1])), small(random, 3)
    def at(x):
        return factor * (x - centre) ** 2 + shift
    head = {1: "", -1: "-"}.get(factor, number(factor))
    text = f"{head}({name}{plus(-centre)})^2{plus(shift)}"
    places = [low, high] + ([centre] if low < centre < high else [])
    return text, [(at(x), x) for x in places]


def interval(random):
    low = small(random, 3)
    high = low + Fraction(random.randrange(1, 7), random.choice([1, 2]))
    return low, high, random.random() < 0.6, random.random() < 0.6


def bracketed(low, high, below, above):
    return f"{'[' if below else '('}{number(low)}, {number(high)}{']' if above else ')'}"


def reaches(values, best, low, high, below, above):
    """Whether a value is taken inside, the ends counted where they belong."""
    return any(v == best and (low < x < high or x == low and below or x == high and above) for v, x in values)


@family
def existing(random):
    """∃ over an interval: what a parabola comes to."""
    name = random.choice(["x", "t", "y"])
    low, high, below, above = interval(random)
    text, values = parabola(random, name, low, high)
    least, most = min(v for v, _ in values), max(v for v, _ in values)
    said = random.choice([least, most, (least + most) / 2, least - 1, most + 1, least + Fraction(1, 1000), most + Fraction(1, 1000)])
    relation, truth = random.choice([
        ("=", least < said < most or said in (least, most) and reaches(values, said, low, high, below, above)),
        ("<", least < said), (">", most > said),
        (r"\le", least < said or least == said and reaches(values, said, low, high, below, above)),
    ])
    domain = bracketed(low, high, below, above)
    if relation == "=" and random.random() < 0.4:
        # All values of an interval, each by one of its own.
        from_, to = sorted([said, random.choice([least, most, said + 1])])
        if from_ < to:
            truth = least < from_ and to < most or all(
                least < v < most or v in (least, most) and reaches(values, v, low, high, below, above) for v in (from_, to))
            return [Claim(rf"\forall u \in [{number(from_)}, {number(to)}]: \exists {name} \in {domain}: {text} = u", truth, plain=False)]
    return [Claim(rf"\exists {name} \in {domain}: {text} {relation} {number(said)}", truth, plain=True)]


@family
def extremes(random):
    """max, min, sup and inf over intervals, of parabolas and of what has kinks, attained or not."""
    name = random.choice(["x", "t", "y"])
    low, high, below, above = interval(random)
    if random.random() < 0.6:
        text, values = parabola(random, name, low, high)
    else:
        term, shape = broken(random, name, low, high, 2)
        text, values = latex(term), [(shape.at(x), x) for x, _ in shape.knots]
        if len({v for v, _ in values}) < len(values):
            # Where a level stretch touches an end that is left out, its inside still has the value.
            values += [(shape.at((a + b) / 2), (a + b) / 2) for (a, _), (b, _) in zip(shape.knots, shape.knots[1:])]
    head = random.choice(["max", "min", "sup", "inf"])
    upper = head in ("max", "sup")
    best = (max if upper else min)(v for v, _ in values)
    exists = head in ("sup", "inf") or reaches(values, best, low, high, below, above)
    said = random.choice([best, best, best + Fraction(1, 100), best - Fraction(1, 100), best + 1])
    domain = bracketed(low, high, below, above)
    return [Claim(rf"\{head}_{{{name} \in {domain}}} \left({text}\right) = {number(said)}", exists and said == best, plain=False)]


@family
def bounds_for_all(random):
    """∃ before ∀: one number for all of them."""
    low, high, below, above = interval(random)
    least, most, from_, to = interval(random)
    shift = small(random, 2)
    # Some y above every x + shift.
    top = most + shift
    truth = high > top or high == top and (above or not to)
    if not truth and high == top and not above:
        truth = False
    return [Claim(rf"\exists y \in {bracketed(low, high, below, above)}: \forall x \in {bracketed(least, most, from_, to)}: x{plus(shift)} \le y", truth, plain=False)]


@family
def logarithms(random):
    """Rules of logarithms and powers where they hold, broken by a little, and where they do not."""
    a, n = random.choice(["2", "3", "10", "5"]), random.choice(["2", "3", "4"])
    rules = [
        (r"\log(x y)", r"\log x + \log y"), (r"\log \frac{x}{y}", r"\log x - \log y"), (rf"\log x^{n}", rf"{n} \log x"),
        (rf"\log_{{{a}}} x", rf"\frac{{\log x}}{{\log {a}}}"), (r"e^{\log x + \log y}", "x y"), (r"x^{\log y}", r"y^{\log x}"),
        (rf"\log({a}^x)", rf"x \log {a}"), (r"\log \sqrt{x}", r"\frac{1}{2} \log x"), (rf"\log_{{{a}}} {a}^{{{n}}} + \log x", rf"{n} + \log x"),
    ]
    left, right = random.choice(rules)
    domain = random.choice(["(0, 1]", "(0, 4]", "[1, 3]", r"(0, \infty)"])
    given = rf"x \in {domain}, y \in {domain}" if "y" in left + right else rf"x \in {domain}"
    kind = random.randrange(5)
    if kind == 0:
        gap = rf"10^{{-{random.choice([3, 8, 14, 20, 40])}}}"
        sign = random.choice(["=", r"\ge", ">"])
        return [Claim(rf"\forall {given}: {left} {sign} {right} + {gap}", False, plain=True)]
    if kind == 1:
        return [Claim(rf"\forall {given}: {left} \ne {right}", False, plain=True)]
    return [Claim(rf"\forall {given}: {left} {random.choice(['=', chr(92) + 'le', chr(92) + 'ge'])} {right}", True)]


@family
def totals(random):
    """Sums whose terms hang on symbols that a premise binds together."""
    a, b = random.sample(["a", "b", "x", "t", "i"], 2)
    index = random.choice(["i", "k", a, "j"])
    count = random.choice([2, 3, 4])
    total = random.choice([Fraction(1), Fraction(2), small(random) or Fraction(1)])
    steps = sum(range(1, count + 1))
    if index == a:
        # The index hides the symbol: Σ (i + b).
        slope, constant, body = -Fraction(count), steps + count * total, f"({index} + {b})"
    elif index == b:
        slope, constant, body = Fraction(count), Fraction(steps), f"({a} + {index})"
    else:
        # a·k + b with b = total − a.
        slope, constant, body = Fraction(steps - count), count * total, f"({a} {index} + {b})"
    wrong = random.choice([0, 0, 1, Fraction(1, 10**6)])
    said = f"{number(slope)} \\cdot {a}{plus(constant + wrong)}" if slope else number(constant + wrong)
    text = rf"\forall {a}, {b} \in [-3, 3]: {a} + {b} = {number(total)} \Rightarrow \sum_{{{index}=1}}^{{{count}}} {body} = {said}"
    return [Claim(text, wrong == 0, plain=True)]
