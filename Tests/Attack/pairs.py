"""Pairs of a formula and Swift: right ones, rewritten so that nothing changes but the rounding, and drifts."""
import itertools, math
from dataclasses import dataclass
from fractions import Fraction

import formulas
from formulas import Outside, Swift, bound, double, latex, wide

COUNTER = itertools.count()
DOMAINS = {"x": (-5.0, 5.0, "[-5, 5]"), "y": (-3.0, 3.0, "[-3, 3]"), "z": (-20.0, 20.0, "[-20, 20]"), "p": (0.0, 1.0, "(0, 1)"),
           "q": (0.0, 1.0, "(0, 1)"), "a": (1.0, 4.0, "[1, 4]"), "γ": (0.5, 3.0, r"[\frac{1}{2}, 3]"), "α": (0.0, 1.0, "[0, 1]")}


@dataclass
class Pair:
    name: str
    prose: str
    latex: str
    swift: str
    is_right: bool
    family: str
    what: str


def fresh():
    count, letters = next(COUNTER), ""
    while True:
        letters = chr(ord("a") + count % 26) + letters
        count //= 26
        if count == 0:
            return f"g{letters}q"


def number(value):
    return ("num", Fraction(value))


class Grower:
    def __init__(self, random, names):
        self.random, self.names = random, names

    def constant(self):
        return number(self.random.choice([1, 2, 3, Fraction(1, 2), Fraction(1, 4), Fraction(3, 4), Fraction(2, 3), Fraction(7, 10)]))

    def leaf(self):
        return ("var", self.random.choice(self.names)) if self.random.random() < 0.8 else self.constant()

    def real(self, depth):
        if depth <= 0:
            return self.leaf()
        kind = self.random.choice(["add", "add", "sub", "mul", "mul", "log", "tanh", "sin", "neg", "positive", "max", "if", "power", "div"])
        if kind in ("add", "sub", "mul"):
            return (kind, self.real(depth - 1), self.real(depth - 1))
        if kind == "log":
            return ("log", self.positive(depth - 1))
        if kind in ("tanh", "sin", "neg"):
            return (kind, self.real(depth - 1))
        if kind == "max":
            return (self.random.choice(["max", "min"]), self.real(depth - 1), self.leaf())
        if kind == "if":
            edge = number(self.random.choice([0, 1, Fraction(1, 2), Fraction(1, 3), -1]))
            return ("if", self.random.choice(["<", ">", "<=", ">="]), ("var", self.random.choice(self.names)), edge, self.real(depth - 1), self.real(depth - 1))
        if kind == "power":
            return ("power", self.real(depth - 1), self.random.choice([2, 2, 3]))
        if kind == "div":
            return ("div", self.real(depth - 1), self.positive(depth - 1))
        return self.positive(depth)

    def positive(self, depth):
        inside = [n for n in self.names if n in "pqaγ"]
        if depth <= 0:
            return ("var", self.random.choice(inside)) if inside else self.constant()
        kind = self.random.choice(["exp", "sigmoid", "one", "square", "add", "mul", "root", "raise", "less", "abs", "leaf"])
        if kind == "exp":
            return ("exp", ("neg", self.leaf()) if self.random.random() < 0.5 else self.leaf())
        if kind == "sigmoid":
            return ("sigmoid", self.leaf())
        if kind == "square":
            return ("add", number(1), ("power", self.real(depth - 1), 2))
        if kind in ("add", "mul"):
            return (kind, self.positive(depth - 1), self.positive(depth - 1))
        if kind == "root":
            return ("sqrt", self.positive(depth - 1))
        if kind == "raise":
            return ("raise", self.positive(depth - 1), self.leaf())
        if kind == "less":
            places = [n for n in inside if n in "pq"]
            return ("sub", number(1), ("var", self.random.choice(places))) if places else self.constant()
        if kind == "abs":
            return ("add", self.constant(), ("abs", self.real(depth - 1)))
        return self.positive(0)


def used(tree):
    if tree[0] == "var":
        return [tree[1]]
    return list(dict.fromkeys(n for part in tree[1:] if isinstance(part, tuple) for n in used(part)))


def points(random, names, count):
    """Half of them uniform, half of them near an end."""
    for _ in range(count):
        scope = {}
        for name in names:
            low, high, _ = DOMAINS[name]
            if random.random() < 0.6:
                scope[name] = low + (high - low) * random.random()
            else:
                step = (high - low) * 10 ** random.uniform(-6, -0.5)
                scope[name] = low + step if random.random() < 0.5 else high - step
        yield scope


def extremes(random, names, count):
    """Places where a product of small numbers is none, or an end of the domain is met."""
    for _ in range(count):
        scope = {}
        for name in names:
            low, high, text = DOMAINS[name]
            at_hand = [low, high] if "[" in text else []
            at_hand += [5e-324, 1e-200, 1e-100, 1e-30, 1e-16] if low == 0 else [0.0, 1e-300, -1e-200, 1e-17] if low < 0 else []
            scope[name] = random.choice(at_hand + [math.nextafter(high, low), low + (high - low) * random.random()])
        yield scope


