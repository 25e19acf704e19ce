"""palese in a pipeline of spaCy's own."""

from __future__ import annotations

import msgspec
import pytest
import spacy


def test_a_blank_pipeline_gets_verdicts() -> None:
    nlp = spacy.blank("it")
    nlp.add_pipe("palese", config={"jurisdictions": ["IT", "UK"]})
    doc = nlp("#adv @acme Con GIULIA10 avete il 10% su tutto lo shop")
    report = doc._.palese
    assert report.verdicts["IT"].verdict == "disclosed"
    assert report.verdicts["UK"].verdict == "inadequate"
    labels = {span.label_ for span in doc.spans["palese"]}
    assert "label:it/adv" in labels
    assert report.verdict == "disclosed"


def test_what_is_known_of_a_post_counts() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("palese", config={"jurisdictions": ["UK"]})
    doc = nlp.make_doc("The overshirt, third wash, still crumpled.")
    doc.user_data["palese"] = {"relation": {"kind": "paid", "brand": "Acme"}}
    assert nlp(doc)._.palese.verdict == "undisclosed"
    assert nlp("Soup for tea again")._.palese.verdict == "no-intent"


def test_the_language_chooses_where_no_jurisdiction_is_named() -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("palese")
    assert list(nlp("Oggi piove e il gatto dorme sul divano")._.palese.verdicts) == ["IT"]


def test_many_documents_are_checked_together() -> None:
    nlp = spacy.blank("it")
    nlp.add_pipe("palese", config={"jurisdictions": ["IT"]})
    texts = ["#adv @acme Con GIULIA10 avete il 10% su tutto lo shop", "Oggi piove", ""] * 3
    together = list(nlp.pipe(texts, batch_size=4))
    assert [doc.text for doc in together] == texts
    for text, doc in zip(texts, together, strict=True):
        alone = nlp(text)
        assert doc._.palese == alone._.palese
        assert [(s.start, s.end, s.label) for s in doc.spans["palese"]] == [
            (s.start, s.end, s.label) for s in alone.spans["palese"]
        ]


def test_a_document_that_cannot_be_read_goes_to_the_error_handler() -> None:
    nlp = spacy.blank("it")
    nlp.add_pipe("palese")
    docs = [nlp.make_doc(text) for text in ("Oggi piove", "Domani no", "Poi sì")]
    docs[1].user_data["palese"] = {"followers": "many"}
    with pytest.raises(msgspec.ValidationError, match="followers"):
        list(nlp.pipe(docs))
    failed = []
    nlp.set_error_handler(lambda name, _, docs, error: failed.append((name, docs[0].text)))
    assert [doc.text for doc in nlp.pipe(docs)] == ["Oggi piove", "Poi sì"]
    assert failed == [("palese", "Domani no")]
