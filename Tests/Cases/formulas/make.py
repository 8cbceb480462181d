#!/usr/bin/env python3
"""Works out the last column of each table here with mpmath, from the column before it, which a person wrote.

A table's columns, between tabs: LaTeX · declarations (`p: (0,1); f: function`) · points (`x=0.5 y=[1,2] | x=2 y=[0,1]`) ·
the same value written in Python, by hand and never by docgen · its digits, one value for each point.
Arrays count from 1 here too. Run it after adding a line; a table whose digits are not these fails in CI by its tests.
"""
import keyword, pathlib, re, sys, unicodedata
import mpmath as m

m.mp.dps = 50


class Array(list):
    def __getitem__(self, index):
        return list.__getitem__(self, int(index) - 1)


def number(text):
    if text.startswith("["):
        return Array(number(piece) for piece in pieces(text[1:-1]))
    return m.mpf(text)


def pieces(text):
    depth, start, found = 0, 0, []
    for index, sign in enumerate(text):
        depth += (sign == "[") - (sign == "]")
        if sign == "," and depth == 0:
            found.append(text[start:index])
            start = index + 1
    return found + [text[start:]] if text else []


def span(a, b):
    return range(int(a), int(b) + 1)


WORDS = {name: getattr(m, name) for name in (
    "exp log sqrt sin cos tan cot sec csc asin acos atan sinh cosh tanh asinh acosh atanh erf gamma loggamma factorial binomial "
    "floor ceil pi e inf quad diff limit fsum fprod root log1p expm1 sign mpf norm matrix").split()}
WORDS |= {
    "S": lambda f, a, b: m.fsum(f(i) for i in span(a, b)), "P": lambda f, a, b: m.fprod(f(i) for i in span(a, b)),
    "sigma": lambda x: 1 / (1 + m.exp(-x)), "span": span, "A": Array, "ln": m.log,
    "dot": lambda a, b: m.fsum(x * y for x, y in zip(a, b)),
    "softmax": lambda x: Array(m.exp(v) / m.fsum(m.exp(w) for w in x) for v in x),
    "Mx": lambda a: m.matrix(a), "inv": lambda a: a ** -1,
    "Ls": lambda a: [a[i] for i in range(a.rows)] if a.cols == 1 else a.tolist(),
    "mul": lambda a, x: Array(m.fsum(u * v for u, v in zip(row, x)) for row in a),
}


def written(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(written(part) for part in value) + "]"
    value = m.mpf(value)
    if m.isinf(value):
        return "inf" if value > 0 else "-inf"
    return m.nstr(value, 20, strip_zeros=True)


def values(points, truth):
    out = []
    for point in points.split("|"):
        names = dict(WORDS)
        for pair in point.split():
            name, text = pair.split("=", 1)
            names[unicodedata.normalize("NFKC", name)] = number(text)
        out.append(written(eval(truth, names)))
    return " | ".join(out)


def identifier(name):
    """How Python spells a name: `h_{t-1}` is h_tm1, `\\lambda` lambda_, `s'` sp."""
    name = re.sub(r"\\(mathbf|boldsymbol|mathcal|mathrm|hat|bar|overline)(?![a-z])", "", name)
    for old, new in (("-", "m"), ("+", "q"), ("'", "p")):
        name = name.replace(old, new)
    name = re.sub(r"[^A-Za-z0-9_]", "", name)
    return name + "_" if name in WORDS or keyword.iskeyword(name) else name


def sides(point, truths):
    names = dict(WORDS)
    for pair in point.split():
        name, text = pair.rsplit("=", 1)
        names[identifier(name)] = number(text)
    return " | ".join("_" if truth.strip() == "_" else written(eval(truth, names)) for truth in truths.split(" | "))


for path in sorted(pathlib.Path(__file__).parent.glob("field*.cases")):
    lines = path.read_text(encoding="utf-8").split("\n")
    for index, line in enumerate(lines):
        columns = line.split("\t")
        if line.startswith("#") or len(columns) < 5 or columns[4] == "!":
            continue
        try:
            columns[5:] = [sides(columns[3], columns[4])]
        except Exception as error:
            sys.exit(f"{path.name}:{index + 1}: {error}\n{line}")
        lines[index] = "\t".join(columns)
    path.write_text("\n".join(lines), encoding="utf-8")

for path in sorted(pathlib.Path(__file__).parent.glob("*.tsv")):
    lines = path.read_text(encoding="utf-8").split("\n")
    for index, line in enumerate(lines):
        columns = line.split("\t")
        if line.startswith("#") or len(columns) < 4:
            continue
        try:
            columns[4:] = [values(columns[2], columns[3])]
        except Exception as error:
            sys.exit(f"{path.name}:{index + 1}: {error}\n{line}")
        lines[index] = "\t".join(columns)
    path.write_text("\n".join(lines), encoding="utf-8")