def grown(random):
    names = random.sample(sorted(DOMAINS), random.choice([1, 2, 2, 3]))
    tree = Grower(random, names).real(random.choice([2, 3, 3, 4]))
    if not used(tree) or len(used(tree)) > 3:
        raise Outside
    reached, sharp = {}, 0
    for scope in points(random, used(tree), 60):
        if not 1e-100 < abs(wide(tree, scope)) < 1e100 and wide(tree, scope) != 0:
            raise Outside
        branches(tree, scope, reached, ())
        value, error = bound(tree, scope)
        sharp += error <= 1e-10 * abs(value)
    # Where rounding takes most of the digits everywhere there is nothing to compare.
    if sharp < 50:
        raise Outside
    # A branch that no point of the domain reaches is another matter.
    if any(count < 3 for count in reached.values()):
        raise Outside
    return tree


def branches(tree, scope, reached, path):
    """Counts the points that reach each branch; one that is never met stays at nought."""
    for i, part in enumerate(tree):
        if isinstance(part, tuple):
            if tree[0] == "if" and i >= 4:
                reached.setdefault(path + (i,), 0)
                holds = formulas.compares(tree[1], double(tree[2], scope), double(tree[3], scope))
                if holds != (i == 4):
                    continue
                reached[path + (i,)] += 1
            branches(part, scope, reached, path + (i,))


def pair(random, tree, swift_tree, is_right, family, what, number="Double"):
    name, names = fresh(), used(tree)
    listed = ", ".join(latex(("var", n)) for n in names)
    prose = "，".join(f"${latex(('var', n))} \\in {DOMAINS[n][2]}$" for n in names)
    code = Swift(random, number).function(name, names, swift_tree)
    return Pair(name, f"其中 {prose}。", rf"\mathrm{{{name}}}({listed}) = {latex(tree)}", code, is_right, family, what)


# Rewritings that change the rounding alone.

def places(tree, path=()):
    yield path
    for i, part in enumerate(tree):
        if i and isinstance(part, tuple):
            yield from places(part, path + (i,))


def at(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def put(tree, path, new):
    return new if not path else tree[:path[0]] + (put(tree[path[0]], path[1:], new),) + tree[path[0] + 1:]


def harmless(random, old):
    """Another way to write this node, or nothing."""
    head = old[0]
    if head in ("add", "mul"):
        parts = list(old[1:])
        flat = [p for part in parts for p in (part[1:] if part[0] == head else [part])]
        random.shuffle(flat)
        if len(flat) > 2 and random.random() < 0.5:
            return (head, (head, flat[0], flat[1]), *flat[2:])
        if head == "mul" and any(p[0] == "add" and len(p) == 3 for p in flat) and random.random() < 0.3:
            total = next(p for p in flat if p[0] == "add" and len(p) == 3)
            rest = list(flat)
            rest.remove(total)
            return ("add", ("mul", *rest, total[1]), ("mul", *rest, total[2]))
        return (head, *flat)
    if head == "sub":
        return random.choice([("neg", ("sub", old[2], old[1])), ("add", old[1], ("neg", old[2])), ("add", ("neg", old[2]), old[1])])
    if head == "neg":
        return random.choice([("mul", number(-1), old[1]), ("sub", number(0), old[1])])
    if head == "div":
        return random.choice([("mul", old[1], ("div", number(1), old[2])), ("neg", ("div", ("neg", old[1]), old[2]))])
    if head == "log" and old[1][0] == "sub" and old[1][1] == number(1):
        return ("log1p", ("neg", old[1][2]))
    if head == "log" and old[1][0] == "add" and old[1][1] == number(1):
        return ("log1p", old[1][2])
    if head == "sigmoid":
        return ("if", ">=", old[1], number(0), old, ("div", ("exp", old[1]), ("add", number(1), ("exp", old[1]))))
    if head in ("max", "min"):
        return random.choice([(head, old[2], old[1]), ("if", ">=" if head == "max" else "<=", old[1], old[2], old[1], old[2])])
    if head == "abs":
        return random.choice([("max", old[1], ("neg", old[1])), ("if", "<", old[1], number(0), ("neg", old[1]), old[1])])
    if head == "power" and old[2] == 2:
        return ("mul", old[1], old[1])
    if head == "exp" and old[1][0] == "neg":
        return ("div", number(1), ("exp", old[1][1]))
    if head == "if":
        turned = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}[old[1]]
        return ("if", turned, old[2], old[3], old[5], old[4])
    return None


