"""Claims about arg min and max, tiny differences, known inequalities at their optimum, and premises."""
from fractions import Fraction

from claims import Claim, family
from terms import latex, num, number, var


def listed(values):
    return r"\{" + ", ".join(number(v) for v in values) + r"\}"


@family
def extrema(random):
    """arg min and min over finite sets with and without ties, and of parabolas over intervals."""
    name, other = random.sample(["x", "t", "p", "i"], 2)
    centre = Fraction(random.randrange(-4, 5), random.choice([1, 1, 2]))
    shift = ("add", var(name), num(-centre)) if centre else var(name)
    body = latex(("pow", shift, 2)) if random.random() < 0.6 else latex(("abs", shift))
    head, turned = random.choice([(r"\min", ""), (r"\max", "-")])
    if random.random() < 0.6:
        members = [Fraction(v) for v in random.sample(range(-3, 4), random.choice([2, 3, 4]))]
        distance = min(abs(m - centre) for m in members)
        best = [m for m in members if abs(m - centre) == distance]
        domain = listed(members)
        said = random.choice(best + members)
        # Of two places that are both the least, neither is the one.
        truth = len(best) == 1 and said in best
    else:
        low = Fraction(random.randrange(-3, 2))
        high = low + random.randrange(1, 4)
        best = [min(max(centre, low), high)]
        domain = rf"[{number(low)}, {number(high)}]"
        said = random.choice(best + [centre, low, high, best[0] + Fraction(1, 3)])
        truth = said == best[0]
    if random.random() < 0.25:
        value = (best[0] - centre) ** 2 if "^{2}" in body else abs(best[0] - centre)
        said = random.choice([value, value, value + 1, value - Fraction(1, 5)])
        text = rf"{head}_{{{name} \in {domain}}} \left({turned}{body}\right) = {number(-said if turned else said)}"
        return [Claim(text, said == value, plain=True)]
    text = rf"\arg{head}_{{{name} \in {domain}}} \left({turned}{body}\right) = {number(said)}"
    if random.random() < 0.2:
        left, right = text.split(" = ")
        text = rf"\forall {other} \in [0, 1]: \left({left}\right) + {other} = {other} + \left({right}\right)"
    return [Claim(text, truth, plain=True)]


@family
def tiny(random):
    """Two sides that differ by next to nothing at every point."""
    name = random.choice(["x", "t"])
    base, small, domain = random.choice([
        ("1", rf"e^{{-{random.choice([50, 100, 400, 900])} {name}}}", "[1, 2]"), (name, r"10^{-%d}" % random.choice([17, 25, 60, 300]), "[1, 2]"),
        (r"2^{%d}" % random.choice([60, 100, 200]), "1", None), (rf"\sin {name}", r"2^{-%d}" % random.choice([60, 90, 1000]), "[1, 2]"),
        (rf"e^{{{name}}}", rf"e^{{-60 {name}}}", "[1, 3]"), ("3", r"10^{-%d}" % random.choice([18, 40, 400]), None),
        (rf"\frac{{1}}{{{name}}}", rf"{name}^{{-80}}", "[5, 9]"), (r"\pi", r"10^{-30}", None), (rf"\log {name}", r"e^{-80}", "[2, 3]"),
        (rf"\frac{{1}}{{1 + e^{{-{name}}}}}", r"\frac{1}{10^{24}}", "[-3, 3]"), (r"10^{20} " + name, name, "[1, 2]"),
    ])
    text, truth = random.choice([
        (rf"{base} + {small} = {base}", False), (rf"{base} + {small} \le {base}", False), (rf"{base} + {small} > {base}", True),
        (rf"{base} - {small} \ge {base}", False), (rf"{base} - {small} < {base}", True), (rf"{base} + {small} \ne {base}", True),
        (rf"{base} = {base} - {small}", False), (rf"{base} + {small} < {base}", False), (rf"{base} + {small} \ge {base}", True),
    ])
    if random.random() < 0.15:
        scale = random.choice([30, 50, 200])
        text, truth = random.choice([(rf"\tanh({scale} {name}) = 1", False), (rf"\tanh({scale} {name}) \ge 1", False),
                                     (rf"\tanh({scale} {name}) < 1", True)])
        domain = "[1, 2]"
    return [Claim(rf"\forall {name} \in {domain}: {text}" if domain else text, truth, plain=True)]


