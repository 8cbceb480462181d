"""Random terms with binders whose names collide with those around them."""
from fractions import Fraction
from terms import num, var

POOL = ["i", "j", "k", "n", "x", "y", "t", "u"]


class Grower:
    """Grows terms; `smooth` terms are polynomials in every name that is free in them."""

    def __init__(self, random, smooth=False, definitions=None):
        self.random, self.smooth, self.definitions = random, smooth, definitions or {}

    def constant(self):
        if self.random.random() < 0.75:
            return num(self.random.randrange(-3, 4))
        return num(Fraction(self.random.randrange(-5, 6), self.random.choice([2, 3, 4, 5])))

    def leaf(self, names):
        if names and self.random.random() < 0.7:
            return var(self.random.choice(names))
        return self.constant()

    def linear(self, names):
        """A small difference: what a condition or a kink is made of."""
        if not names:
            return self.constant()
        name = var(self.random.choice(names))
        factor = self.random.choice([1, 1, 1, 2, -1, -2, 3])
        head = name if factor == 1 else ("mul", num(factor), name)
        return ("add", head, num(Fraction(self.random.randrange(-4, 5), self.random.choice([1, 1, 1, 2, 3]))))

    def condition(self, names):
        relation = self.random.choice(["=", "<", "<=", ">", ">=", "!="])
        if names and self.random.random() < 0.6:
            return (relation, var(self.random.choice(names)), self.leaf(names))
        return (relation, self.linear(names), num(0))

    def term(self, names, depth):
        if depth <= 0:
            return self.leaf(names)
        kinds = ["add", "add", "mul", "mul", "pow", "neg", "div", "sum", "sum", "d", "d", "int", "prod", "set", "lim"]
        if not self.smooth:
            kinds += ["abs", "abs", "max", "min", "cases", "cases", "floor", "ceil", "arg", "max3"]
        if self.definitions:
            kinds += ["call", "call"]
        return getattr(self, "grow_" + self.random.choice(kinds))(names, depth - 1)

    def grow_add(self, names, depth):
        return ("add", self.term(names, depth), self.term(names, depth - 1))

    def grow_mul(self, names, depth):
        return ("mul", self.term(names, depth), self.term(names, depth - 1))

    def grow_pow(self, names, depth):
        return ("pow", self.term(names, depth - 1), self.random.choice([2, 2, 3]))

    def grow_neg(self, names, depth):
        return ("neg", self.term(names, depth))

    def grow_div(self, names, depth):
        return ("div", self.term(names, depth), num(self.random.choice([2, 3, -2, 5])))

    def grow_abs(self, names, depth):
        return ("abs", self.linear(names) if self.random.random() < 0.7 else self.term(names, depth))

    def grow_max(self, names, depth):
        return ("max", self.leaf(names), self.linear(names) if self.random.random() < 0.5 else self.term(names, depth))

    def grow_min(self, names, depth):
        return ("min",) + self.grow_max(names, depth)[1:]

    def grow_max3(self, names, depth):
        return ("max", num(0), ("max", self.linear(names), self.linear(names)))

    def grow_floor(self, names, depth):
        return ("floor", ("div", self.linear(names), num(self.random.choice([1, 2, 3]))))

    def grow_ceil(self, names, depth):
        return ("ceil",) + self.grow_floor(names, depth)[1:]

    def grow_cases(self, names, depth):
        rows = [(self.term(names, depth - 1), self.condition(names)) for _ in range(self.random.choice([1, 1, 2]))]
        return ("cases", tuple(rows), self.term(names, depth - 1))

    # Binders: most often under a name that stands outside too.

    def bound(self, names):
        return self.random.choice(names) if names and self.random.random() < 0.6 else self.random.choice(POOL)

    def within(self, names, name):
        return [n for n in names if n != name] + [name, name]

    def grow_sum(self, names, depth, head="sum"):
        name = self.bound(names)
        low = self.random.choice([0, 1, 1, 1, 2])
        return (head, name, num(low), num(low + self.random.choice([1, 1, 2, 2, 3])), self.term(self.within(names, name), depth))

    def grow_prod(self, names, depth):
        return self.grow_sum(names, min(depth, 1), "prod")

    def grow_d(self, names, depth):
        if not names:
            return self.leaf(names)
        name = self.random.choice(names)
        body = self.term([name] + names, depth)
        if self.random.random() < 0.5:
            body = ("mul", body, ("pow", var(name), self.random.choice([2, 3])))
        return ("d", name, body)

    def grow_int(self, names, depth):
        name = self.bound(names)
        low = self.random.choice([0, 0, -1])
        others = [n for n in names if n != name]
        body = ("mul", self.leaf(others), ("pow", var(name), self.random.choice([1, 2, 3])))
        return ("int", name, num(low), num(low + self.random.choice([1, 2])), ("add", body, self.leaf(names)))

    def grow_set(self, names, depth):
        name = self.bound(names)
        return (self.random.choice(["minset", "maxset"]), name, self.members(), self.linear(self.within([], name)))

    def grow_lim(self, names, depth):
        name = self.bound(names)
        place = self.random.choice([0, 1, 2, -1])
        gap = ("add", var(name), num(-place))
        body = self.leaf(self.within(names, name))
        if self.random.random() < 0.5:
            body = ("div", ("add", ("pow", var(name), 2), num(-place * place)), gap)
        return ("lim", name, num(place), body)

    def members(self):
        return tuple(Fraction(v) for v in self.random.sample(range(-3, 4), self.random.choice([2, 3, 3, 4])))

    def grow_arg(self, names, depth):
        name = self.bound(names)
        body = self.random.choice([
            ("pow", self.linear([name]), 2), ("abs", self.linear([name])), self.linear([name]),
            ("add", ("pow", var(name), 2), self.leaf(names)), ("pow", ("add", ("pow", var(name), 2), num(-1)), 2),
        ])
        return (self.random.choice(["argmin", "argmax"]), name, self.members(), body)

    def grow_call(self, names, depth):
        function = self.random.choice(sorted(self.definitions))
        parameters = self.definitions[function][0]
        return ("call", function, tuple(self.leaf(names) for _ in parameters))
