"""palese in a pipeline of spaCy's own."""

from __future__ import annotations

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