# smaller ≤ larger on the domain, with equality exactly where it is said (or never, but as near as one likes).
KNOWN = [
    (r"\log x", "x - 1", "(0, 5]", True), ("1 + x", "e^{x}", "[-3, 3]", True), ("x (1 - x)", r"\frac{1}{4}", "[0, 1]", True),
    (r"-x \log x", "e^{-1}", "(0, 1)", True), (r"\frac{2x}{1 + x^2}", "1", "[-4, 4]", True), (r"\sin x", "x", "[0, 3]", True),
    (r"\frac{1}{1 + e^{-x}} \cdot \frac{1}{1 + e^{x}}", r"\frac{1}{4}", "[-6, 6]", True), ("2x - 1", "x^2", "[-5, 5]", True),
    (r"\tanh x", "x", "[0, 4]", True), (r"\sqrt{x}", r"\frac{x + 1}{2}", "[0, 4]", True), (r"1 - \frac{1}{x}", r"\log x", "[0.1, 6]", True),
    (r"\left|x\right| - 1", r"\max(x, -x)", "[-2, 2]", False), (r"1 - \frac{x^2}{2}", r"\cos x", "[-3, 3]", True),
    (r"\log(1 + e^{x})", r"\max(0, x) + \log 2", "[-8, 8]", True), (r"\max(0, x)", r"\log(1 + e^{x})", "[-8, 8]", False),
    ("x^3", "3x^2 - 3x + 1 + (x - 1)^2 x^2 + (x-1)^3", "[-1, 2]", True), (r"x^{3/2}", "x", "[0, 1]", True),
    (r"4 x y", "(x + y)^2", "[-2, 2]", True), (r"x y", r"\frac{x^2 + y^2}{2}", "[-3, 3]", True),
    (r"\min(x, y)", r"\frac{x + y}{2}", "[-3, 3]", True), (r"\log\frac{x + y}{2}", r"\log(x + y) - \frac{1}{2}", "[1, 2]", False),
    (r"\sqrt{x y}", r"\frac{x + y}{2}", "[0, 3]", True), (r"\left|x + y\right|", r"\left|x\right| + \left|y\right|", "[-3, 3]", True),
    (r"-y \log x - (1 - y) \log(1 - x) - \log 2", r"-y \log x - (1 - y) \log(1 - x) - \log 2 + (x - y)^2", "(0, 1)", True),
]


@family
def shifted(random):
    """A known inequality, shifted towards its optimum and past it, or made strict."""
    smaller, larger, domain, is_met = random.choice(KNOWN)
    names = rf"x \in {domain}, y \in {domain}" if " y" in smaller + larger or "y " in smaller else rf"x \in {domain}"
    digits = random.choice([1, 2, 3, 6, 9, 15, 25])
    gap = rf"10^{{-{digits}}}"
    kinds = [(rf"{smaller} \le {larger}", True, 0), (rf"{smaller} \le {larger} + {gap}", True, 0), (rf"{smaller} < {larger} + {gap}", True, 0),
             (rf"{smaller} \ge {larger} + {gap}", False, 1), (rf"{larger} \ge {smaller}", True, 0)]
    if is_met:
        kinds += [(rf"{smaller} < {larger}", False, 0), (rf"{smaller} \le {larger} - {gap}", False, digits <= 1),
                  (rf"{smaller} + {gap} < {larger}", False, digits <= 1), (rf"{larger} - {gap} \ge {smaller}", False, digits <= 1)]
    text, truth, plain = random.choice(kinds)
    return [Claim(rf"\forall {names}: {text}", truth, plain=bool(plain))]


