"""Exact arithmetic that owes docgen nothing: rationals, and rationals with infinitesimals for derivatives.

A value is a Fraction or a Jet, a polynomial in one infinitesimal whose coefficients are values without it. Of
two infinitesimals the newer is the smaller, so that a derivative may stand inside a derivative.
"""
from fractions import Fraction
import math

ORDER = 7


class Undefined(Exception):
    """The term has no value here, and that is certain."""


class Unknown(Exception):
    """What the term is here cannot be told by this arithmetic: the claim is not used."""


class Jet:
    def __init__(self, level, parts, exact=True):
        self.level, self.exact = level, exact
        self.parts = (list(parts) + [Fraction(0)] * ORDER)[:ORDER]

    @staticmethod
    def step(level, value, direction):
        return Jet(level, [value, Fraction(direction)])

    def paired(self, other):
        if isinstance(other, Jet) and other.level == self.level:
            return other
        return Jet(self.level, [other])

    def lead(self):
        for index, part in enumerate(self.parts):
            if sign(part) != 0:
                return index
        if not self.exact:
            raise Unknown
        return None


def newest(a, b):
    levels = [v.level for v in (a, b) if isinstance(v, Jet)]
    return max(levels) if levels else None


def lifted(value, level):
    return value if isinstance(value, Jet) and value.level == level else Jet(level, [value])


def add(a, b):
    level = newest(a, b)
    if level is None:
        return a + b
    a, b = lifted(a, level), lifted(b, level)
    return Jet(level, [add(p, q) for p, q in zip(a.parts, b.parts)], a.exact and b.exact)


def neg(a):
    return Jet(a.level, [neg(p) for p in a.parts], a.exact) if isinstance(a, Jet) else -a


def is_zero(value):
    return all(is_zero(p) for p in value.parts) if isinstance(value, Jet) else value == 0


def mul(a, b):
    level = newest(a, b)
    if level is None:
        return a * b
    a, b = lifted(a, level), lifted(b, level)
    parts, exact = [Fraction(0)] * ORDER, a.exact and b.exact
    for i, p in enumerate(a.parts):
        if is_zero(p):
            continue
        for j, q in enumerate(b.parts):
            if is_zero(q):
                continue
            if i + j < ORDER:
                parts[i + j] = add(parts[i + j], mul(p, q))
            else:
                exact = False
    return Jet(level, parts, exact)


def sign(value):
    if not isinstance(value, Jet):
        return (value > 0) - (value < 0)
    lead = value.lead()
    return 0 if lead is None else sign(value.parts[lead])


def div(a, b):
    level = newest(a, b)
    if sign(b) == 0:
        raise Undefined
    if level is None:
        return a / b
    a, b = lifted(a, level), lifted(b, level)
    lead = b.lead()
    if any(not is_zero(p) for p in a.parts[:lead]):
        raise Unknown
    top, bottom = a.parts[lead:], b.parts[lead:]
    parts = []
    for i in range(len(top)):
        rest = top[i]
        for j in range(1, i + 1):
            if not is_zero(bottom[j]) and not is_zero(parts[i - j]):
                rest = add(rest, neg(mul(bottom[j], parts[i - j])))
        parts.append(div(rest, bottom[0]))
    constant = lead == 0 and all(is_zero(p) for p in bottom[1:])
    return Jet(level, parts, constant and a.exact and b.exact)


def compare(a, b):
    return sign(add(a, neg(b)))


def floor(value):
    if not isinstance(value, Jet):
        return Fraction(math.floor(value))
    whole = floor(value.parts[0])
    rest = Jet(value.level, [add(value.parts[0], -whole)] + value.parts[1:], value.exact)
    return whole - 1 if sign(rest) < 0 else whole


def root(value):
    """The square root where it is rational."""
    if isinstance(value, Jet):
        raise Unknown
    if value < 0:
        raise Undefined
    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if top * top != value.numerator or bottom * bottom != value.denominator:
        raise Unknown
    return Fraction(top, bottom)


def standard(value):
    """A value's own part without infinitesimals newer than `level`."""
    return value.parts[0] if isinstance(value, Jet) else value


def slope(value, level):
    return value.parts[1] if isinstance(value, Jet) and value.level == level else Fraction(0)
