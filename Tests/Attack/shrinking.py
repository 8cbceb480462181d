"""Makes a finding smaller while it stays one: subterms give way to their own parts or to small numbers."""
import dataclasses

import claims, judge
from exact import Undefined, Unknown
from terms import at, children, num, places, put, written

ROUNDS, MOST = 12, 120


def size(tree):
    return 1 + sum(size(at(tree, c)) for c in children(tree)) if isinstance(tree, tuple) else 1


def terms_of(claim):
    """The places of the terms in a claim's tree."""
    head = claim[0]
    if head in ("=", "<", ">", "<=", ">=", "!="):
        yield (1,)
        yield (2,)
    elif head in ("and", "or", "implies"):
        for i in range(1, len(claim)):
            for path in terms_of(claim[i]):
                yield (i,) + path
    else:
        for path in terms_of(claim[3]):
            yield (3,) + path


def smaller(tree):
    """Claims that are a little smaller; their truth is told anew."""
    if tree[0] in ("forall", "exists"):
        for inner in smaller(tree[3]):
            yield put(tree, (3,), inner)
        if len(tree[2]) > 1:
            for i in range(len(tree[2])):
                yield put(tree, (2,), tree[2][:i] + tree[2][i + 1:])
        yield tree[3]
        return
    if tree[0] == "and":
        for i in range(1, len(tree)):
            rest = tree[:i] + tree[i + 1:]
            yield rest[1] if len(rest) == 2 else rest
    if tree[0] == "implies":
        for premise in smaller(tree[1]) if tree[1][0] == "and" else []:
            yield put(tree, (1,), premise)
    for place in terms_of(tree):
        term = at(tree, place)
        for inside in places(term):
            old = at(term, inside)
            options = [at(old, c) for c in children(old)] + [num(0), num(1)]
            if old[0] == "add" and len(old) == 3 and old[1][0] == "num" or old[0] == "num":
                options = options[:0] if old[0] == "num" else options
            for new in options:
                if new != old:
                    yield put(tree, place, put(term, inside, new))


def again(claim, tree):
    """The claim of this tree, where its truth can be told and is the same."""
    try:
        truth = claims.decided(tree, claim.definitions)
    except (Unknown, KeyError, ZeroDivisionError, RecursionError):
        return None
    if truth is not claim.truth:
        return None
    above = claim.above if any(name in written(tree) for name in claim.definitions) else ""
    return dataclasses.replace(claim, tree=tree, latex=written(tree), above=above)


def shrunk(claim, kind, end_of_time):
    """The smallest claim found that has the same fault."""
    for _ in range(ROUNDS):
        if claim.tree is None or end_of_time():
            break
        candidates, seen = [], set()
        for tree in smaller(claim.tree):
            if size(tree) >= size(claim.tree) and len(written(tree)) >= len(claim.latex) or tree in seen:
                continue
            seen.add(tree)
            candidate = again(claim, tree)
            if candidate:
                candidates.append(candidate)
        candidates = sorted(candidates, key=lambda c: len(c.latex))[:MOST]
        if not candidates:
            break
        try:
            found = [i for k, i in judge.faults(candidates, judge.judged(candidates)) if k == kind]
        except judge.Machine:
            break
        if not found:
            break
        claim = candidates[min(found)]
    return claim