@family
def premises(random):
    """Equalities composed in any order, whole numbers, order: what follows and what does not."""
    x, y, z = random.sample(["x", "y", "z", "a", "b", "t"], 3)
    half = Fraction(random.randrange(1, 4), random.choice([1, 2, 3, 5]))
    c = number(half)
    chains = [
        ([f"{x} = {y}", f"{y} = {z}"], f"{x} = {z}", rf"{x} < {z}"), ([f"{z} = {x} {y}", f"{x} = {c}"], rf"{z} = {c} \cdot {y}", rf"{z} = {y} + {c}"),
        ([f"{x} = {y} + 1", f"{y} = 2 {z}"], f"{x} = 2 {z} + 1", f"{x} = 2 {z}"), ([f"{x} + {y} = 1"], f"{y} = 1 - {x}", f"{x} = {y}"),
        ([f"{x} + {y} = 1"], rf"{x} {y} \le \frac{{1}}{{4}}", rf"{x} {y} < \frac{{1}}{{4}}"), ([f"{x} = {y}"], f"{x}^2 = {y}^2", f"{x}^2 = 1 + {y}"),
        ([f"{x} = {c}"], f"{x}^2 = {number(half * half)}", rf"{x}^2 > {number(half * half)}"), ([f"3 {x} = 1"], rf"{x} = \frac{{1}}{{3}}", rf"{x} = \frac{{1}}{{4}}"),
        ([f"{x} = {y}"], rf"{x} \le {y}", rf"{x} \ne {y}"), ([f"{x} < {y}", f"{y} < {z}"], f"{x} < {z}", f"{z} < {x} + 1"),
        ([rf"{x} \le {y}", rf"{y} \le {x}"], f"{x} = {y}", f"{x} = {y} + 1"), ([f"{x} + {y} + {z} = 1"], f"{z} = 1 - {x} - {y}", f"{z} = {x}"),
        ([f"{x} = 0.1"], f"10 {x} = 1", rf"10 {x} > 1"), ([f"{x} - {y} = {c}"], f"{x} = {y} + {c}", f"{y} = {x} + {c}"),
    ]
    given, follows, false = random.choice(chains)
    given = [g if random.random() < 0.8 or "=" not in g or r"\le" in g else " = ".join(reversed(g.split(" = "))) for g in given]
    random.shuffle(given)
    truth = random.random() < 0.6
    premise = r" \land ".join(given)
    names = rf"{x} \in [-4, 4], {y} \in [-4, 4], {z} \in [-4, 4]"
    if random.random() < 0.2:
        n = "n" if x != "n" else "m"
        name, inside, outside = x, rf"\lfloor {x} \rfloor = {x}", rf"\lfloor {x} \rfloor < {x}"
        text = rf"\forall {n} \in \mathbb{{Z}}, {name} \in [0, 3]: {n} = {name} \Rightarrow {inside if truth else outside}"
        return [Claim(text, truth, plain=True)]
    return [Claim(rf"\forall {names}: {premise} \Rightarrow {follows if truth else false}", truth, plain=True)]


@family
def simplices(random):
    """Vectors that sum to one, in prose; one-hot vectors; sums that a double cannot meet."""
    size = random.choice(["3", "2", "N", "4"])
    p, bold = random.choice([("p", "p"), ("p", "p"), ("w", "w")]), None
    p = p[0]
    above = rf"其中 ${p} \in {random.choice(['(0,1)', '[0,1]'])}^{{{size}}}$，$\sum_c {p}_c = 1$。"
    text, truth = random.choice([
        (rf"\sum_c {p}_c = 1", True), (rf"\sum_c {p}_c \le 1", True), (rf"\sum_c {p}_c < 1", False), (rf"\sum_c {p}_c^2 \le 1", True),
        (rf"1 - \sum_c {p}_c^2 = \sum_c {p}_c (1 - {p}_c)", True), (rf"\sum_c {p}_c^2 = 1", False), (rf"\max_c {p}_c \le 1", True),
        (rf"\sum_c 2 {p}_c = 2", True), (rf"\sum_c {p}_c (1 - {p}_c) \ge 0", True), (rf"\sum_c {p}_c^2 \ge \sum_c {p}_c", False),
        (rf"\left(\sum_c {p}_c\right)^2 = 1", True), (rf"\sum_c {p}_c^3 \le \sum_c {p}_c^2", True), (rf"\sum_c {p}_c = 1 + 10^{{-17}}", False),
        (rf"\sum_c {p}_c \ge 1", True), (rf"\min_c {p}_c > \frac{{1}}{{2}}", False),
    ])
    if size == "2" and random.random() < 0.4:
        text, truth = random.choice([(rf"{p}_2 = 1 - {p}_1", True), (rf"{p}_1 {p}_2 \le \frac{{1}}{{4}}", True), (rf"{p}_1 = {p}_2", False),
                                     (rf"{p}_1 + {p}_2 > 1", False)])
    return [Claim(text, truth, plain=True, above=above)]
