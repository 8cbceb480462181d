"""Terms and claims as trees, what they are worth by exact arithmetic, and how they are written in LaTeX.

A term is a tuple, its head first. Scopes are the evaluator's: a bound name is looked up innermost first, and a
binder's range stands outside its scope. `CAPTURED` evaluates as a careless substitution would: the outer value
goes under the binders; what comes out is the wrong value that a broken tool would believe.
"""
from fractions import Fraction
import exact
from exact import Undefined, Unknown

RIGHT, CAPTURED = False, True


def num(value):
    return ("num", Fraction(value))


def var(name):
    return ("var", name)


class Evaluator:
    def __init__(self, definitions=None, captured=RIGHT):
        self.definitions, self.captured, self.level, self.steps = definitions or {}, captured, 0, 0

    def value(self, term, scope):
        self.steps += 1
        if self.steps > 40000:
            raise Unknown
        return getattr(self, "value_" + term[0])(term, scope)

    def value_num(self, term, scope):
        return term[1]

    def value_var(self, term, scope):
        return scope[term[1]]

    def value_add(self, term, scope):
        total = Fraction(0)
        for part in term[1:]:
            total = exact.add(total, self.value(part, scope))
        return total

    def value_neg(self, term, scope):
        return exact.neg(self.value(term[1], scope))

    def value_mul(self, term, scope):
        total = Fraction(1)
        for part in term[1:]:
            total = exact.mul(total, self.value(part, scope))
        return total

    def value_div(self, term, scope):
        top = self.value(term[1], scope)
        return exact.div(top, self.value(term[2], scope))

    def value_pow(self, term, scope):
        base, total = self.value(term[1], scope), Fraction(1)
        for _ in range(term[2]):
            total = exact.mul(total, base)
        return total

    def value_abs(self, term, scope):
        inner = self.value(term[1], scope)
        return exact.neg(inner) if exact.sign(inner) < 0 else inner

    def value_max(self, term, scope):
        return self.extremum([self.value(part, scope) for part in term[1:]], 1)

    def value_min(self, term, scope):
        return self.extremum([self.value(part, scope) for part in term[1:]], -1)

    def extremum(self, values, direction):
        best = values[0]
        for value in values[1:]:
            if exact.compare(value, best) * direction > 0:
                best = value
        return best

    def value_floor(self, term, scope):
        return exact.floor(self.value(term[1], scope))

    def value_ceil(self, term, scope):
        return exact.neg(exact.floor(exact.neg(self.value(term[1], scope))))

    def value_sqrt(self, term, scope):
        return exact.root(self.value(term[1], scope))

    def value_log(self, term, scope):
        inner = self.value(term[1], scope)
        if exact.sign(inner) <= 0:
            raise Undefined
        if isinstance(inner, exact.Jet) or inner != 1:
            raise Unknown
        return Fraction(0)

    def value_cases(self, term, scope):
        for value, condition in term[1]:
            if self.holds(condition, scope):
                return self.value(value, scope)
        return self.value(term[2], scope)

    # Binders.

    def inner(self, scope, name, value):
        if self.captured and name in scope:
            return scope
        return {**scope, name: value}

    def members(self, term, scope):
        low, high = self.value(term[2], scope), self.value(term[3], scope)
        if any(isinstance(v, exact.Jet) or v.denominator != 1 for v in (low, high)) or high - low > 60:
            raise Unknown
        return [Fraction(n) for n in range(int(low), int(high) + 1)]

    def value_sum(self, term, scope):
        total = Fraction(0)
        for member in self.members(term, scope):
            total = exact.add(total, self.value(term[4], self.inner(scope, term[1], member)))
        return total

    def value_prod(self, term, scope):
        total = Fraction(1)
        for member in self.members(term, scope):
            total = exact.mul(total, self.value(term[4], self.inner(scope, term[1], member)))
        return total

    def value_d(self, term, scope):
        if self.captured:
            return Fraction(0)
        here = scope[term[1]]
        self.level += 1
        level = self.level
        at = self.value(term[2], scope)
        slopes = []
        for direction in (1, -1):
            near = self.value(term[2], {**scope, term[1]: exact.Jet.step(level, here, direction)})
            near = exact.lifted(near, level)
            if exact.compare(near.parts[0], at) != 0:
                raise Undefined
            slopes.append(exact.mul(near.parts[1], Fraction(direction)))
        self.level -= 1
        if exact.compare(slopes[0], slopes[1]) != 0:
            raise Undefined
        return slopes[0]

    def value_lim(self, term, scope):
        here = self.value(term[2], scope)
        self.level += 1
        sides = []
        for direction in (1, -1):
            near = self.value(term[3], self.inner(scope, term[1], exact.Jet.step(self.level, here, direction)))
            sides.append(exact.lifted(near, self.level).parts[0])
        self.level -= 1
        if exact.compare(sides[0], sides[1]) != 0:
            raise Undefined
        return sides[0]

    def value_int(self, term, scope):
        """Of a polynomial of degree five at most: through eight points, the last two held against the others."""
        low, high = self.value(term[2], scope), self.value(term[3], scope)
        width = exact.add(high, exact.neg(low))
        nodes = [Fraction(n, 7) for n in range(8)]
        values = [self.value(term[4], self.inner(scope, term[1], exact.add(low, exact.mul(width, n)))) for n in nodes]
        for check in (6, 7):
            guess = Fraction(0)
            for n in range(6):
                weight = Fraction(1)
                for m in range(6):
                    if m != n:
                        weight *= (nodes[check] - nodes[m]) / (nodes[n] - nodes[m])
                guess = exact.add(guess, exact.mul(values[n], weight))
            if exact.compare(guess, values[check]) != 0:
                raise Unknown
        total = Fraction(0)
        for n in range(6):
            total = exact.add(total, exact.mul(values[n], WEIGHTS[n]))
        return exact.mul(total, width)

    def value_argmin(self, term, scope):
        return self.place(term, scope, -1)

    def value_argmax(self, term, scope):
        return self.place(term, scope, 1)

    def place(self, term, scope, direction):
        found = [(self.value(term[3], self.inner(scope, term[1], m)), m) for m in term[2]]
        best = self.extremum([v for v, _ in found], direction)
        places = {m for v, m in found if exact.compare(v, best) == 0}
        if len(places) != 1:
            raise Undefined
        return places.pop()

    def value_minset(self, term, scope):
        return self.extremum([self.value(term[3], self.inner(scope, term[1], m)) for m in term[2]], -1)

    def value_maxset(self, term, scope):
        return self.extremum([self.value(term[3], self.inner(scope, term[1], m)) for m in term[2]], 1)

    def value_call(self, term, scope):
        parameters, body = self.definitions[term[1]]
        values = [self.value(argument, scope) for argument in term[2]]
        if self.captured:
            return self.value(substituted(body, dict(zip(parameters, term[2]))), scope)
        return self.value(body, dict(zip(parameters, values)))

    # Claims over finite domains.

    def holds(self, claim, scope):
        head = claim[0]
        if head in RELATIONS:
            order = exact.compare(self.value(claim[1], scope), self.value(claim[2], scope))
            return RELATIONS[head](order)
        if head == "and":
            return all([self.holds(part, scope) for part in claim[1:]])
        if head == "or":
            return any([self.holds(part, scope) for part in claim[1:]])
        if head == "implies":
            return not self.holds(claim[1], scope) or self.holds(claim[2], scope)
        members = ({**scope, claim[1]: Fraction(m)} for m in claim[2])
        if head == "forall":
            return all([self.holds(claim[3], inner) for inner in members])
        return any([self.holds(claim[3], inner) for inner in members])


