"""The annex: which rules of law each kind of harm touches, and what of it is modelled.

Articles are named so that a reader can look them up.  Nothing here says that a rule is broken:
that takes a person, a State and a court.
"""

from __future__ import annotations

from typing import NamedTuple


class Harm(NamedTuple):
    """A kind of harm: its indicators, the rules it touches, what is modelled of it, what is not."""

    title: str
    indicators: tuple[str, ...]
    rules: tuple[str, ...]
    modelled: str
    left_out: str


HARMS = (
    Harm("Listed on a false record", ("wrongful_listing", "wrong_records"),
         ("GDPR 5(1)(d), 16", "Convention 108+ 5(4)(d), 9(1)(e)", "ICCPR 17"),
         "false records, their copies, who is listed by them",
         "mistaken identity, defamation, who is liable"),
    Harm("Listed for refusal to pay, unable to pay", ("listed_unable", "cannot_pay_share"),
         ("ICCPR 11, 17", "GDPR 5(1)(a), 5(1)(d)"),
         "ability to pay from hardship, against the written rule of the court's list",
         "means tests of any real court; ICCPR 11 forbids prison for debt, which is not modelled"),
    Harm("Kept after correction or end", ("listed_over", "never_corrected", "time_to_correction"),
         ("GDPR 5(1)(e), 17, 19", "Convention 108+ 5(4)(e), 9(1)(e)"),
         "terms, lags, corrections that reach some holders and not others",
         "archives, search engines, copies with private parties"),
    Harm("Listed or refused through another person", ("listed_through", "collateral"),
         ("ICCPR 17, 26", "GDPR 5(1)(a), 6"),
         "households hit by a member's listing, in sanctions and in points",
         "wider family, friends and colleagues as a ground in law"),
    Harm("Without notice or hearing", ("listed_unheard", "appeal_wait", "appeals_in_time"),
         ("GDPR 12 to 15, 22(3)", "Convention 108+ 8, 9(1)(a)", "ICCPR 2(3), 14"),
         "learning of a listing, appeals, the wait, decisions under load",
         "reasons given, counsel, evidence, the independence of the bench"),
    Harm("Decided by a machine alone", ("listed_wrongly", "scored"),
         ("GDPR 22", "Convention 108+ 9(1)(a)"),
         "listing by a weight of records or by a score, with and without review",
         "what makes a decision solely automated in law"),
    Harm("Sanctions out of context or out of proportion",
         ("cross_context", "proportionality", "prohibited_share"),
         ("EU AI Act 5(1)(c)", "GDPR 5(1)(b), 5(1)(c)", "Convention 108+ 5(1), 5(4)(b)"),
         "the sphere of life of the record against that of the service, severity against gravity",
         "whether an AI system rates persons, over what time; whether a treatment is justified"),
    Harm("Refused travel", ("refused_in_year", "denied_transactions"),
         ("ICCPR 12",),
         "seats refused to listed travellers, who give up trying",
         "exit bans, borders, necessity in a given case"),
    Harm("Silence", ("silenced", "falsification_gap", "silenced_abroad"),
         ("ICCPR 18, 19", "GDPR 9"),
         "dissent that fear holds back, opinions stated against one's own",
         "press, association, assembly"),
    Harm("Watched and filed", ("visits", "files_abroad", "recorded_share"),
         ("ICCPR 17", "GDPR 5(1)(c), 6, 9, 44 to 49", "Convention 108+ 5, 10, 14"),
         "records made of acts and speech, visits for what somebody might do, files abroad",
         "content of communications, any real means of surveillance"),
    Harm("Unequal treatment", ("listing_ratio", "wrongful_gap", "equal_conduct_gap"),
         ("ICCPR 2(1), 26", "GDPR 9, 22(4)"),
         "groups against everybody else in listing, error and points at equal conduct",
         "intent, grounds protected in a given country, justification"),
)

BEYOND = (
    "Art. 5(1)(c) of Regulation (EU) 2024/1689 needs more than these facts: an AI system that is "
    "placed on the market, put into service or used; an evaluation or classification of persons "
    "over a certain period of time by social behaviour or personal characteristics; a social score "
    "that leads to the treatment; and, for the second limb, that the treatment is unjustified or "
    "disproportionate to the behaviour. The model tests the sphere of life and a ratio of severity "
    "to gravity, and neither the rest nor any justification.")
