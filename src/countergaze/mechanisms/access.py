"""Access to one's own file, and rectification of a false record at the agency that made it.

For a person of whom an agency holds a false record, each week:

1. know: they learn of it when it is made (chance 0.2, `adaptation`), when they know that they
   are wrongly listed (`appeals`), or by asking to see their file: with chance request answered.
   Who is shown the file learns of a listing too (`appeals`)
2. ask: who knew last week and waits for no answer asks for a correction with chance ask, times
   ask_again after a refusal; the answer can come from the next week on
3. evidence: with chance burden the agency wants proof, which a person has with chance proof
4. decided: a request is answered with chance decided; it is granted with chance
   granted comp_c (1 - burden (1 - proof)), comp_c the competence of the city's offices
   (`officials`)
5. propagated: the agencies that made the false records clear them at once, every other holder is
   told with chance `integration.correction_reach`; relapse is as for any correction.  If a list
   that the person is on wrongly is then kept by an agency without a false record, all their wrong
   listings end `lists.removal_lag` weeks later, as after a granted appeal (or all listings, if none
   is wrong any more by then)

Whoever is on file asks to see the file at the same rate, with a false record or not: those
requests cost hours alone.  A person's false records are one case: knowing of one is knowing of
those that come later, a request is for all of them, and the case ends when no agency holds any.

Known limits: at rates k to know, a to ask and d to decide, and a chance g of a grant with
ask_again 1, the mean wait from record to correction is 1/k + (1/a + 1/d) / g weeks for whoever
does not learn of it at once.

Left out: requests about true records, which an agency would refuse; paying somebody to ask; courts
behind the agency; people abroad.

Sources: Regulation (EU) 2016/679, Art. 15 (access), 16 (rectification) and 19 (recipients are
told), one month to answer under Art. 12(3); FTC 2012 (about a quarter of those who were helped to
read their credit file disputed an error in it; stylised facts C8); all numbers of the baseline are
assumed.
"""

from __future__ import annotations

from countergaze.declare import Indicator, Table, lever, switch, uncertainty
from countergaze.declare.state import byte, count, draws, fields, person_draw, tallies


class Parameters(Table, table="access"):
    """Numbers of access and rectification."""

    on = switch(1.0, meaning="whether anybody can see their file or have it corrected on request")
    request = lever(0.0005, "a week", range=(0.0001, 0.01), bounds=(0.0, 1.0), scale="log",
                    meaning="chance that a person on file asks to see the file",
                    expected_effects={"file_requests": "+"})
    answered = lever(0.2, "share", range=(0.05, 1.0), bounds=(0.0, 1.0), scale="log",
                     meaning="requests to see one's own file that are answered in full",
                     expected_effects={"file_requests": "+"})
    ask = uncertainty(0.05, "a week", range=(0.01, 0.3), bounds=(0.0, 1.0), scale="log",
                      meaning="chance that a person who knows of a false record asks for its "
                      "correction", expected_effects={"rectified": "+"})
    ask_again = uncertainty(0.2, "-", range=(0.05, 1.0), bounds=(0.0, 1.0), scale="log",
                            meaning="the same after a refusal, against before",
                            expected_effects={"rectified": "+"})
    burden = lever(0.8, "share", range=(0.0, 1.0), bounds=(0.0, 1.0),
                   meaning="requests in which it is for the person to prove the error",
                   expected_effects={"rectified": "-"})
    proof = uncertainty(0.3, "chance", range=(0.1, 0.8), bounds=(0.0, 1.0),
                        meaning="chance that a person has the proof that is wanted",
                        expected_effects={"rectified": "+"})
    decided = lever(0.05, "a week", range=(0.01, 0.5), bounds=(0.0, 1.0), scale="log",
                    meaning="chance that a waiting request is decided",
                    expected_effects={"rectified": "+"})
    granted = uncertainty(0.5, "chance", range=(0.2, 1.0), bounds=(0.0, 1.0),
                          meaning="chance that an office of full competence grants a request "
                          "that it has no doubt about", expected_effects={"rectified": "+"})


def chance_to_see(p):
    """Return the chance that a person on file is shown the file this week, equation (1)."""
    return p.on * p.request * p.answered


def chance_to_ask(p, refused):
    """Return the chance that a person who knows asks for a correction this week, equation (2)."""
    return p.on * p.ask * (p.ask_again if refused else 1.0)


def chance_of_correction(p, competence):
    """Return the chance that a decided request is granted, equations (3) and (4)."""
    return p.granted * competence * (1.0 - p.burden * (1.0 - p.proof))


KNOWS_OF_RECORD, ASKED, REFUSED = 1, 2, 4
"""Bits of a person's request: knows of the false record, waits for an answer, was refused."""

FIELDS = fields(
    request=byte("bits of a person's request: knows of a false record, waits, was refused",
                 few=True),
)
DRAWS = draws(
    request=person_draw(120, "seeing one's file, and asking for a correction"),
    decision=person_draw(121, "a decision on a request, and what it decides"),
)
TALLIES = tallies(
    record_known=count("people who learn of a false record on file"),
    record_asked=count("requests for correction"),
    record_decided=count("requests for correction decided"),
    record_granted=count("requests for correction granted"),
    record_cleared=count("those of them that reach every holder"),
)

INDICATORS = (
    Indicator(name="rectified", title="False records corrected on request", digits=1,
              unit="in 100,000 adults a year", family="rights", metric="M08",
              definition="Requests for correction that were granted, scaled to a year.",
              shown="number"),
    Indicator(name="file_requests", title="Files shown to whom they are about", family="cost",
              unit="in 100,000 adults a year", digits=0,
              definition="Expected number of people on file who are shown their file, scaled to a "
              "year.", shown="number"),
    Indicator(name="rectification_funnel", title="What becomes of people with a false record",
              unit="in 100,000 adults a year", family="rights", metric="M08", digits=2,
              scopes=("step",),
              definition="False records made in the week; people with one who in the week learnt "
              "of it, asked for its correction, got an answer, got the correction, and had every "
              "holder corrected with it; scaled to a year: who asks again counts again."),
)
