"""What a person reads beside a question: hints, guidance, appearances, in every language."""

from xform_text import session

ITEXT = """<itext>
<translation lang="Español (es)" default="true()">
<text id="/data/q:hint"><value>Breve</value><value form="guidance">Largo: <output value="/data/n"/></value></text>
<text id="/data/n:hint"><value form="guidance">Solo guía</value></text>
</translation>
<translation lang="English (en)">
<text id="/data/q:hint"><value>Short</value><value form="guidance">Long: <output value="/data/n"/></value></text>
<text id="/data/n:hint"><value form="guidance">Guidance only</value></text>
</translation></itext>"""
BODY = """<input ref="/data/n"><hint ref="jr:itext('/data/n:hint')"/></input>
<input ref="/data/q" appearance="multiline"><hint ref="jr:itext('/data/q:hint')"/></input>
<input ref="/data/r"><hint>Llano</hint></input>"""


def test_guidance_stands_beside_the_hint_with_answers_woven_in():
    running = session("<n>2</n><q/><r/>", BODY, "", ITEXT)
    shown = running.node("q")
    assert (shown.hint, shown.guidance) == ("Breve", "Largo: 2")
    assert "q" in running.answer("n", "3")
    assert running.node("q").guidance == "Largo: 3"
    running.set_language("English (en)")
    shown = running.node("q")
    assert (shown.hint, shown.guidance) == ("Short", "Long: 3")


def test_guidance_may_stand_alone_and_a_plain_hint_has_none():
    running = session("<n/><q/><r/>", BODY, "", ITEXT)
    assert (running.node("n").hint, running.node("n").guidance) == ("", "Solo guía")
    assert (running.node("r").hint, running.node("r").guidance) == ("Llano", "")


def test_the_appearance_is_told():
    running = session("<n/><q/><r/>", BODY, "", ITEXT)
    assert running.node("q").question.appearance == "multiline"
