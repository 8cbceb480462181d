"""Claims whose truth is known by construction, a family for each kind of thing that a checker can get wrong.

`truth` is True, False, or None where a side is undefined on a whole region, so that the claim must not be
proved. `plain` marks a false claim that fails at most points of its domain, or at points that a person would
think of: that it "agrees" is a finding too.
"""
import itertools
from dataclasses import dataclass, field
from fractions import Fraction

from exact import Undefined, Unknown
from growing import Grower, POOL
from terms import CAPTURED, Evaluator, latex, num, number, substituted, var, written

FAMILIES = {}
COUNTER = itertools.count()


@dataclass
class Claim:
    latex: str
    truth: object
    family: str = ""
    plain: bool = False
    above: str = ""
    tree: object = None
    definitions: dict = field(default_factory=dict)
    front: str = ""


def family(generator):
    FAMILIES[generator.__name__] = generator
    return generator


def fresh():
    """A function's name that no other claim of this run has."""
    count, letters = next(COUNTER), ""
    while True:
        letters = chr(ord("a") + count % 26) + letters
        count //= 26
        if count == 0:
            return rf"\mathrm{{F{letters}q}}"


def shown(definitions):
    """Definitions as a note gives them."""
    return "".join(f"\n$$\n{name}({', '.join(parameters)}) = {latex(body)}\n$$\n"
                   for name, (parameters, body) in definitions.items())


def decided(tree, definitions):
    """The truth of a claim whose variables are pinned or finite."""
    try:
        return Evaluator(definitions).holds(tree, {})
    except Undefined:
        return None


def definition(random):
    parameter = random.choice(["x", "t", "u"])
    body = Grower(random).term([parameter], 2)
    if random.random() < 0.5:
        body = ("d", parameter, ("mul", body, ("pow", var(parameter), 2)))
    return {fresh(): ((parameter,), body)}


def wrong_values(random, term, scope, right, definitions):
    """Values that the term has not: first what a tool would believe that confuses the names."""
    try:
        believed = [Evaluator(definitions, CAPTURED).value(term, scope)] * 3
    except (Undefined, Unknown, KeyError, RecursionError):
        believed = []
    some = believed + [Fraction(0), right + 1, -right, right * 2, right - Fraction(1, 3), right + Fraction(1, 10**9)]
    return [v for v in some if v != right]


def pin(random, name, value):
    shift, factor = random.randrange(-2, 3), random.choice([2, 3, -1])
    return random.choice([
        ("=", var(name), num(value)), ("=", var(name), num(value)), ("=", num(value), var(name)),
        ("=", ("add", var(name), num(shift)), num(value + shift)),
        ("=", ("mul", num(factor), var(name)), num(factor * value)),
    ])


@family
def pinned(random):
    """x = c ⇒ e = v, where e binds x again."""
    names = random.sample(["x", "y", "p", "i", "n", "t"], random.choice([1, 2, 2, 3]))
    definitions = definition(random) if random.random() < 0.3 else {}
    values = {n: Fraction(random.randrange(-2, 4)) if n in "in" else Fraction(random.randrange(-6, 7), random.choice([1, 2, 2, 3]))
              for n in names}
    term = Grower(random, definitions=definitions).term(names, random.choice([2, 3, 3, 4]))
    right = Evaluator(definitions).value(term, values)
    if abs(right) > 10**6:
        raise Unknown
    if random.random() < 0.45:
        claim = (random.choice(["=", "=", "<=", ">="]), term, num(right))
    else:
        wrong = random.choice(wrong_values(random, term, values, right, definitions))
        claim = ("=", term, num(wrong)) if random.random() < 0.7 else ("<" if wrong < right else ">", term, num(wrong))
    premises = [pin(random, names[0], values[names[0]])]
    for before, name in zip(names, names[1:]):
        if values[name] == values[before] and random.random() < 0.7:
            premises.append(("=", var(name), var(before)))
        else:
            premises.append(pin(random, name, values[name]))
    random.shuffle(premises)
    tree = ("implies", premises[0] if len(premises) == 1 else ("and", *premises), claim)
    for name in names:
        tree = ("forall", name, (values[name],), tree, "[-8, 8]")
    return [Claim(written(tree), decided(tree, definitions), plain=True, above=shown(definitions), tree=tree, definitions=definitions)]


@family
def finite(random):
    """Every variable ranges over a finite set: the truth by trying all."""
    names = random.sample(POOL, random.choice([1, 1, 2]))
    definitions = definition(random) if random.random() < 0.3 else {}
    sets = {n: tuple(Fraction(v) for v in random.sample(range(-3, 6), random.choice([2, 3]))) for n in names}
    term = Grower(random, definitions=definitions).term(names, random.choice([2, 3, 3]))
    evaluator = Evaluator(definitions)
    scopes = [dict(zip(names, values)) for values in itertools.product(*(sets[n] for n in names))]
    values = [evaluator.value(term, scope) for scope in scopes]
    if max(abs(v) for v in values) > 10**6:
        raise Unknown
    kind = random.randrange(4)
    if kind == 0:
        body = ("<=", term, num(max(values) + random.choice([0, 0, 1, -1, Fraction(-1, 7)])))
    elif kind == 1:
        body = (">", term, num(min(values) - random.choice([0, 1, Fraction(1, 10**12)])))
    elif kind == 2:
        body = ("=", term, through(names[0], sets[names[0]], values) if len(names) == 1 else num(values[0]))
    else:
        wrong = random.choice(wrong_values(random, term, scopes[0], values[0], definitions))
        body = ("=", term, num(wrong))
    tree = body
    for name in names:
        tree = ("forall", name, sets[name], tree)
    if random.random() < 0.15:
        tree = ("exists",) + tree[1:]
    return [Claim(written(tree), decided(tree, definitions), plain=True, above=shown(definitions), tree=tree, definitions=definitions)]


