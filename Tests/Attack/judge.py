"""Runs docgen and recheck on claims whose truth is known, and tells what they got wrong."""
import json, os, re, shutil, subprocess, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DOCGEN = os.environ.get("DOCGEN", os.path.join(ROOT, ".build/debug/docgen"))
RECHECK = os.environ.get("RECHECK", os.path.join(os.path.dirname(DOCGEN), "recheck"))
NOTES, EACH = 8, 40
# No claim that is written here is worth more than this of one process's time.
PROCESS_SECONDS = 600


class Machine(Exception):
    """docgen itself failed: it crashed, hung or said nothing that can be read."""


def run(arguments, folder):
    start = time.monotonic()
    try:
        done = subprocess.run(arguments, cwd=folder, capture_output=True, timeout=PROCESS_SECONDS)
    except subprocess.TimeoutExpired:
        raise Machine(f"{' '.join(arguments[:2])} hangs")
    if done.returncode not in (0, 1, 2):
        raise Machine(f"{' '.join(arguments[:2])} ended with {done.returncode}: {done.stderr[-2000:]!r}")
    return done, time.monotonic() - start


def note(claims, first, front=""):
    """Claims as one note, a section each; their ids are their places among all."""
    parts = [front, "# 断言\n"]
    for number, claim in enumerate(claims, first):
        parts.append(f"\n## q{number}\n\n{claim.above}\n<!-- claim q{number} -->\n$$\n{claim.latex}\n$$\n")
    return "".join(parts)


class Verdicts:
    """What each command said of each claim, by the claim's place."""

    def __init__(self, count):
        self.check = [None] * count
        self.reason = [None] * count
        self.has_proof = [False] * count
        self.is_rechecked = [False] * count
        self.seconds = 0.0


def judged(claims, prove=True):
    """Every claim by check, by prove and by recheck, in one folder of notes."""
    folder = tempfile.mkdtemp(prefix="docgen-attack-")
    verdicts = Verdicts(len(claims))
    try:
        by_front = {}
        for index, claim in enumerate(claims):
            by_front.setdefault(claim.front, []).append(index)
        size = max(1, min(EACH, -(-len(claims) // NOTES)))
        page, order = 0, []
        os.mkdir(folder + "/docs")
        for front, indices in by_front.items():
            for start in range(0, len(indices), size):
                chunk = indices[start:start + size]
                with open(f"{folder}/docs/p{page}.md", "w") as file:
                    file.write(note([claims[i] for i in chunk], len(order), front))
                order += chunk
                page += 1
        common = ["--docs", "docs", "--cache", "cache"]
        _, seconds = run([DOCGEN, "check", *common, "--evidence", "evidence.json", "--format", "json"], folder)
        verdicts.seconds += seconds
        with open(folder + "/evidence.json") as file:
            for item in json.load(file):
                match = re.fullmatch(r"q(\d+)", item["id"])
                if match and item["kind"] == "claim":
                    index = order[int(match[1])]
                    verdicts.check[index], verdicts.reason[index] = item["verdict"], item
        if prove:
            proved(folder, common, order, verdicts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return verdicts


def proved(folder, common, order, verdicts):
    _, seconds = run([DOCGEN, "prove", *common, "--format", "json"], folder)
    verdicts.seconds += seconds
    proofs = folder + "/docs/proofs"
    files = sorted(n for n in os.listdir(proofs) if re.fullmatch(r"q\d+\.json", n)) if os.path.isdir(proofs) else []
    if not files:
        return
    done, seconds = run([RECHECK, *("docs/proofs/" + n for n in files)], folder)
    verdicts.seconds += seconds
    refused = set(re.findall(r"(q\d+)\.json: 不接受", (done.stdout + done.stderr).decode("utf-8", "replace")))
    if (done.returncode == 0) != (not refused):
        raise Machine(f"recheck's answer is not understood: {done.stdout[-500:]!r} {done.stderr[-500:]!r}")
    for name in files:
        index = order[int(name[1:-5])]
        verdicts.has_proof[index] = True
        verdicts.is_rechecked[index] = name[:-5] not in refused


def faults(claims, verdicts):
    """The wrong answers: (kind, claim's place)."""
    found = []
    for index, claim in enumerate(claims):
        verdict, truth = verdicts.check[index], claim.truth
        if truth is not True:
            if verdict == "proved":
                found.append(("false proof by check", index))
            if verdicts.has_proof[index]:
                kind = "false proof that recheck accepts" if verdicts.is_rechecked[index] else "false proof by prove"
                found.append((kind, index))
        if truth is False and claim.plain and verdict == "agrees":
            found.append(("false claim agrees", index))
        if truth is True and verdict == "refuted":
            found.append(("false refutation", index))
        if truth is True and verdicts.has_proof[index] and not verdicts.is_rechecked[index]:
            found.append(("proof that recheck refuses", index))
    return found


# Formulas and Swift.

def page(pairs):
    """Pairs as one note, a section each, its Swift in one run."""
    parts = ["---\nrun: true\n---\n\n# 公式与代码\n"]
    for pair in pairs:
        parts.append(f"\n## {pair.name}\n\n{pair.prose}\n\n$$\n{pair.latex}\n$$\n\n```swift\n{pair.swift}\n```\n")
    return "".join(parts)


def compared(pairs):
    """What check says of each pair: (verdict, its evidence, the words of a problem that kept it from being judged)."""
    folder = tempfile.mkdtemp(prefix="docgen-attack-")
    try:
        os.mkdir(folder + "/docs")
        for number, start in enumerate(range(0, len(pairs), EACH)):
            with open(f"{folder}/docs/p{number}.md", "w") as file:
                file.write(page(pairs[start:start + EACH]))
        done, _ = run([DOCGEN, "check", "--docs", "docs", "--cache", "cache", "--evidence", "evidence.json", "--format", "json"], folder)
        with open(folder + "/evidence.json") as file:
            items = {}
            for item in json.load(file):
                match = re.search(r"#(\w+)[(]", item["id"])
                if match and item["kind"] == "definition":
                    items[match[1]] = item
        words = [(d.get("file"), d["en"]) for d in json.loads(done.stdout)["diagnostics"]
                 if d["identifier"].startswith(("swift", "compile", "trap", "snippet"))]
        return [items.get(pair.name) for pair in pairs], words
    finally:
        shutil.rmtree(folder, ignore_errors=True)