def rewritten(random):
    """The formula's own tree as Swift, with several nodes written otherwise."""
    tree = grown(random)
    code = tree
    for _ in range(random.choice([0, 1, 2, 3, 5])):
        place = random.choice(list(places(code)))
        new = harmless(random, at(code, place))
        if new:
            code = put(code, place, new)
    for scope in itertools.chain(points(random, used(tree), 60), extremes(random, used(tree), 60)):
        value, error = bound(tree, scope)
        truth = float(wide(tree, scope))
        if not math.isfinite(value) or abs(double(code, scope) - truth) > max(error, 4 * math.ulp(truth)):
            raise Outside
    return pair(random, tree, code, True, "rewritten", "the same in another order")


# Drifts.

def drifted(random, old):
    """A mistake that a person makes at this node, or nothing."""
    head = old[0]
    if head == "num":
        return number(old[1] * random.choice([2, Fraction(1, 2), Fraction(11, 10), Fraction(1001, 1000), Fraction(1000001, 1000000), -1, 0]))
    if head == "var":
        low, high, _ = DOMAINS[old[1]]
        cut = Fraction(low + (high - low) * random.uniform(0.03, 0.97)).limit_denominator(50)
        others = [n for n in DOMAINS if n != old[1]]
        return random.choice([("max", old, number(cut)), ("min", old, number(cut)), ("add", old, number(Fraction(1, 10**random.choice([3, 6, 7])))),
                              ("mul", old, old), ("single", old), ("abs", old)])
    if head == "add":
        return random.choice([("sub", old[1], old[2]), ("mul", old[1], old[2]), old[1], old[2]])
    if head == "sub":
        return random.choice([("sub", old[2], old[1]), ("add", old[1], old[2]), old[1]])
    if head == "mul":
        return random.choice([("add", old[1], old[2]), ("div", old[1], old[2]), old[1], old[2]])
    if head == "div":
        eps = number(Fraction(1, 10**random.choice([3, 5, 6])))
        return random.choice([("div", old[1], ("add", old[2], eps)), ("div", old[2], old[1]), ("mul", old[1], old[2])])
    if head == "log":
        eps = number(Fraction(1, 10**random.choice([3, 5, 7])))
        return random.choice([("log", ("add", old[1], eps)), ("log2", old[1]), ("log10", old[1]), ("log1p", old[1]), ("log", ("max", old[1], eps))])
    if head == "neg":
        return old[1]
    if head in ("max", "min"):
        return ({"max": "min", "min": "max"}[head], old[1], old[2])
    if head == "power":
        return ("power", old[1], old[2] + 1)
    if head == "raise":
        return ("raise", old[1], ("add", old[2], number(Fraction(1, 10**random.choice([2, 4, 6])))))
    if head == "exp":
        return random.choice([("expm1", old[1]), ("exp", ("neg", old[1]))])
    if head == "if":
        return random.choice([("if", old[1], old[2], ("add", old[3], number(Fraction(1, 10))), old[4], old[5]), ("if", old[1], old[2], old[3], old[5], old[4]),
                              old[4], old[5]])
    if head == "abs":
        return old[1]
    if head == "sqrt":
        return ("sqrt", ("add", old[1], number(Fraction(1, 10**random.choice([3, 6])))))
    if head in ("tanh", "sin"):
        return (head, ("mul", old[1], number(Fraction(10001, 10000))))
    if head == "sigmoid":
        return ("sigmoid", ("neg", old[1]))
    return None


def windowed(random, tree):
    """Right but in a window of one variable, 2 to 20 % wide, between two places or at an end."""
    name = random.choice(used(tree))
    low, high, _ = DOMAINS[name]
    width = (high - low) * random.choice([0.02, 0.05, 0.1, 0.2])
    start = low + (high - low - width) * random.choice([0, 1, random.random(), random.random()])
    wrong = random.choice([("add", tree, number(Fraction(1, 1000))), ("neg", tree), number(0), ("mul", tree, number(Fraction(100001, 100000)))])
    edge = [number(Fraction(v).limit_denominator(1000)) for v in (start, start + width)]
    return ("if", "<", ("var", name), edge[0], tree, ("if", ">", ("var", name), edge[1], tree, wrong))


# The relative difference that counts, and the share of the points that must show it.
DIFFERENCE, SHARE = 1e-7, 0.02


def drift(random):
    tree = grown(random)
    place = random.choice(list(places(tree)))
    if random.random() < 0.2:
        code, what = windowed(random, tree), "wrong in a window"
    else:
        new = drifted(random, at(tree, place))
        if new is None:
            raise Outside
        code, what = put(tree, place, new), f"{at(tree, place)[0]} is now {new[0]}"
    names, count, differing = used(tree), 200, 0
    if any(n not in names for n in used(code)):
        raise Outside
    for scope in points(random, names, count):
        value, error = bound(tree, scope)
        try:
            wrong = double(code, scope)
        except Outside:
            differing += 1
            continue
        if abs(wrong - value) > DIFFERENCE * max(abs(value), abs(wrong)) and abs(wrong - value) > 100 * error:
            differing += 1
    if differing < SHARE * count:
        raise Outside
    return pair(random, tree, code, False, "drift", what)