def through(name, places, values):
    """The polynomial through these points, as a term (Newton's form)."""
    places, divided = list(places), list(values)
    for step in range(1, len(places)):
        for i in range(len(places) - 1, step - 1, -1):
            divided[i] = (divided[i] - divided[i - 1]) / (places[i] - places[i - step])
    term = num(divided[-1])
    for i in range(len(places) - 2, -1, -1):
        term = ("add", num(divided[i]), ("mul", ("add", var(name), num(-places[i])), term))
    return term


def settled(term, scope):
    """The term with its kinks and branches decided where the outer symbols are, under binders of the same letter too."""
    def part(value):
        return settled(value, scope) if isinstance(value, tuple) and value and isinstance(value[0], str) else value
    evaluator, inner = Evaluator(), tuple(part(p) for p in term)
    try:
        if term[0] == "abs":
            return inner[1] if evaluator.value(term[1], scope) >= 0 else ("neg", inner[1])
        if term[0] in ("max", "min"):
            values = [evaluator.value(p, scope) for p in term[1:]]
            return inner[1 + values.index((max if term[0] == "max" else min)(values))]
        if term[0] == "cases":
            for value, condition in term[1]:
                if evaluator.holds(condition, scope):
                    return part(value)
            return part(term[2])
    except (Undefined, Unknown, KeyError, TypeError):
        pass
    return inner


@family
def shadowed(random):
    """A variable on an interval, and binders of the same name whose value does not depend on it."""
    name = random.choice(["i", "n", "x", "k"])
    low = random.choice([5, 6, -7])
    term = Grower(random).grow_sum([name], 2, random.choice(["sum", "sum", "prod"]))
    inner = (term[0], name, term[2], term[3], Grower(random).term([name], 2))
    right = Evaluator().value(inner, {name: Fraction(low) + Fraction(1, 3)})
    elsewhere = Evaluator().value(inner, {name: Fraction(low) + Fraction(2, 3)})
    if right != elsewhere or abs(right) > 10**6:
        raise Unknown
    outer = random.choice(["add", "mul"])
    tree_side = (outer, var(name), inner)
    said = right if random.random() < 0.4 else random.choice(
        wrong_values(random, inner, {name: Fraction(low)}, right, {}) + [right + 2, right - 2])
    # What a tool would believe that lets the outer symbol's range decide under the binder.
    believed = Evaluator().value(settled(inner, {name: Fraction(low) + Fraction(1, 3)}), {name: Fraction(low)})
    if believed != right and random.random() < 0.6:
        said = believed
    body = ("=", tree_side, (outer, var(name), num(said)))
    tree = ("forall", name, (Fraction(low), Fraction(low) + Fraction(1, 3), Fraction(low + 1)), body, f"[{low}, {low + 1}]")
    return [Claim(written(tree), said == right, plain=True, tree=tree)]


@family
def polynomial(random):
    """An identity in a free variable, by interpolation; broken in one coefficient."""
    names = random.sample(["x", "y", "q", "t"], 2)
    free, fixed = names
    value = Fraction(random.randrange(-4, 5), random.choice([1, 2, 3]))
    definitions = {}
    if random.random() < 0.3:
        parameter = random.choice(["x", "u"])
        definitions = {fresh(): ((parameter,), Grower(random, smooth=True).term([parameter], 2))}
    term = Grower(random, smooth=True, definitions=definitions).term(names, 3)
    places = [Fraction(n) for n in range(-4, 5)]
    evaluator = Evaluator(definitions)
    values = [evaluator.value(term, {free: p, fixed: value}) for p in places]
    degree = 4
    side = through(free, places[:degree + 1], values[:degree + 1])
    if any(evaluator.value(side, {free: p}) != v for p, v in zip(places, values)) or max(map(abs, values)) > 10**7:
        raise Unknown
    truth = random.random() < 0.5
    if not truth:
        wrong = random.choice([("mul", num(random.choice([1, -1, 2])), ("pow", var(free), random.choice([1, 2, 3]))),
                               num(random.choice([1, -2, Fraction(1, 2)]))])
        side = ("add", side, wrong)
    premise = pin(random, fixed, value)
    tree = ("implies", premise, ("=", term, side))
    text = rf"\forall {free} \in [-4, 4], {fixed} \in [-5, 5]: {written(tree)}"
    return [Claim(text, truth, plain=True, above=shown(definitions))]