RELATIONS = {
    "=": lambda o: o == 0, "<": lambda o: o < 0, ">": lambda o: o > 0, "<=": lambda o: o <= 0, ">=": lambda o: o >= 0,
    "!=": lambda o: o != 0,
}
SIGNS = {"=": "=", "<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "!=": r"\ne"}


def newton_cotes(nodes):
    """The integral over [0, 1] of each Lagrange polynomial of these nodes."""
    weights = []
    for n in range(len(nodes)):
        polynomial = [Fraction(1)]
        for m in range(len(nodes)):
            if m != n:
                scale = nodes[n] - nodes[m]
                shifted = [Fraction(0)] + polynomial
                polynomial = [s / scale - (polynomial[i] * nodes[m] / scale if i < len(polynomial) else 0)
                              for i, s in enumerate(shifted)]
        weights.append(sum(c / (i + 1) for i, c in enumerate(polynomial)))
    return weights


WEIGHTS = newton_cotes([Fraction(n, 7) for n in range(6)])
BINDERS = {"sum": 4, "prod": 4, "d": 2, "lim": 3, "int": 4, "argmin": 3, "argmax": 3, "minset": 3, "maxset": 3}


def children(term):
    """The places of a term's own subterms."""
    head = term[0]
    if head in ("num", "var"):
        return []
    if head == "cases":
        return [(1, i, 0) for i in range(len(term[1]))] + [(2,)]
    if head == "call":
        return [(2, i) for i in range(len(term[2]))]
    if head in ("sum", "prod", "int"):
        return [(2,), (3,), (4,)]
    if head in BINDERS:
        return [(BINDERS[head],)]
    if head == "pow":
        return [(1,)]
    return [(i,) for i in range(1, len(term))]


def at(tree, place):
    for step in place:
        tree = tree[step]
    return tree


def put(tree, place, new):
    if not place:
        return new
    return tree[:place[0]] + (put(tree[place[0]], place[1:], new),) + tree[place[0] + 1:]


def places(term, path=()):
    """Every subterm's place, the term's own first."""
    yield path
    for child in children(term):
        yield from places(at(term, child), path + child)


def substituted(term, arguments):
    """As a careless tool does it: under binders, without a thought for names."""
    if term[0] == "var":
        return arguments.get(term[1], term)
    for child in children(term):
        term = put(term, child, substituted(at(term, child), arguments))
    return term


# LaTeX.

def number(value):
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{abs(value.numerator)}}}{{{value.denominator}}}"


