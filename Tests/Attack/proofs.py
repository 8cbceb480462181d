"""Changes proof files by one character, in what a reader reads and in what was proved: recheck must refuse each."""
import os, re, shutil, tempfile

import judge


# A string of JSON, and whether it is a member's name.
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?')


def changed(random, text):
    """One character put in another's place, taken away or doubled; white space counts for nothing and stays."""
    places = [i for i, c in enumerate(text) if not c.isspace()]
    i = random.choice(places)
    old = text[i]
    if old.isdigit():
        new = random.choice([d for d in "0123456789" if d != old])
    elif old in "<>≤≥=":
        new = random.choice([c for c in "<>≤≥=" if c != old])
    elif old in "+-*/^":
        new = random.choice([c for c in "+-*/^" if c != old])
    else:
        new = random.choice(["", "x" if old != "x" else "y", old + old])
    return text[:i] + new + text[i + 1:]


def mutant(random, text):
    """(the changed file, the member that was changed, what it was, what it is); its other bytes stay."""
    strings = list(STRING.finditer(text))
    values = [s for s in strings if not s[2] and s[1].strip()]
    # The few members that a reader reads stand beside hundreds of steps.
    goals = text.find('"goals"')
    top = [v for v in values if v.start() < goals]
    value = random.choice(top if random.random() < 0.6 and top else values)
    new = changed(random, value[1])
    member = [s[1] for s in strings if s[2] and s.start() < value.start()][-1]
    return text[:value.start(1)] + new + text[value.end(1):], member, value[1], new


def rechecked(mutants):
    """Which of these recheck accepts."""
    folder = tempfile.mkdtemp(prefix="docgen-attack-")
    try:
        names = []
        for index, (proof, *_) in enumerate(mutants):
            names.append(f"m{index}.json")
            with open(os.path.join(folder, names[-1]), "w") as file:
                file.write(proof)
        done, _ = judge.run([judge.RECHECK, *names], folder)
        refused = set(re.findall(r"m(\d+)\.json: 不接受", (done.stdout + done.stderr).decode("utf-8", "replace")))
        return [i for i in range(len(mutants)) if str(i) not in refused]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def proofs():
    """The repository's own."""
    folder = os.path.join(judge.ROOT, "docs/proofs")
    found = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.getsize(path) < 200_000:
            with open(path) as file:
                found.append((name, file.read()))
    return found