def tight(term):
    """As a factor or an argument."""
    text = latex(term)
    if term[0] in ("var", "call", "abs", "max", "min", "floor", "ceil", "sqrt") or term[0] == "num" and term[1] >= 0:
        return text
    return rf"\left({text}\right)"


def members(values):
    return r"\{" + ", ".join(number(v) for v in values) + r"\}"


def latex(term):
    head = term[0]
    if head == "num":
        return number(term[1])
    if head == "var":
        return term[1]
    if head == "add":
        return " + ".join(tight(p) if p[0] in ("neg", "add") or p[0] in BINDERS else latex(p) if p[0] != "num" or p[1] >= 0
                          else tight(p) for p in term[1:])
    if head == "neg":
        return "-" + tight(term[1])
    if head == "mul":
        return r" \cdot ".join(tight(p) for p in term[1:])
    if head == "div":
        return rf"\frac{{{latex(term[1])}}}{{{latex(term[2])}}}"
    if head == "pow":
        base = latex(term[1]) if term[1][0] == "var" else rf"\left({latex(term[1])}\right)"
        return f"{base}^{{{term[2]}}}"
    if head == "abs":
        return rf"\left|{latex(term[1])}\right|"
    if head in ("max", "min"):
        return rf"\{head}\left({', '.join(latex(p) for p in term[1:])}\right)"
    if head == "floor":
        return rf"\left\lfloor {latex(term[1])} \right\rfloor"
    if head == "ceil":
        return rf"\left\lceil {latex(term[1])} \right\rceil"
    if head == "sqrt":
        return rf"\sqrt{{{latex(term[1])}}}"
    if head == "log":
        return rf"\log {tight(term[1])}" if term[1][0] != "var" else rf"\log {term[1][1]}"
    if head == "cases":
        rows = [rf"{latex(v)} & {written(c)}" for v, c in term[1]] + [rf"{latex(term[2])} & \text{{otherwise}}"]
        return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"
    if head in ("sum", "prod"):
        return rf"\{head}_{{{term[1]}={latex(term[2])}}}^{{{latex(term[3])}}} {tight(term[4])}"
    if head == "d":
        return rf"\frac{{d}}{{d{spaced(term[1])}}} {tight(term[2])}"
    if head == "lim":
        return rf"\lim_{{{term[1]} \to {latex(term[2])}}} {tight(term[3])}"
    if head == "int":
        return rf"\int_{{{latex(term[2])}}}^{{{latex(term[3])}}} {tight(term[4])} \, d{spaced(term[1])}"
    if head in ("argmin", "argmax"):
        return rf"\arg\{head[3:]}_{{{term[1]} \in {members(term[2])}}} {tight(term[3])}"
    if head in ("minset", "maxset"):
        return rf"\{head[:3]}_{{{term[1]} \in {members(term[2])}}} {tight(term[3])}"
    return rf"{term[1]}({', '.join(latex(a) for a in term[2])})"


def spaced(name):
    return " " + name if name.startswith("\\") else name


def written(claim):
    """A claim or a condition in LaTeX."""
    head = claim[0]
    if head in RELATIONS:
        return f"{latex(claim[1])} {SIGNS[head]} {latex(claim[2])}"
    if head in ("and", "or"):
        return rf" \l{head} ".join(written(p) if p[0] in RELATIONS else rf"\left({written(p)}\right)" for p in claim[1:])
    if head == "implies":
        return rf"{written(claim[1])} \Rightarrow {written(claim[2])}"
    domain = claim[4] if len(claim) > 4 else members(claim[2])
    return rf"\{head} {claim[1]} \in {domain}: {written(claim[3])}"
